import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const KEPT = 'raft-playground.lessons';
let kept: Map<string, string>;

beforeEach(() => {
  kept = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
});
afterEach(() => vi.unstubAllGlobals());

/** The page as it is loaded anew. */
const loaded = async () => {
  vi.resetModules();
  return import('../../src/lessons/progress');
};

describe('how far one is in the lessons', () => {
  it('outlasts a reload', async () => {
    const before = await loaded();
    before.finish('02-first-election', 0);
    before.finish('02-first-election', 1);
    before.finish('02-first-election', 1);
    const { doneIn } = await loaded();
    expect(doneIn('02-first-election')).toEqual([0, 1]);
    expect(doneIn('03-split-votes')).toEqual([]);
  });

  it('is nothing again after starting over', async () => {
    const { finish, startOver } = await loaded();
    finish('02-first-election', 0);
    startOver('02-first-election');
    expect((await loaded()).doneIn('02-first-election')).toEqual([]);
  });

  it.each(['{', '[1]', 'null', '{"02-first-election":"all"}', '{"02-first-election":[0.5]}'])(
    'is nothing where %s stands in its place',
    async (text) => {
      kept.set(KEPT, text);
      expect((await loaded()).doneIn('02-first-election')).toEqual([]);
    },
  );
});
