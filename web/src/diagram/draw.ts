/** Draws a stretch of the run: bands, spans, arrows or how many there are, and now. */
import { ARROW, CELLS, SHADE, SPAN, STATE } from '../engine/diagram-protocol';
import { KIND, OUTCOME } from '../engine/protocol';
import { hueOf, HUES, type Palette } from '../scene/palette';
import { cutText } from '../panels/history/bands';
import { ticks, xOf } from '../panels/history/span';
import { arrowsSeen, cellCount, countsAt, lineOf, type Line, type Sight } from './lines';
import type { Pen } from './pen';
import { colourOf, drawSign, isAnswer, type Colour } from './signs';

export interface Marks {
  /** Rows of whom is pointed at. */
  row: number;
  /** Whether the arrow whose record begins there is pointed at, or carries what is. */
  arrow(at: number): boolean;
  /** The arrow that the keys stand on, by its message; −1 for none. */
  cursor: number;
}

export interface Drawing extends Sight {
  palette: Palette;
  /** The moment on screen. */
  now: number;
  marks: Marks;
}

/** Above the rows: a line for what is cut, one for the times. */
export const AXIS = { height: 32, bands: 9, ticks: 26 };

/** A letter of a label. */
const LETTER = 5.4;

export function drawAxis(pen: Pen, drawing: Drawing): void {
  const { span, width, palette } = drawing;
  let taken = -Infinity;
  for (const { x, end, text } of bandsSeen(drawing)) {
    pen.rect(x, AXIS.bands + 2, Math.max(end - x, 1), 2, { fill: palette.cut });
    if (x >= taken && x + text.length * LETTER < width) {
      pen.text(text, x, AXIS.bands - 1, { fill: palette.cut, size: 9.5 });
      taken = x + (text.length + 2) * LETTER;
    }
  }
  for (const { at, text } of ticks(span, width)) {
    const half = text.length * 2.9;
    const x = Math.min(Math.max(xOf(span, width, at), half), width - half);
    pen.text(text, x, AXIS.ticks, { fill: palette.ink3, size: 9.5, middle: true });
  }
}

export function drawRows(pen: Pen, drawing: Drawing): void {
  const { stretch, width, rows, palette, span, marks } = drawing;
  const marked = rows.rows[marks.row];
  if (marked) {
    const top = marked.y - rows.pitch / 2;
    pen.rect(0, top, width, rows.pitch, { fill: palette.accentSoft, alpha: 0.7 });
  }
  for (const { x, end } of bandsSeen(drawing)) {
    pen.rect(x, 0, Math.max(end - x, 1), rows.height, { fill: palette.cut, alpha: 0.1 });
  }
  for (const { at } of ticks(span, width)) {
    const x = Math.round(xOf(span, width, at)) + 0.5;
    pen.line([x, 0, x, rows.height], { stroke: palette.line });
  }
  const known = Math.min(xOf(span, width, stretch.upTo), width);
  const begin = Math.max(xOf(span, width, 0), 0);
  for (const { y } of rows.rows) {
    pen.line([begin, y, Math.max(known, begin), y], { stroke: palette.lineStrong, dash: [1, 3] });
  }
  drawSpans(pen, drawing);
  if (stretch.cells.length > 0) drawCells(pen, drawing);
  else drawArrows(pen, drawing);
  drawNow(pen, drawing);
}

interface BandSeen {
  x: number;
  end: number;
  text: string;
}

function bandsSeen({ stretch: { bands, upTo }, rows, span, width }: Sight): BandSeen[] {
  const seen: BandSeen[] = [];
  const stride = 2 + rows.replicas;
  for (let at = 0; at < bands.length; at += stride) {
    const [from, to] = [bands[at]!, bands[at + 1]!];
    if (from > span.to || to < span.from) continue;
    const x = Math.max(xOf(span, width, from), 0);
    const end = Math.min(xOf(span, width, Math.min(to, upTo)), width);
    seen.push({ x, end, text: cutText(Array.from(bands.subarray(at + 2, at + stride))) ?? '' });
  }
  return seen;
}

