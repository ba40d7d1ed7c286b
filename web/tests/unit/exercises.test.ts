import { beforeAll, describe, expect, test } from 'vitest';
import type { ExercisePort } from '../../src/engine/exercises';
import type { askExercise } from '../../src/engine/exercising';
import type { FromExerciseWorker, ToExerciseWorker } from '../../src/engine/exercise-protocol';
import { realCore } from './real-core';

let ask: typeof askExercise;
beforeAll(async () => {
  (await realCore())();
  ({ askExercise: ask } = await import('../../src/engine/exercising'));
});

const split = {
  at_ms: 300,
  do: 'partition',
  groups: [
    ['S1', 'S2'],
    ['S3', 'S4', 'S5'],
  ],
} as const;
const solution = [
  { ...split, groups: split.groups.map((group) => [...group]) },
  { at_ms: 320, do: 'time_out', replica: 'S3' },
  { at_ms: 500, do: 'request', client: 'C1', to: 'S1', op: 'put', key: 'x', value: '1' },
  { at_ms: 800, do: 'heal' },
];

describe('a page', () => {
  test('lists the fourteen exercises and opens one with all that it needs', () => {
    expect(ask({ ask: 'list' }).map(({ kind }) => kind)).toEqual([
      'predict',
      ...Array<string>(3).fill('schedule'),
      'tune',
      ...Array<string>(7).fill('schedule'),
      'bug',
      'shrink',
    ]);
    const opened = ask({ ask: 'open', exercise: 'two-leaders' });
    expect(opened).toMatchObject({
      title: 'Two leaders at once',
      seed: 1,
      budget: { actions: 8, timeMs: 10_000 },
    });
    expect(opened.allowed).toContainEqual({ do: 'isolate' });
    expect(opened.goal).toHaveLength(4);
    expect(JSON.parse(opened.scenario)).toMatchObject({ replicas: 5, end_ms: 10_000 });
    expect(ask({ ask: 'open', exercise: 'who-wins' }).predict?.questions[0]).toMatchObject({
      id: 'leader',
      kind: 'a replica',
    });
  });

  test('is told which parts of the goal are met as the run goes on', () => {
    const met = (now_ms: number) =>
      ask({ ask: 'progress', exercise: 'two-leaders', actions: solution, now_ms }).met;
    expect(met(310)).toEqual([false, false, true, true]);
    expect(met(450)).toEqual([true, false, true, false]);
    expect(met(600)).toEqual([true, true, true, false]);
    expect(met(2500)).toEqual([true, true, true, true]);
    expect(met(310), 'also when it goes back').toEqual([false, false, true, true]);
  });

  test('is told why an action is not allowed', () => {
    const actions = [{ at_ms: 10, do: 'crash', replica: 'S1' }];
    const { refused } = ask({ ask: 'progress', exercise: 'two-leaders', actions, now_ms: 20 });
    expect(refused).toBe(
      'action 1 (crash at 10 ms) is not allowed: isolate, partition, cut, heal, time_out, request',
    );
  });

  test('makes a hand-in that is judged as it claims, and of which a changed one is told', () => {
    const text = ask({
      ask: 'hand_in',
      exercise: 'two-leaders',
      tag: 'ada',
      actions: solution,
      until_ms: 2500,
    });
    const judged = (hand_in: string) => ask({ ask: 'judge', hand_in });
    expect(judged(text)).toMatchObject({ verdict: 'solved', reason: '', score: 1, tag: 'ada', actions: 4 });
    expect(judged(text.replace('"at_ms":320', '"at_ms":321')).verdict).toBe('tampered');
    expect(judged(text.slice(0, -9)).verdict).toBe('truncated');
  });

  test('gets the key of a course, and with it runs that differ by student', () => {
    const key = ask({ ask: 'key', salt: 'autumn' });
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    const seed = (tag: string) => ask({ ask: 'open', exercise: 'who-wins', key, tag }).seed;
    expect(seed('ada')).not.toBe(seed('bob'));
    expect(seed('ada')).toBe(seed(' Ada'));
  });

  test('is told what is wrong with an exercise, and where', () => {
    const wrong = () => ask({ ask: 'open', exercise: '{ "id": "x" }' });
    expect(wrong).toThrow(
      expect.objectContaining({ place: 'exercise', message: 'the key "title" is missing' }),
    );
  });
});

describe('the worker that knows exercises', () => {
  test('is asked, and what it refuses, fails at or answers goes to whoever asked', async () => {
    const sent: ToExerciseWorker[] = [];
    const port: ExercisePort = {
      postMessage: (message) => sent.push(message),
      terminate: () => undefined,
      onmessage: null,
      onerror: null,
    };
    const { Exercises } = await import('../../src/engine/exercises');
    const exercises = new Exercises(port);
    const asked = [1, 2, 3, 4].map(() => exercises.ask({ ask: 'list' }));
    const hear = (data: FromExerciseWorker) => port.onmessage?.({ data } as MessageEvent<FromExerciseWorker>);
    const [first, second, third] = sent.map(({ id }) => id);
    hear({ id: second!, refused: { place: 'question', message: 'no' } });
    hear({ id: first!, answer: [] });
    hear({ id: third!, failed: 'a panic' });
    port.onerror?.({ message: 'gone' } as ErrorEvent);
    expect(await asked[0]).toEqual({ answer: [] });
    expect(await asked[1]).toEqual({ refused: { place: 'question', message: 'no' } });
    await expect(asked[2]).rejects.toThrow('a panic');
    await expect(asked[3]).rejects.toThrow('gone');
  });
});
