import { describe, expect, test } from 'vitest';
import { Session } from '../../src/engine/session';
import { FakeInstance, scenarioText } from './fake_core';

describe('a question about the run', () => {
  const session = new Session(
    () => new FakeInstance(),
    () => 0,
  );

  test('is refused while no run is open', () => {
    expect(session.answer({ type: 'explain', question: { about: 'leader' } }).type).toBe('refused');
  });

  test('reaches the core as JSON, and its answer comes back as it is', () => {
    session.answer({ type: 'open', text: scenarioText({ seed: 1 }) });
    const question = { about: 'entry', replica: 'S1', index: 3 } as const;
    expect(session.answer({ type: 'explain', question })).toEqual({
      type: 'explained',
      answer: { verdict: JSON.stringify(question), reasons: [] },
    });
  });
});
