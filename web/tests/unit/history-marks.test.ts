import { describe, expect, test } from 'vitest';
import type { HistoryOperation, LinearizabilityReport } from '../../src/engine/history';
import { bandsOf, cutText } from '../../src/panels/history/bands';
import { barAt, drawnOf, marksIn, type Drawn, type Marks } from '../../src/panels/history/marks';
import { outline } from '../../src/panels/history/picture';
import { LANE, rowsOf } from '../../src/panels/history/rows';
import { panned, showing, ticks, timeAt, whole, xOf, zoomed } from '../../src/panels/history/span';
import { stepFrom } from '../../src/panels/history/steps';

/** A put of a client, from one time to another; null is no answer. */
function put(client: string, invoked: number, returned: number | null, key = 'x'): HistoryOperation {
  const outcome = returned === null ? 'unknown' : 'ok';
  return { client, op: 'put', key, value: '1', invoked, returned, outcome };
}

const FINE: LinearizabilityReport = { verdict: 'linearizable', keys: [] };

const drawn = (operations: HistoryOperation[], report = FINE): Drawn =>
  drawnOf(operations, rowsOf(operations), [], report);

/** A picture in which a pixel is a microsecond. */
const marks = (of: Drawn, from = 0, width = 1000): Marks => marksIn(of, { from, to: from + width }, width);

describe('the stretch of time', () => {
  const limits = whole(1000);

  test('shows everything with a little room', () => {
    expect(limits).toEqual({ from: -20, to: 1020 });
  });

  test('zooming keeps the time under the pointer where it is', () => {
    const near = zoomed(limits, 300, 0.25, limits);
    expect(near.to - near.from).toBeCloseTo(260);
    expect(xOf(near, 100, 300)).toBeCloseTo(xOf(limits, 100, 300));
    expect(timeAt(near, 100, xOf(near, 100, 300))).toBeCloseTo(300);
  });

  test('zooming ends at everything, and at a few microseconds', () => {
    expect(zoomed(limits, 300, 100, limits)).toEqual(limits);
    const least = zoomed(limits, 300, 1e-9, limits);
    expect(least.to - least.from).toBe(20);
  });

  test('panning ends at the ends', () => {
    const some = { from: 100, to: 200 };
    expect(panned(some, -500, limits)).toEqual({ from: -20, to: 80 });
    expect(panned(some, 5000, limits)).toEqual({ from: 920, to: 1020 });
  });

  test('what is in sight is not moved, what is not comes into sight', () => {
    const some = { from: 100, to: 200 };
    expect(showing(some, 120, 130, limits)).toEqual(some);
    expect(showing(some, 400, 410, limits).to).toBeGreaterThan(410);
    expect(showing(some, 40, 50, limits).from).toBeLessThan(40);
    const tooLong = showing(some, 300, 900, limits);
    expect(tooLong.from).toBeLessThan(300);
    expect(tooLong.to).toBeGreaterThan(300);
  });

  test('times are round, far enough apart, and in one unit', () => {
    expect(ticks({ from: 0, to: 100_000 }, 900).map(({ text }) => text)).toEqual([
      '0 ms',
      '10 ms',
      '20 ms',
      '30 ms',
      '40 ms',
      '50 ms',
      '60 ms',
      '70 ms',
      '80 ms',
      '90 ms',
      '100 ms',
    ]);
    expect(ticks({ from: 0, to: 300 }, 300, 100).map(({ text }) => text)).toEqual([
      '0.0 ms',
      '0.1 ms',
      '0.2 ms',
      '0.3 ms',
    ]);
    expect(ticks({ from: 0, to: 30e6 }, 300, 100).map(({ text }) => text)).toEqual([
      '0 s',
      '10 s',
      '20 s',
      '30 s',
    ]);
  });
});

