/** Draws the rows of the logs that are on screen onto a canvas, when something in them changed. */

import { REPLICA, ROLE, type Frame } from '../engine/protocol';
import { replicaName } from './geometry';
import { GAP, type Strip } from './logs_window';
import { hueOf, type Palette } from './palette';

export const ROW = 29;
const CELL = { top: 6, height: 19, corner: 4 };

/** A cell by row and log index. */
export interface Cell {
  row: number;
  index: number;
}

export interface LogPicture {
  frame: Frame;
  palette: Palette;
  strip: Strip;
  /** The pixel of the whole log at the left edge, and of all rows at the top edge. */
  left: number;
  top: number;
  selected: Cell | null;
  pointed: Cell | null;
}

/** The row of the leader whose nextIndex and matchIndex a frame brings, or −1. */
export function leaderRow(replicas: Float64Array): number {
  let found = -1;
  let newest = -1;
  for (let row = 0; row * REPLICA.STRIDE < replicas.length; row++) {
    const at = row * REPLICA.STRIDE;
    const leads = replicas[at + REPLICA.UP] === 1 && replicas[at + REPLICA.ROLE] === ROLE.LEADER;
    if (leads && replicas[at + REPLICA.TERM]! > newest) {
      newest = replicas[at + REPLICA.TERM]!;
      found = row;
    }
  }
  return found;
}

type Context = CanvasRenderingContext2D;

