import { describe, expect, test } from 'vitest';
import { ARROW, SHADE, STATE, type Stretch } from '../../src/engine/diagram-protocol';
import { CLIENT_BASE, KIND, OUTCOME } from '../../src/engine/protocol';
import { drawAxis, drawRows, type Drawing } from '../../src/diagram/draw';
import { arrowAt, arrowsSeen, cellAt, lineOf, nearHead, spanAt } from '../../src/diagram/lines';
import { SvgPen } from '../../src/diagram/pen';
import { rowAt, rowOf, rowsOf } from '../../src/diagram/rows';
import { arrowTold, cellTold, sentence, spanTold } from '../../src/diagram/words';
import type { Palette } from '../../src/scene/palette';

interface Message {
  id?: number;
  outcome?: number;
  from?: number;
  to?: number;
  kind?: number;
  note?: number;
  sent: number;
  ends: number;
  arrives?: number;
  index?: number;
}

/** From 0 to 1000 µs, with S1 leading three replicas, of which S3 crashes, and one client. */
function stretch(messages: Message[], more: Partial<Stretch> = {}): Stretch {
  const arrows = messages.flatMap((m, i) => [
    m.id ?? i + 1,
    m.outcome ?? OUTCOME.DELIVERED,
    m.from ?? 0,
    m.to ?? 1,
    m.kind ?? KIND.HEARTBEAT,
    m.note ?? 0,
    2,
    m.sent,
    m.ends,
    m.arrives ?? m.ends,
    m.index ?? 0,
  ]);
  return {
    ask: 'stretch',
    from: 0,
    to: 1000,
    upTo: 1000,
    done: true,
    arrows: new Float64Array(arrows),
    cells: new Float64Array(0),
    spans: new Float64Array([
      ...[0, 0, Infinity, STATE.LEADER, 2],
      ...[1, 0, Infinity, STATE.FOLLOWER, 2],
      ...[2, 0, 400, STATE.FOLLOWER, 2],
      ...[2, 400, Infinity, STATE.DOWN, 2],
    ]),
    bands: new Float64Array([200, 300, 0b10, 0b01, 0]),
    operations: { places: new Float64Array([1, 100]), texts: ['put x=3'] },
    ...more,
  };
}

const rows = rowsOf(3, 1, 160);
const span = { from: 0, to: 1000 };
const palette = new Proxy({} as Palette, {
  get: (_, name) => (String(name).startsWith('term') && name !== 'termInk' ? [] : `#${String(name)}`),
});
const drawing = (of: Stretch, marks: Partial<Drawing['marks']> = {}): Drawing => ({
  stretch: of,
  span,
  width: 500,
  rows,
  palette,
  now: 1000,
  marks: { row: -1, arrow: () => false, cursor: -1, ...marks },
});
const picture = (of: Drawing): string => {
  const pen = new SvgPen('mono');
  drawAxis(pen, of);
  drawRows(pen, of);
  return pen.elements;
};
const CROSS = 'M-3.5 -3.5L3.5 3.5';
const count = (text: string, what: string): number => text.split(what).length - 1;

describe('rows', () => {
  test('replicas stand above clients, and share the height', () => {
    expect(rows.rows.map(({ name, y }) => [name, y])).toEqual([
      ['S1', 20],
      ['S2', 60],
      ['S3', 100],
      ['C1', 140],
    ]);
    expect([rowOf(rows, 2), rowOf(rows, CLIENT_BASE)]).toEqual([2, 3]);
    expect([rowAt(rows, 39), rowAt(rows, 41), rowAt(rows, 161)]).toEqual([0, 1, -1]);
  });

  test('many rows are never closer than can be told apart', () => {
    expect(rowsOf(21, 26, 200).height).toBe(47 * 26);
  });
});

describe('the line of a message', () => {
  test('leads from the sender when it was sent to the receiver when it arrived', () => {
    const line = lineOf(drawing(stretch([{ sent: 100, ends: 300 }])), 0);
    expect(line).toMatchObject({ x1: 50, y1: 27, x2: 150, y2: 53, x: 150, y: 53, lost: false });
  });

  test('of one that is lost ends as far along its way as it came', () => {
    const lost = { outcome: OUTCOME.LOST, sent: 100, ends: 150, arrives: 300 };
    const line = lineOf(drawing(stretch([lost])), 0);
    expect(line).toMatchObject({ x: 75, y: 33.5, lost: true });
  });

  test('of one that met a wall at the far end stops short of it, for its cross to be seen', () => {
    const line = lineOf(drawing(stretch([{ outcome: OUTCOME.DOWN, sent: 100, ends: 300 }])), 0);
    expect(line.y).toBeLessThan(53 - 1);
    expect(line.x).toBeGreaterThan(140);
  });

  test('of one on its way leads up to where the run has come', () => {
    const flying = { outcome: -1, sent: 900, ends: 1100 };
    expect(lineOf(drawing(stretch([flying])), 0)).toMatchObject({ x: 500, x2: 550, flying: true });
  });
});