/** What a bar is called where there is room for it. */
const WORDS: Record<number, string> = {
  [STATE.PRE_CANDIDATE]: 'pre-candidate ',
  [STATE.CANDIDATE]: 'candidate ',
  [STATE.LEADER]: 'leader ',
  [STATE.FOLLOWER]: '',
};

function drawSpans(pen: Pen, drawing: Drawing): void {
  const { stretch, span, width, rows } = drawing;
  const { spans, upTo } = stretch;
  for (let at = 0; at < spans.length; at += SPAN.STRIDE) {
    const [from, to] = [spans[at + SPAN.FROM]!, Math.min(spans[at + SPAN.TO]!, upTo)];
    if (from > span.to || to < span.from) continue;
    const x = Math.max(xOf(span, width, from), -4);
    const end = Math.min(xOf(span, width, to), width + 4);
    const { y } = rows.rows[spans[at + SPAN.REPLICA]!]!;
    // Above the bars of followers stands how much they sent, where that is counted.
    const named = spans[at + SPAN.STATE] !== STATE.FOLLOWER || stretch.cells.length === 0;
    drawSpan(pen, drawing.palette, spans[at + SPAN.STATE]!, spans[at + SPAN.TERM]!, x, end, y, named);
  }
}

/** A leader's bar is thick, a candidate's dashed, a follower's thin, and who is down has none. */
function drawSpan(
  pen: Pen,
  palette: Palette,
  state: number,
  term: number,
  x: number,
  end: number,
  y: number,
  named: boolean,
): void {
  const wide = Math.max(end - x, 1);
  const hue = hueOf(term) % HUES;
  const fill = term > 0 ? palette.terms[hue]! : palette.line;
  const stroke = term > 0 ? palette.termLines[hue]! : palette.lineStrong;
  const word = `${WORDS[state] ?? ''}${term > 0 ? `t${term}` : ''}`;
  const label = [word, `t${term}`].find(
    (text) => named && term > 0 && text.length * LETTER + 8 < end - Math.max(x, 0),
  );
  const left = Math.max(x, 0);
  switch (state) {
    case STATE.DOWN:
      if (end - left > 34) pen.text('down', left + 4, y - 3, { fill: palette.bad, size: 9 });
      pen.line([x, y, x + wide, y], { stroke: palette.surface, width: 3 });
      pen.line([x, y - 4, x, y + 4], { stroke: palette.bad, width: 1.5 });
      return;
    case STATE.LEADER:
      pen.rect(x, y - 6, wide, 12, { fill, stroke, width: 1 }, 2);
      if (label) pen.text(label, left + 4, y + 3.2, { fill: palette.termInk, size: 9, bold: true });
      return;
    case STATE.CANDIDATE:
    case STATE.PRE_CANDIDATE: {
      const style = { stroke, width: 1.25, dash: [3, 2] };
      const hollow = state === STATE.PRE_CANDIDATE ? palette.surface : fill;
      pen.rect(x, y - 4.5, wide, 9, { ...style, fill: hollow }, 2);
      const ink = state === STATE.CANDIDATE ? palette.termInk : palette.ink;
      if (label) pen.text(label, left + 3, y + 3, { fill: ink, size: 8.5 });
      return;
    }
    case STATE.SEVERAL:
      pen.rect(x, y - 4.5, wide, 9, { fill: palette.ink3, alpha: 0.45 });
      return;
    default:
      pen.rect(x, y - 2.5, wide, 5, { fill, stroke, width: 0.75 }, 1);
      if (label) pen.text(label, left + 3, y - 5, { fill: palette.ink3, size: 8.5 });
  }
}