describe('rows', () => {
  test('are one a client, in the order of their numbers', () => {
    const { rows } = rowsOf([put('C10', 0, 1), put('C2', 0, 1), put('C2', 5, 6)]);
    expect(rows.map(({ client }) => client)).toEqual(['C2', 'C10']);
    expect(rows[1]!.y).toBe(rows[0]!.height);
  });

  test('operations of a client that overlap stand below each other, others in one line', () => {
    const { rows, places } = rowsOf([put('C1', 0, 10), put('C1', 5, 8), put('C1', 10, 20)]);
    expect(rows[0]!.lanes.map(({ operations }) => operations)).toEqual([[0, 2], [1]]);
    expect(places[1]).toEqual({ row: 0, lane: 1 });
    expect(rows[0]!.height).toBeGreaterThan(2 * LANE);
  });

  test('one without an answer is open to where the next begins, the last one for ever', () => {
    const { rows } = rowsOf([put('C1', 0, null), put('C1', 5, null)]);
    expect(rows[0]!.lanes).toEqual([{ operations: [0, 1], from: [0, 5], to: [5, Infinity] }]);
  });
});

describe('bars', () => {
  test('go from the question to the answer', () => {
    const [bar] = marks(drawn([put('C1', 100, 250)])).bars;
    expect(bar).toMatchObject({ x: 100, width: 150, look: 'write', text: 'put x=1' });
  });

  test('are told apart by what was asked and what became of it', () => {
    const get: HistoryOperation = { ...put('C1', 0, 10), op: 'get', result: null };
    const failed: HistoryOperation = { ...put('C2', 0, 10), outcome: 'fail' };
    const looks = marks(drawn([get, failed, put('C3', 0, null), put('C4', 0, 10)])).bars.map((b) => b.look);
    expect(looks).toEqual(['read', 'fail', 'open', 'write']);
  });

  test('without an answer go beyond the edge of what is seen, and point on', () => {
    const [bar] = marks(drawn([put('C1', 100, null)]), 0, 500).bars;
    expect(bar!.x + bar!.width).toBeGreaterThan(500);
    expect(outline(bar!, 500)).toMatch(/L514 /);
  });

  test('out of sight are not drawn', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => put('C1', i * 100, i * 100 + 90));
    const { bars } = marks(drawn(many), 500_000, 1000);
    expect(bars.length).toBeLessThanOrEqual(12);
    expect(bars[0]!.operation).toBeGreaterThanOrEqual(4999);
  });

  test('that are too dense are drawn as one, which says for how many it stands', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => put(`C${i % 5}`, i * 10, i * 10 + 9));
    const { bars } = marksIn(drawn(many), { from: 0, to: 100_000 }, 1000);
    expect(bars.length).toBeLessThanOrEqual(5 * 400);
    expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(10_000);
  });

  test('that have no place are drawn each for itself, wide enough to be found, above all else', () => {
    const many = Array.from({ length: 1000 }, (_, i) => put('C1', i * 10, i * 10 + 9));
    const report: LinearizabilityReport = {
      verdict: 'not linearizable',
      keys: [
        { key: 'x', verdict: 'not linearizable', points: [], prefix: [0], misplaced: [500, 501], steps: 9 },
      ],
    };
    const { bars } = marksIn(drawn(many, report), { from: 0, to: 10_000 }, 100);
    expect(bars.slice(-2)).toMatchObject([
      { look: 'misplaced', operation: 500, count: 1 },
      { look: 'misplaced', operation: 501, count: 1 },
    ]);
    expect(bars.at(-1)!.width).toBeGreaterThanOrEqual(7);
  });

  test('say what fits into what is seen of them, or nothing', () => {
    const long = drawn([put('C1', 0, 400, 'a-key-that-is-long')]);
    expect(marksIn(long, { from: 0, to: 400 }, 400).bars[0]!.text).toBe('put a-key-…=1');
    expect(marksIn(long, { from: 0, to: 400 }, 80).bars[0]!.text).toBe('put a-key-…');
    expect(marksIn(long, { from: 0, to: 400 }, 30).bars[0]!.text).toBe('');
  });

  test('have a mark where they take effect, if they are wide enough', () => {
    const report: LinearizabilityReport = {
      verdict: 'linearizable',
      keys: [
        {
          key: 'x',
          verdict: 'linearizable',
          points: [
            { operation: 0, at: 120 },
            { operation: 1, at: 301 },
          ],
          prefix: [],
          misplaced: [],
          steps: 2,
        },
      ],
    };
    const { points } = marks(drawn([put('C1', 100, 150), put('C2', 300, 303)], report));
    expect(points).toMatchObject([{ x: 120 }]);
  });

  test('are found by the pointer, a little beside them too', () => {
    const picture = marks(drawn([put('C1', 100, 150), put('C1', 300, 350)]));
    expect(barAt(picture, 310, 8)?.operation).toBe(1);
    expect(barAt(picture, 99, 8)?.operation).toBe(0);
    expect(barAt(picture, 200, 8)).toBeNull();
  });
});

