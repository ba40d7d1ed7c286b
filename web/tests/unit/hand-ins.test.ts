import { describe, expect, test } from 'vitest';
import type { Judgement } from '../../src/engine/exercise-protocol';
import type { Told } from '../../src/engine/exercises';
import { asCsv, unjudged, type Result } from '../../src/engine/results';
import { letters, rowsOf } from '../../src/teach/alike';
import { sortedBy } from '../../src/teach/table';
import { judgeAll, type HandIn, type SpawnJudge } from '../../src/teach/judges';

const result = (file: string, more: Partial<Result> = {}): Result => ({
  ...unjudged(file, ''),
  verdict: 'solved',
  exercise: 'two-leaders',
  tag: file,
  score: 1,
  ...more,
});

describe('who did the same', () => {
  test('has a letter in common, whatever else is in between', () => {
    const rows = rowsOf([
      result('a', { sequence: 'crash S1' }),
      result('b', { sequence: 'crash S2' }),
      result('c', { sequence: 'crash S1' }),
      result('d', { sequence: 'crash S3' }),
      result('e', { sequence: 'crash S2' }),
    ]);
    expect(rows.map(({ group }) => group)).toEqual(['A', 'B', 'A', '', 'B']);
    expect(rows.map(({ alike }) => alike)).toEqual([1, 1, 1, 0, 1]);
  });

  test('is another one: the same student twice, another exercise, or nothing done is not alike', () => {
    const rows = rowsOf([
      result('a', { sequence: 'crash S1', tag: 'ada' }),
      result('b', { sequence: 'crash S1', tag: 'ada' }),
      result('c', { sequence: 'crash S1', exercise: 'figure-8' }),
      result('d', { sequence: '' }),
      result('e', { sequence: '' }),
    ]);
    expect(rows.map(({ group }) => group)).toEqual(['', '', '', '', '']);
  });

  test('there are letters for any number of groups', () => {
    expect([0, 25, 26, 27, 701, 702].map(letters)).toEqual(['A', 'Z', 'AA', 'AB', 'ZZ', 'AAA']);
  });
});

describe('the table is sorted', () => {
  const rows = rowsOf([
    result('s10', { actions: 2, sequence: 'a' }),
    result('s9', { actions: 10, sequence: 'b' }),
    result('S2', { actions: 10, sequence: 'a', verdict: 'unsolved' }),
  ]);
  const files = (by: Parameters<typeof sortedBy>[1], down = false) =>
    sortedBy(rows, by, down).map(({ file }) => file);

  test('by numbers as numbers, also within names', () => {
    expect(files('actions')).toEqual(['s10', 's9', 'S2']);
    expect(files('actions', true)).toEqual(['s9', 'S2', 's10']);
    expect(files('who')).toEqual(['S2', 's9', 's10']);
  });

  test('by who did the same, those who did what nobody else did last', () => {
    expect(files('group')).toEqual(['s10', 'S2', 's9']);
    expect(files('verdict')).toEqual(['s10', 's9', 'S2']);
  });
});

test('the table for a spreadsheet quotes what students wrote, and makes no formula of it', () => {
  const csv = asCsv([
    result('x.json', {
      tag: '=HYPERLINK("http://x")',
      reason: 'one, "two"\nthree',
      score: 1 / 3,
      verdict: 'unsolved',
    }),
  ]);
  expect(csv).toBe(
    'file,tag,exercise,verdict,score,actions,rank,alike,sequence,reason\r\n' +
      'x.json,"\'=HYPERLINK(""http://x"")",two-leaders,unsolved,0.3333,0,,0,,"one, ""two""\nthree"\r\n',
  );
});

/** Workers whose answer is what a hand-in says: "die", "hang", or a verdict. */
function fakeJudges() {
  const counts = { spawned: 0, ended: 0, most: 0, now: 0 };
  const spawn = (() => {
    counts.spawned += 1;
    return {
      ask: async ({ hand_in }: { hand_in: string }): Promise<Told<'judge'>> => {
        counts.most = Math.max(counts.most, ++counts.now);
        await Promise.resolve();
        if (hand_in === 'hang') return new Promise(() => undefined);
        counts.now -= 1;
        if (hand_in === 'die') throw new Error('out of memory');
        return { answer: result('', { tag: hand_in }) as Judgement };
      },
      end: () => (counts.ended += 1),
    };
  }) as unknown as SpawnJudge;
  return { counts, spawn };
}

const handIns = (...texts: (string | null)[]): HandIn[] =>
  texts.map((text, nth) => ({ name: `${nth}.json`, text: () => Promise.resolve(text) }));

async function judged(all: HandIn[], spawn: SpawnJudge, workers: number, cancel = new AbortController()) {
  const found: string[] = [];
  await judgeAll(
    all,
    {
      salt: 's',
      own: [],
      cancel: cancel.signal,
      judged: (place, { verdict, tag, reason }) => {
        found[place] = `${verdict} ${tag || reason}`;
        if (found.filter(Boolean).length === 2 && all.length > 50) cancel.abort();
      },
    },
    spawn,
    workers,
  );
  return found;
}

describe('hand-ins are judged side by side', () => {
  test('each once, each in its place, by no more workers than there are hand-ins', async () => {
    const { counts, spawn } = fakeJudges();
    expect(await judged(handIns('a', 'b', 'c', 'd', 'e'), spawn, 3)).toEqual(
      ['a', 'b', 'c', 'd', 'e'].map((tag) => `solved ${tag}`),
    );
    expect(counts).toMatchObject({ spawned: 3, ended: 3, most: 3 });
    const few = fakeJudges();
    await judged(handIns('a'), few.spawn, 4);
    expect(few.counts.spawned).toBe(1);
  });

  test('one that cannot be read, or of which a worker dies, is a row; the others are judged all the same', async () => {
    const { counts, spawn } = fakeJudges();
    expect(await judged(handIns('a', null, 'die', 'b'), spawn, 1)).toEqual([
      'solved a',
      'unjudged it cannot be read',
      'unjudged the judge failed: out of memory',
      'solved b',
    ]);
    expect(counts).toMatchObject({ spawned: 2, ended: 2 });
  });

  test('where no worker answers at all it is given up', async () => {
    const { counts, spawn } = fakeJudges();
    const found = await judged(handIns(...Array<string>(40).fill('die')), spawn, 1);
    expect(found).toHaveLength(40);
    expect(found.at(-1)).toBe('unjudged the judge failed before');
    expect(counts.spawned).toBeLessThan(6);
  });

  test('cancelling ends it, also what would never end, and every worker with it', async () => {
    const { counts, spawn } = fakeJudges();
    const found = await judged(handIns('hang', ...Array<string>(99).fill('a')), spawn, 2);
    expect(found.filter(Boolean)).toHaveLength(2);
    expect(counts.ended).toBe(counts.spawned);
  });
});
