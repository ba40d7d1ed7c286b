import { describe, expect, it } from 'vitest';
import { MARKED } from '../../src/engine/protocol';
import type { BranchView } from '../../src/engine/protocol';
import { actionWords, drawMarks, firstDifference, nearest, reach } from '../../src/panels/timeline/scale';

const branch = (parts: Partial<BranchView>): BranchView => ({
  number: 0,
  parent: null,
  from: 0,
  end: 1_000_000,
  actions: [],
  marks: new Float64Array(),
  ...parts,
});
const crash = (at: number, replica: string) => ({ at, action: { do: 'crash', replica } as const });

describe('a time line', () => {
  it('reaches to the end of the scenario, or beyond that of the run by leaps', () => {
    expect(reach(300_000, 2_000_000)).toBe(2_000_000);
    expect(reach(0, Infinity)).toBe(500_000);
    expect(reach(1_000_000, Infinity)).toBe(1_500_000);
    expect(reach(1_100_000, Infinity)).toBe(1_500_000);
    for (let end = 1; end < 1e11; end *= 1.37) expect(reach(end, Infinity)).toBeGreaterThan(end);
  });

  it('has one mark for all of a kind at a place, and what matters most above the others', () => {
    const { ELECTION, CRASH, VIOLATION } = MARKED;
    const marks = [VIOLATION, 500, 500, CRASH, 500, 500, CRASH, 500.2, 500.2, ELECTION, 900, 900];
    const drawn = drawMarks(Float64Array.from(marks), 1000, 100, 24);
    expect(drawn.map(({ what }) => what)).toEqual([CRASH, ELECTION, VIOLATION]);
    expect(drawn[0]!.path.match(/M/g)).toHaveLength(1);
  });

  it('has a path of bounded length for any number of marks', () => {
    const many = Float64Array.from({ length: 300_000 }, (_, i) => (i % 3 === 0 ? MARKED.CRASH : i / 3));
    const [drawn] = drawMarks(many, 100_000, 1000, 24);
    expect(drawn!.path.match(/M/g)!.length).toBeLessThanOrEqual(1001);
  });
});

describe('what is at a place', () => {
  const { ELECTION, STALL } = MARKED;
  const there = branch({
    marks: Float64Array.from([ELECTION, 5000, 5000, STALL, 4000, 9000]),
    actions: [crash(8000, 'S3')],
  });

  it('is the nearest mark, or what a person did; within a stall the stall only where nothing else is', () => {
    expect(nearest(there, 5050, 100)).toBe('a leader is elected');
    expect(nearest(there, 7960, 100)).toBe('you: crash S3');
    expect(nearest(there, 6500, 100)).toBe('nothing is committed or answered');
    expect(nearest(there, 9500, 100)).toBeNull();
  });
});

describe('two branches', () => {
  it('part where something was done to one of them only', () => {
    const one = branch({ actions: [crash(1000, 'S1'), crash(5000, 'S2')] });
    const other = branch({ actions: [crash(1000, 'S1'), crash(4000, 'S3')] });
    expect(firstDifference(one, other)).toEqual({ at: 4000, one: null, other: 'crash S3' });
    expect(firstDifference(one, one)).toBeNull();
    expect(firstDifference(one, branch({ actions: [crash(1000, 'S1')] }))).toEqual({
      at: 5000,
      one: 'crash S2',
      other: null,
    });
  });
});

describe('an action in words', () => {
  it('names what it is about, as a scenario file does', () => {
    expect(actionWords({ do: 'kill_leader' })).toBe('kill leader');
    expect(actionWords({ do: 'heal' })).toBe('heal');
    expect(actionWords({ do: 'cut', links: [['S1', 'S2']] })).toBe('cut S1→S2');
    expect(actionWords({ do: 'partition', groups: [['S1', 'S2'], ['S3']] })).toBe('partition S1 S2 | S3');
    expect(actionWords({ do: 'drop', message: 7 })).toBe('drop message 7');
  });
});
