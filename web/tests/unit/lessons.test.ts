import { describe, expect, it } from 'vitest';
import { lessonOf, type Checks } from '../../src/lessons/lesson';

const CHECKS: Checks = {
  title: 'One server',
  section: '§2',
  minutes: 3,
  steps: [{ do: 'answered >= 1' }, { predict: { options: ['yes', 'no'], right: 1 } }],
  solution: { actions: [], until_ms: 1 },
};

const TEXT = `What one server can do.

## Put a key

Send it.

Then look.

> It is there.
>
> For good (§5.1).

## Crash it

What now?

> Nobody answers.
`;

describe('a lesson', () => {
  it('is put together of its caption and its steps, each with what is said before and after', () => {
    const lesson = lessonOf('01-one-server', TEXT, '{}', CHECKS);
    expect(lesson.caption).toBe('What one server can do.');
    expect(lesson.steps).toEqual([
      {
        title: 'Put a key',
        text: 'Send it.\n\nThen look.',
        reveal: 'It is there.\n\nFor good (§5.1).',
        task: CHECKS.steps[0],
      },
      { title: 'Crash it', text: 'What now?', reveal: 'Nobody answers.', task: CHECKS.steps[1] },
    ]);
  });

  it('has as many checks as its text has steps', () => {
    expect(() => lessonOf('x', 'Only a caption.', '{}', CHECKS)).toThrow(
      'x: text.md has 0 steps, checks.json has 2',
    );
  });
});