export class LogCanvas {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: Context;
  #ratio = 1;
  #width = 0;
  #height = 0;
  /** What the picture was drawn from, number by number, and in which theme. */
  #drawn: number[] = [];
  #theme: Palette | null = null;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d')!;
  }

  resize(width: number, height: number, ratio: number): void {
    this.#ratio = ratio;
    this.#width = width;
    this.#height = height;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${height}px`;
    this.#drawn = [];
  }

  draw(picture: LogPicture): void {
    const source = sourceOf(picture);
    if (picture.palette === this.#theme && same(source, this.#drawn)) return;
    this.#theme = picture.palette;
    this.#drawn = source;
    const context = this.#context;
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    context.clearRect(0, 0, this.#width, this.#height);
    context.font = `11px ${picture.palette.mono}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    const rows = picture.frame.replicas.length / REPLICA.STRIDE;
    const first = Math.max(0, Math.floor(picture.top / ROW));
    const end = Math.min(rows, Math.ceil((picture.top + this.#height) / ROW));
    const leader = leaderRow(picture.frame.replicas);
    for (let row = first; row < end; row++) drawRow(context, picture, row, row * ROW - picture.top, leader);
  }
}

/** Every number that the picture depends on. */
function sourceOf({ frame, strip, left, top, selected, pointed }: LogPicture): number[] {
  const source = [strip.pitch, strip.viewport, left, top];
  for (const cell of [selected, pointed]) source.push(cell?.row ?? -1, cell?.index ?? -1);
  const { replicas, logs, progress } = frame;
  for (let at = 0; at < replicas.length; at += REPLICA.STRIDE) {
    source.push(
      replicas[at + REPLICA.UP]!,
      replicas[at + REPLICA.COMMIT]!,
      replicas[at + REPLICA.APPLIED]!,
      replicas[at + REPLICA.FIRST]!,
      replicas[at + REPLICA.LAST]!,
      replicas[at + REPLICA.DURABLE]!,
    );
  }
  source.push(leaderRow(replicas), frame.violation?.index ?? -1, ...progress);
  if (logs) source.push(logs.first, logs.count, ...logs.terms);
  return source;
}

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

function drawRow(context: Context, picture: LogPicture, row: number, y: number, leader: number): void {
  const { frame, palette, strip, left } = picture;
  const { logs, replicas, progress } = frame;
  if (!logs) return;
  const at = row * REPLICA.STRIDE;
  const commit = replicas[at + REPLICA.COMMIT]!;
  const durable = replicas[at + REPLICA.DURABLE]!;
  const compacted = replicas[at + REPLICA.FIRST]!;
  context.globalAlpha = replicas[at + REPLICA.UP] ? 1 : 0.7;
  const xOf = (index: number) => GAP + (index - 1) * strip.pitch - left;
  const width = strip.pitch - GAP;
  for (let i = 0; i < logs.count; i++) {
    const index = logs.first + i;
    if (index > strip.last) break;
    const term = logs.terms[row * logs.count + i]!;
    const box = { x: xOf(index), y: y + CELL.top, width };
    if (term === 0) drawHole(context, palette, box, index < compacted);
    else if (index <= commit) drawCommitted(context, palette, box, term, index);
    else drawUncommitted(context, palette, box, term, index, index <= durable);
  }
  const ring = (index: number, colour: string, line: number) =>
    ringAround(context, xOf(index), y, width, colour, line);
  const { violation } = frame;
  if (violation?.index !== undefined && violation.replicas.includes(replicaName(row))) {
    ring(violation.index, palette.bad, 3);
  }
  for (const cell of [picture.pointed, picture.selected]) {
    if (cell?.row !== row) continue;
    if (cell === picture.selected) ring(cell.index, palette.accent, 2);
    else ring(cell.index, palette.ink3, 1.5);
  }
  drawCommitMarks(
    context,
    palette,
    y,
    xOf(commit + 1) - GAP / 2,
    commit,
    xOf(replicas[at + REPLICA.APPLIED]! + 1) - GAP / 2,
    replicas[at + REPLICA.APPLIED]!,
  );
  if (leader >= 0 && leader !== row && progress.length > 2 * row + 1) {
    const next = progress[2 * row]!;
    const match = progress[2 * row + 1]!;
    drawProgress(context, palette, y, width, xOf(next), match > 0 ? xOf(match) : null);
  }
  context.globalAlpha = 1;
}

interface Box {
  x: number;
  y: number;
  width: number;
}

function outline(context: Context, { x, y, width }: Box, inset: number): void {
  context.beginPath();
  context.roundRect(x + inset, y + inset, width - 2 * inset, CELL.height - 2 * inset, CELL.corner - inset);
}

function writeIn(context: Context, { x, y, width }: Box, term: number, index: number): void {
  context.fillText(`${term}·${index}`, x + width / 2, y + CELL.height / 2 + 0.5);
}

function drawCommitted(context: Context, palette: Palette, box: Box, term: number, index: number): void {
  outline(context, box, 0);
  context.fillStyle = palette.terms[hueOf(term)]!;
  context.fill();
  context.fillStyle = palette.termInk;
  writeIn(context, box, term, index);
}

/** Dashed: not committed. Dotted: a crash would lose it, for it is not on the disk yet. */
function drawUncommitted(
  context: Context,
  palette: Palette,
  box: Box,
  term: number,
  index: number,
  durable: boolean,
): void {
  outline(context, box, 0.75);
  context.setLineDash(durable ? [4, 3] : [1.5, 3]);
  context.lineCap = 'butt';
  context.lineWidth = 1.5;
  context.strokeStyle = palette.termLines[hueOf(term)]!;
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = palette.ink2;
  writeIn(context, box, term, index);
}

/** Others have an entry here. A compacted one is filled: it is in the snapshot. */
function drawHole(context: Context, palette: Palette, box: Box, compacted: boolean): void {
  outline(context, box, 0.5);
  context.lineWidth = 1;
  context.strokeStyle = palette.line;
  if (compacted) {
    context.fillStyle = palette.line;
    context.fill();
  }
  context.globalAlpha *= 0.6;
  context.stroke();
  context.globalAlpha /= 0.6;
}

function ringAround(
  context: Context,
  x: number,
  y: number,
  width: number,
  colour: string,
  line: number,
): void {
  context.beginPath();
  context.roundRect(x - 1.5, y + CELL.top - 1.5, width + 3, CELL.height + 3, CELL.corner + 1.5);
  context.lineWidth = line;
  context.strokeStyle = colour;
  context.stroke();
}

/** A bar after the last committed entry; a small triangle at the foot after the last applied one. */
function drawCommitMarks(
  context: Context,
  palette: Palette,
  y: number,
  commitX: number,
  commit: number,
  appliedX: number,
  applied: number,
): void {
  context.fillStyle = palette.ink;
  if (commit > 0) context.fillRect(Math.round(commitX) - 1, y + 3, 2, ROW - 5);
  if (applied > 0) {
    const foot = y + ROW - 1.5;
    context.beginPath();
    context.moveTo(appliedX - 4.5, foot);
    context.lineTo(appliedX + 4.5, foot);
    context.lineTo(appliedX, foot - 5);
    context.fill();
  }
}

/** What the leader believes of a follower: a caret above the entry it sends next, a line under the last match. */
function drawProgress(
  context: Context,
  palette: Palette,
  y: number,
  width: number,
  next: number,
  match: number | null,
): void {
  context.fillStyle = palette.accent;
  const middle = next + width / 2;
  context.beginPath();
  context.moveTo(middle - 4.5, y + 0.5);
  context.lineTo(middle + 4.5, y + 0.5);
  context.lineTo(middle, y + 5.5);
  context.fill();
  if (match !== null) context.fillRect(match + 7, y + ROW - 3.5, width - 14, 2);
}