function drawArrows(pen: Pen, drawing: Drawing): void {
  const seen = arrowsSeen(drawing);
  const { width, marks } = drawing;
  // The more there are, the less there is of each.
  const look = seen.length < width / 1.5 ? 'heads' : 'lines';
  const marked = seen.filter((at) => isMarked(drawing, at));
  const faint = marked.length > 0 && marked.length < seen.length ? 0.35 : 1;
  for (const at of seen) drawArrow(pen, drawing, at, look, faint);
  if (seen.length < width / SIGNED && faint === 1) drawSigns(pen, drawing, seen);
  for (const at of marked) drawMarked(pen, drawing, at);
  if (marks.cursor >= 0) {
    const at = seen.find((one) => drawing.stretch.arrows[one + ARROW.ID] === marks.cursor);
    if (at !== undefined) drawMarked(pen, drawing, at);
  }
}

const isMarked = ({ marks }: Drawing, at: number): boolean => marks.arrow(at);

function drawArrow(pen: Pen, drawing: Drawing, at: number, look: 'heads' | 'lines', faint: number): void {
  const { palette, stretch } = drawing;
  const kind = stretch.arrows[at + ARROW.KIND]!;
  const note = stretch.arrows[at + ARROW.NOTE]!;
  const colour = palette[colourOf(kind, note)];
  const line = lineOf(drawing, at);
  const alpha = faint * (look === 'lines' ? 0.45 : isAnswer(kind) ? 0.75 : 0.9);
  const width = isAnswer(kind) ? 1 : 1.4;
  pen.line([line.x1, line.y1, line.x, line.y], { stroke: colour, width, alpha });
  if (line.flying) {
    pen.line([line.x, line.y, line.x2, line.y2], {
      stroke: colour,
      width: 1,
      alpha: alpha * 0.6,
      dash: [2, 3],
    });
  }
  if (look === 'lines' && !line.lost) return;
  if (line.lost) drawCross(pen, palette, stretch.arrows[at + ARROW.OUTCOME]!, line);
  else if (!line.flying) drawHead(pen, line, colour, alpha);
}

/** One message for so many pixels still has its sign, and signs stand so far apart. */
const SIGNED = 3;
const APART = 13;

/** The signs of messages in the middle of their ways: of those that would cover each other, the first. */
function drawSigns(pen: Pen, drawing: Drawing, seen: readonly number[]): void {
  const { arrows } = drawing.stretch;
  const taken = new Set<string>();
  const cell = (n: number) => Math.round(n / APART);
  for (const at of seen) {
    const line = lineOf(drawing, at);
    const [x, y] = [(line.x1 + line.x) / 2, (line.y1 + line.y) / 2];
    const place = `${cell(x)} ${cell(y)}`;
    if (taken.has(place)) continue;
    for (const dx of [-1, 0, 1]) for (const dy of [-1, 0, 1]) taken.add(`${cell(x) + dx} ${cell(y) + dy}`);
    drawSign(pen, drawing.palette, arrows[at + ARROW.KIND]!, arrows[at + ARROW.NOTE]!, x, y);
  }
}

function drawMarked(pen: Pen, drawing: Drawing, at: number): void {
  const { palette, stretch } = drawing;
  const line = lineOf(drawing, at);
  const kind = stretch.arrows[at + ARROW.KIND]!;
  const note = stretch.arrows[at + ARROW.NOTE]!;
  const way = [line.x1, line.y1, line.x, line.y];
  pen.line(way, { stroke: palette.accent, width: 6, alpha: 0.3 });
  pen.line(way, { stroke: palette[colourOf(kind, note)], width: 2 });
  if (line.lost) drawCross(pen, palette, stretch.arrows[at + ARROW.OUTCOME]!, line);
  else if (!line.flying) drawHead(pen, line, palette[colourOf(kind, note)], 1);
  drawSign(pen, palette, kind, note, (line.x1 + line.x) / 2, (line.y1 + line.y) / 2);
}

function drawHead(pen: Pen, { x1, y1, x2, y2 }: Line, fill: string, alpha: number): void {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length === 0) return;
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const [bx, by] = [x2 - 7 * ux, y2 - 7 * uy];
  pen.line([x2, y2, bx - 3 * uy, by + 3 * ux, bx + 3 * uy, by - 3 * ux], { fill, alpha }, true);
}