describe('what is at a place', () => {
  const two = drawing(
    stretch([
      { id: 7, sent: 100, ends: 300 },
      { id: 9, sent: 500, ends: 700 },
    ]),
  );

  test('is the nearest arrow, if one is near', () => {
    expect(arrowAt(two, 101, 41)).toBe(0);
    expect(arrowAt(two, 300, 40)).toBe(ARROW.STRIDE);
    expect(arrowAt(two, 200, 40)).toBe(-1);
  });

  test('and nearer to its head or its tail', () => {
    const line = lineOf(two, 0);
    expect([nearHead(line, 60, 30), nearHead(line, 140, 50)]).toEqual([false, true]);
  });

  test('is the span of a replica at a time', () => {
    const { spans } = two.stretch;
    expect(spans[spanAt(two, 2, 399) + 3]).toBe(STATE.FOLLOWER);
    expect(spans[spanAt(two, 2, 400) + 3]).toBe(STATE.DOWN);
  });

  test('only what crosses the stretch is seen', () => {
    const near = { ...two, span: { from: 310, to: 490 } };
    expect(arrowsSeen(near)).toEqual([]);
    expect(arrowsSeen({ ...two, span: { from: 250, to: 490 } })).toEqual([0]);
  });
});

describe('the picture', () => {
  test('ends what is lost in a cross, and gives what arrives a head', () => {
    const seen = picture(
      drawing(
        stretch([
          { sent: 100, ends: 300 },
          { outcome: OUTCOME.LOST, sent: 400, ends: 450, arrives: 600 },
        ]),
      ),
    );
    expect(count(seen, '<polygon')).toBe(1);
    // Each cross is set off from what is below it.
    expect(count(seen, CROSS)).toBe(2);
  });

  test('tells roles by shape, cuts by a band with their groups, and who is down by a gap', () => {
    const seen = picture(drawing(stretch([])));
    expect(seen).toContain('>leader t2<');
    expect(seen).toContain('>down<');
    expect(seen).toContain('>2 links cut<');
  });

  test('marks what is pointed at, and lets the rest step back', () => {
    const both = stretch([
      { id: 7, sent: 100, ends: 300 },
      { id: 9, sent: 500, ends: 700 },
    ]);
    const seen = picture(drawing(both, { arrow: (at) => both.arrows[at] === 9, row: 0 }));
    expect(count(seen, 'stroke="#accent" stroke-width="6"')).toBe(1);
    expect(seen).toContain('opacity="0.315"');
    expect(count(seen, 'fill="#accentSoft"')).toBe(1);
  });

  test('what would be markup in it is text', () => {
    const pen = new SvgPen('mono');
    pen.text('<b>&', 0, 0, { fill: '#000', size: 9 });
    expect(pen.elements).toContain('&lt;b&gt;&amp;');
  });
});

describe('where there are too many arrows', () => {
  const counts = (row: number, of: Record<number, number>): number[] =>
    Array.from({ length: SHADE.STRIDE }, (_, shade) => (row === 0 ? (of[shade] ?? 0) : 0));
  const cell = (of: Record<number, number>) => [0, 1, 2, 3].flatMap((row) => counts(row, of));
  const dense = drawing(
    stretch([], {
      cells: new Float64Array([
        0,
        512,
        ...cell({ [KIND.APPEND]: 30, [KIND.HEARTBEAT]: 4, [SHADE.LOST]: 2 }),
        ...cell({ [KIND.APPEND]: 1 }),
      ]),
    }),
  );

  test('a cell says how much a row sent, and what was lost on its way to it', () => {
    const found = cellAt(dense, 20, 20)!;
    expect([found.row, found.from, found.to]).toEqual([0, 0, 512]);
    expect(cellTold(found, 'S1')).toEqual({
      title: 'S1: 34 messages sent, 0.000 to 0.512 ms',
      lines: ['30 AppendEntries', '4 heartbeats', '2 for it ended on the way'],
    });
    expect(cellAt(dense, 20, 60)!.counts.reduce((a, b) => a + b)).toBe(0);
  });

  test('they are drawn as bars by kind above the line, and lost ones below', () => {
    const seen = picture(dense);
    expect(count(seen, 'fill="#append"')).toBe(2);
    expect(count(seen, 'fill="#beat"')).toBe(1);
    expect(count(seen, '<rect x="0" y="26" width="256"')).toBe(1);
  });
});

describe('in words', () => {
  const told = (message: Message) => sentence(arrowTold(stretch([message]), 0));

  test('a message says what it is, from whom to whom, when, and how it ended', () => {
    expect(told({ kind: KIND.APPEND, note: 2, index: 7, sent: 1000, ends: 21_000 })).toBe(
      'AppendEntries 7–8, S1 → S2; sent at 1.000 ms, arrived at 21.000 ms, after 20.0 ms; term 2',
    );
    expect(told({ kind: KIND.VOTE, note: 0, outcome: OUTCOME.CUT, sent: 0, ends: 500 })).toBe(
      'vote refused, S1 → S2; sent at 0.000 ms, met a cut link at 0.500 ms, after 0.50 ms; term 2',
    );
  });

  test('a request says what was asked', () => {
    const request = { kind: KIND.CLIENT_REQUEST, from: CLIENT_BASE, to: 0, index: 1, sent: 100, ends: 200 };
    expect(told(request)).toContain('put x=3, C1 → S1');
    const answer = {
      kind: KIND.CLIENT_ANSWER,
      from: 0,
      to: CLIENT_BASE,
      note: 1,
      index: 1,
      sent: 3,
      ends: 9,
    };
    expect(told(answer)).toContain('put x=3: ok, S1 → C1');
  });

  test('a span says role, term and how long', () => {
    const { spans } = stretch([]);
    expect(sentence(spanTold(stretch([]), spans.length - 5))).toBe(
      'S3 down, term 2; from 0.400 ms on, 0.60 ms so far',
    );
  });
});
