/** What is to be drawn of a history in a stretch of time. Pure: the same of the same, for page, file and test. */
import type { HistoryOperation, LinearizabilityReport } from '../../engine/history';
import type { Band } from './bands';
import { BAR, LANE, firstAt, type Lane, type Rows } from './rows';
import { timeAt, xOf, type Span } from './span';
import { barTexts } from './words';

/** How an operation looks. One that has no place in any order looks so whatever it is else. */
export type Look = 'read' | 'write' | 'fail' | 'open' | 'misplaced';

export interface Bar {
  look: Look;
  x: number;
  width: number;
  y: number;
  /** The operation; the first where the bar stands for several. */
  operation: number;
  /** For how many, told together since they are too short to be told apart. */
  count: number;
  /** What is written in it; '' where there is no room. */
  text: string;
}

export interface Mark {
  x: number;
  y: number;
}

export interface Marks {
  bars: Bar[];
  /** Where operations take effect. */
  points: Mark[];
  bands: (Band & { x: number; width: number; label: string; line: number })[];
}

export interface Drawn {
  operations: readonly HistoryOperation[];
  rows: Rows;
  bands: readonly Band[];
  /** When an operation takes effect, by its place in the history. */
  points: ReadonlyMap<number, number>;
  misplaced: ReadonlySet<number>;
}

/** A bar is at least as wide as can be seen; one that stands out, as can be found. */
const NARROWEST = 2;
const NARROWEST_MISPLACED = 7;
/** An open end is drawn so far at least. */
const OPEN_END = 14;
/** Bars below this width that are closer than this are one. */
const DENSE = 4;
const CLOSE = 1.5;
/** A letter of the label, and the room around it. */
const LETTER = 5.9;
const AROUND = 8;
/** Points of narrower bars would hide them. */
const POINTED = 7;

export function drawnOf(
  operations: readonly HistoryOperation[],
  rows: Rows,
  bands: readonly Band[],
  { keys }: LinearizabilityReport,
): Drawn {
  return {
    operations,
    rows,
    bands,
    points: new Map(keys.flatMap(({ points }) => points.map(({ operation, at }) => [operation, at]))),
    misplaced: new Set(keys.flatMap(({ misplaced }) => misplaced)),
  };
}

export function marksIn(drawn: Drawn, span: Span, width: number): Marks {
  const bars: Bar[] = [];
  for (const row of drawn.rows.rows) {
    for (const [i, lane] of row.lanes.entries()) {
      layBars(bars, drawn, lane, row.y + i * LANE + (LANE - BAR) / 2 + 1, span, width);
    }
  }
  // What stands out lies above all else.
  bars.sort((a, b) => Number(a.look === 'misplaced') - Number(b.look === 'misplaced'));
  return { bars, points: pointsOn(bars, drawn, span, width), bands: bandsIn(drawn.bands, span, width) };
}

export function lookOf({ op, outcome }: HistoryOperation, misplaced: boolean): Look {
  if (misplaced) return 'misplaced';
  if (outcome === 'unknown') return 'open';
  if (outcome === 'fail') return 'fail';
  return op === 'get' ? 'read' : 'write';
}

function layBars(bars: Bar[], drawn: Drawn, lane: Lane, y: number, span: Span, width: number): void {
  const pixel = timeAt(span, width, 1) - span.from;
  let last: Bar | null = null;
  for (let i = firstAt(lane, span.from - OPEN_END * pixel); i < lane.operations.length; i++) {
    const from = lane.from[i]!;
    if (from > span.to) break;
    const operation = lane.operations[i]!;
    const { [operation]: told } = drawn.operations;
    const look = lookOf(told!, drawn.misplaced.has(operation));
    const x = xOf(span, width, from);
    const end = Math.min(xOf(span, width, lane.to[i]!), width + OPEN_END);
    const bar: Bar = { look, x, width: end - x, y, operation, count: 1, text: '' };
    if (last && joins(last, bar)) {
      last.width = Math.max(last.width, end - last.x);
      last.count += 1;
      last.text = '';
      continue;
    }
    bar.width = Math.max(bar.width, leastWidth(told!, look));
    if (bar.width > DENSE) bar.text = textIn(told!, bar, width);
    bars.push(bar);
    last = bar;
  }
}

/** Whether a bar is so short, and so close to the last one, that both are drawn as one. */
function joins(last: Bar, { look, x, width }: Bar): boolean {
  if (look !== last.look || look === 'misplaced') return false;
  const short = width < DENSE && (last.count > 1 || last.width < DENSE);
  return short && x - (last.x + last.width) < CLOSE;
}

function leastWidth({ returned }: HistoryOperation, look: Look): number {
  if (look === 'misplaced') return NARROWEST_MISPLACED;
  return returned === null ? OPEN_END : NARROWEST;
}

/** The longest text that fits into what is seen of a bar. */
function textIn(operation: HistoryOperation, { x, width }: Bar, screen: number): string {
  const seen = Math.min(x + width, screen) - Math.max(x, 0);
  return barTexts(operation).find((text) => text.length * LETTER + AROUND <= seen) ?? '';
}

function pointsOn(bars: readonly Bar[], { points }: Drawn, span: Span, width: number): Mark[] {
  const marks: Mark[] = [];
  for (const { operation, count, width: wide, y } of bars) {
    const at = points.get(operation);
    if (at === undefined || count > 1 || wide < POINTED) continue;
    const x = xOf(span, width, at);
    if (x >= -POINTED && x <= width + POINTED) marks.push({ x, y: y + BAR });
  }
  return marks;
}

/** Labels of bands stand on so many lines, and nearer than this they would touch. */
export const BAND_LINES = 2;
const APART = 8;

function bandsIn(bands: readonly Band[], span: Span, width: number): Marks['bands'] {
  const taken = new Array<number>(BAND_LINES).fill(-Infinity);
  return bands
    .filter(({ from, to }) => to >= span.from && from <= span.to)
    .map((band) => {
      const x = Math.max(0, xOf(span, width, band.from));
      const end = Math.min(width, xOf(span, width, band.to));
      const needs = band.text.length * LETTER + APART;
      const line = taken.findIndex((until) => until <= x);
      const fits = line >= 0 && x + needs <= width + APART;
      if (fits) taken[line] = x + needs;
      return {
        ...band,
        x,
        width: Math.max(end - x, 1),
        label: fits ? band.text : '',
        line: Math.max(line, 0),
      };
    });
}

/** The operation at a point, if there is one: of a bar that stands for several, the first. */
export function barAt({ bars }: Marks, x: number, y: number): Bar | null {
  const near = (bar: Bar) =>
    x >= bar.x - 2 && x <= bar.x + bar.width + 2 && y >= bar.y - 3 && y <= bar.y + BAR + 3;
  return bars.findLast(near) ?? null;
}