/** A cross where it died, in the colour of what it met. */
function drawCross(pen: Pen, palette: Palette, outcome: number, { x, y }: Line): void {
  const stroke = outcome === OUTCOME.CUT ? palette.cut : palette.bad;
  pen.shape('M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5', x, y, { stroke: palette.surface, width: 4 });
  pen.shape('M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5', x, y, { stroke, width: 1.8 });
}

/** Kinds that are counted together, from the line up. */
const FAMILIES: [Colour, number[]][] = [
  ['append', [KIND.APPEND, KIND.INSTALL_SNAPSHOT]],
  ['ok', [KIND.APPEND_ANSWER, KIND.SNAPSHOT_ANSWER]],
  ['beat', [KIND.HEARTBEAT]],
  ['vote', [KIND.REQUEST_VOTE, KIND.VOTE, KIND.PRE_VOTE, KIND.PRE_VOTE_ANSWER, KIND.TIMEOUT_NOW]],
  ['client', [KIND.CLIENT_REQUEST, KIND.CLIENT_ANSWER]],
];

/** How much each row sent, as bars above its line; what ended on the way to it, below. */
function drawCells(pen: Pen, drawing: Drawing): void {
  const { stretch, rows, span, width, palette } = drawing;
  const { cells } = stretch;
  const count = cellCount(drawing);
  const [first, step] = [cells[CELLS.FROM]!, cells[CELLS.WIDTH]!];
  let [most, mostLost] = [1, 1];
  for (let at = CELLS.COUNTS; at < cells.length; at += SHADE.STRIDE) {
    most = Math.max(most, total(cells, at));
    mostLost = Math.max(mostLost, cells[at + SHADE.LOST]!);
  }
  const [up, down] = [rows.pitch * 0.56 - 6, rows.pitch * 0.36 - 5];
  for (let cell = 0; cell < count; cell++) {
    const x = Math.round(xOf(span, width, first + cell * step));
    const end = Math.round(xOf(span, width, first + (cell + 1) * step));
    if (end < 0 || x > width || end === x) continue;
    for (const [row, { y }] of rows.rows.entries()) {
      const at = countsAt(drawing, cell, row);
      const sum = total(cells, at);
      // By the root, so that a little beside much is still to be seen.
      const height = Math.sqrt(sum / most) * up;
      let base = y - 6;
      for (const [colour, kinds] of FAMILIES) {
        const part = kinds.reduce((own, kind) => own + cells[at + kind]!, 0);
        if (part === 0) continue;
        const tall = (part / sum) * height;
        pen.rect(x, base - tall, end - x, tall, { fill: palette[colour] });
        base -= tall;
      }
      const lost = cells[at + SHADE.LOST]!;
      if (lost > 0) {
        const deep = Math.max(Math.sqrt(lost / mostLost) * down, 1.5);
        pen.rect(x, y + 6, end - x, deep, { fill: palette.bad });
      }
    }
  }
}

/** All that a row sent in a cell. */
function total(cells: Float64Array, at: number): number {
  let sum = 0;
  for (let kind = 0; kind < SHADE.LOST; kind++) sum += cells[at + kind]!;
  return sum;
}

/** The moment on screen; what is after it is known, but has not happened yet. */
function drawNow(pen: Pen, { stretch, now, span, width, rows, palette }: Drawing): void {
  const x = Math.round(xOf(span, width, now)) + 0.5;
  if (x > width + 1) return;
  const end = Math.min(xOf(span, width, stretch.upTo), width);
  if (end - x > 1) {
    const left = Math.max(x, 0);
    pen.rect(left, 0, end - left, rows.height, { fill: palette.surface, alpha: 0.5 });
  }
  if (x >= -1) pen.line([x, 0, x, rows.height], { stroke: palette.accent, width: 1.5 });
}