describe('bands', () => {
  test('a crash lasts to the restart, or for ever', () => {
    expect(
      bandsOf([
        { at: 10, what: 'crash', replica: 'S1' },
        { at: 20, what: 'crash', replica: 'S2' },
        { at: 30, what: 'restart', replica: 'S1' },
      ]),
    ).toEqual([
      { kind: 'down', from: 10, to: 30, text: 'S1 down' },
      { kind: 'down', from: 20, to: Infinity, text: 'S2 down' },
    ]);
  });

  test('a partition is named by its groups, and lasts until it changes', () => {
    const between = [0b11100, 0b11100, 0b00011, 0b00011, 0b00011];
    expect(
      bandsOf([
        { at: 10, what: 'links', cuts: between },
        { at: 30, what: 'links', cuts: [0, 0, 0, 0, 0] },
      ]),
    ).toEqual([{ kind: 'cut', from: 10, to: 30, text: 'S1 S2 | S3 S4 S5' }]);
  });

  test('other cuts are counted', () => {
    expect(cutText([0b010, 0, 0])).toBe('1 link cut');
    expect(cutText([0b110, 0, 0b001])).toBe('3 links cut');
    expect(cutText([0, 0, 0])).toBeNull();
  });

  test('labels that have no room are left out', () => {
    const faults = Array.from({ length: 6 }, (_, i) => ({
      at: i,
      what: 'crash' as const,
      replica: `S${i + 1}`,
    }));
    const operations = [put('C1', 0, 900)];
    const { bands } = marks(drawnOf(operations, rowsOf(operations), bandsOf(faults), FINE));
    expect(bands.map(({ label }) => label)).toEqual(['S1 down', 'S2 down', '', '', '', '']);
    expect(bands[1]!.line).toBe(1);
  });
});

describe('the arrow keys', () => {
  const operations = [put('C1', 0, 10), put('C2', 4, 6), put('C1', 20, 30), put('C2', 25, 40)];
  const rows = rowsOf(operations);
  const step = (from: number | null, key: Parameters<typeof stepFrom>[1]) =>
    stepFrom(from, key, rows, operations);

  test('begin at the first operation', () => {
    expect(step(null, 'ArrowRight')).toBe(0);
    expect(stepFrom(null, 'ArrowRight', rowsOf([]), [])).toBeNull();
  });

  test('go through the operations of a client in time, and no further', () => {
    expect(step(0, 'ArrowRight')).toBe(2);
    expect(step(2, 'ArrowLeft')).toBe(0);
    expect(step(2, 'ArrowRight')).toBeNull();
    expect([step(2, 'Home'), step(1, 'End')]).toEqual([0, 3]);
  });

  test('go to the nearest in time of the client above or below', () => {
    expect(step(2, 'ArrowDown')).toBe(3);
    expect(step(1, 'ArrowUp')).toBe(0);
    expect(step(0, 'ArrowUp')).toBeNull();
  });
});
