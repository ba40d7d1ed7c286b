import { parser } from '@lezer/json';
import { Text } from '@codemirror/state';
import { describe, expect, test } from 'vitest';
import { rangeOf } from '../../src/teach/place';

const TEXT = `{
  "id": "a",
  "goal": [
    { "says": "first", "holds": "x" },
    { "says": "second", "holds": "leaders = 1" }
  ],
  "budget": { "actions": 3 }
}`;

function found(place: string, text = TEXT): string {
  const { from, to } = rangeOf(place, Text.of(text.split('\n')), parser.parse(text));
  return text.slice(from, to);
}

describe('the place of what is wrong is found in the text', () => {
  test.each([
    ['exercise.id', '"a"'],
    ['exercise.goal[1].holds', '"leaders = 1"'],
    ['exercise.goal[0]', '{ "says": "first", "holds": "x" }'],
    ['exercise.budget.actions', '3'],
  ])('%s', (place, text) => expect(found(place)).toBe(text));

  test('what is not there would be in the innermost thing that is', () => {
    expect(found('exercise.title')).toBe('{');
    expect(found('exercise.budget.time_ms')).toBe('{');
    expect(found('exercise.goal[7].holds')).toBe('[');
    expect(found('question')).toBe(TEXT);
  });

  test('what is no JSON has a line and a column, also at its end', () => {
    const text = '{\n  "id": ,\n}';
    expect(found('text, line 2, column 9', text)).toBe(',');
    expect(found('line 3, column 2', text)).toBe('}');
    expect(found('line 99, column 1', text)).toBe('}');
    expect(found('line 1, column 1', '')).toBe('');
  });

  test('of two keys with one name the last one counts', () => {
    expect(found('exercise.id', '{"id": 1, "id": 2}')).toBe('2');
  });
});
