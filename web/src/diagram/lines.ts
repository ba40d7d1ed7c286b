/** Where things of a stretch stand in the picture, and what is at a place of it. Pure: for page, file and test. */
import { ARROW, CELLS, SHADE, SPAN, type Stretch } from '../engine/diagram-protocol';
import { OUTCOME } from '../engine/protocol';
import { timeAt, xOf, type Span } from '../panels/history/span';
import { rowAt, rowOf, type Rows } from './rows';

/** What is seen of a stretch. */
export interface Sight {
  stretch: Stretch;
  span: Span;
  /** Of the picture, in pixels. */
  width: number;
  rows: Rows;
}

/** The way of a message: from (x1, y1), to (x2, y2) if it arrives, and up to (x, y) as far as it came. */
export interface Line {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  x: number;
  y: number;
  /** It ended on its way. */
  lost: boolean;
  /** It is still on its way. */
  flying: boolean;
}

/** Lines begin and end so far from the middle of their rows, where the bars of roles are. */
const OFF = 7;
/** A message that dies at its receiver's ends so far before it. */
const BEFORE = 5;

/** The line of the arrow whose record begins at `at`. */
export function lineOf({ stretch: { arrows, upTo }, span, width, rows }: Sight, at: number): Line {
  const [from, to] = [rowOf(rows, arrows[at + ARROW.FROM]!), rowOf(rows, arrows[at + ARROW.TO]!)];
  const down = Math.sign(to - from);
  const y1 = rows.rows[from]!.y + down * OFF;
  const y2 = rows.rows[to]!.y - down * OFF;
  const [sent, ends, arrives] = [
    arrows[at + ARROW.SENT]!,
    arrows[at + ARROW.ENDS]!,
    arrows[at + ARROW.ARRIVES]!,
  ];
  const outcome = arrows[at + ARROW.OUTCOME]!;
  const [x1, x2] = [xOf(span, width, sent), xOf(span, width, arrives)];
  const flying = outcome < 0;
  const lost = outcome > OUTCOME.DELIVERED;
  const until = flying ? Math.min(Math.max(upTo, sent), arrives) : ends;
  let gone = arrives > sent ? Math.min(Math.max((until - sent) / (arrives - sent), 0), 1) : 1;
  // A cross at the very end would lie on the bar of the row.
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (lost && length > 0) gone = Math.min(gone, 1 - BEFORE / Math.max(length, 2 * BEFORE));
  return { x1, y1, x2, y2, x: x1 + gone * (x2 - x1), y: y1 + gone * (y2 - y1), lost, flying };
}

/** Those of the arrows that cross what is seen, by where their records begin. */
export function arrowsSeen({ stretch: { arrows }, span }: Sight): number[] {
  const seen: number[] = [];
  for (let at = 0; at < arrows.length; at += ARROW.STRIDE) {
    if (arrows[at + ARROW.SENT]! <= span.to && arrows[at + ARROW.ARRIVES]! >= span.from) seen.push(at);
  }
  return seen;
}

/** How near the pointer has to be to a line. */
const NEAR = 6;

/** The arrow at a place: the nearest, −1 where there is none near. */
export function arrowAt(sight: Sight, x: number, y: number, near = NEAR): number {
  let [best, least] = [-1, near];
  for (const at of arrowsSeen(sight)) {
    const line = lineOf(sight, at);
    if (Math.max(line.x1, line.x) < x - near || Math.min(line.x1, line.x) > x + near) continue;
    const away = distance(line, x, y);
    if (away < least) [best, least] = [at, away];
  }
  return best;
}

function distance({ x1, y1, x: x2, y: y2 }: Line, x: number, y: number): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const square = dx * dx + dy * dy;
  const share = square === 0 ? 0 : ((x - x1) * dx + (y - y1) * dy) / square;
  const on = Math.min(Math.max(share, 0), 1);
  return Math.hypot(x - x1 - on * dx, y - y1 - on * dy);
}

/** Whether a place is nearer to the head of a line than to its tail. */
export function nearHead({ x1, y1, x, y }: Line, px: number, py: number): boolean {
  return Math.hypot(px - x, py - y) < Math.hypot(px - x1, py - y1);
}

/** The span of a replica at a time, by where its record begins; −1 where there is none. */
export function spanAt({ stretch: { spans } }: Sight, replica: number, time: number): number {
  for (let at = 0; at < spans.length; at += SPAN.STRIDE) {
    const own = spans[at + SPAN.REPLICA] === replica;
    if (own && spans[at + SPAN.FROM]! <= time && time < spans[at + SPAN.TO]!) return at;
  }
  return -1;
}

/** How many cells there are. */
export const cellCount = ({ stretch: { cells }, rows }: Sight): number =>
  Math.max(cells.length - CELLS.COUNTS, 0) / (SHADE.STRIDE * Math.max(rows.rows.length, 1));

/** Where the counts of a row begin in a cell. */
export const countsAt = ({ rows }: Sight, cell: number, row: number): number =>
  CELLS.COUNTS + (cell * rows.rows.length + row) * SHADE.STRIDE;

export interface CellAt {
  row: number;
  from: number;
  to: number;
  /** By `KIND`, and behind them those that ended on their way. */
  counts: Float64Array;
}

/** What is counted at a place. */
export function cellAt(sight: Sight, x: number, y: number): CellAt | null {
  const { cells } = sight.stretch;
  const row = rowAt(sight.rows, y);
  if (cells.length === 0 || row < 0) return null;
  const [first, width] = [cells[CELLS.FROM]!, cells[CELLS.WIDTH]!];
  const cell = Math.floor((timeAt(sight.span, sight.width, x) - first) / width);
  if (cell < 0 || cell >= cellCount(sight)) return null;
  const at = countsAt(sight, cell, row);
  const from = first + cell * width;
  return { row, from, to: from + width, counts: cells.subarray(at, at + SHADE.STRIDE) };
}
