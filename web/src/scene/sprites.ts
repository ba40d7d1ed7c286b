/**
 * The signs of messages, drawn once for a theme, a size and a pixel ratio, and copied from then on.
 *
 * The shape tells the kind: a square for each entry of an append, a ring for a heartbeat, a diamond for
 * a vote request and a hollow one for a pre-vote, a crown for a leadership that is handed over, a hexagon for
 * a piece of a snapshot, a small disc with a tick or a cross for an answer (its rim is dashed for a pre-vote's),
 * an arrowhead for a client's request (filled) and its answer (hollow).
 */

import { KIND } from '../engine/protocol';
import { CROWN } from './geometry';
import type { Palette } from './palette';

/** Arrowheads are kept at so many angles. */
export const ANGLES = 32;

/** The side of a sprite's cell in sign units; one sign unit is a CSS pixel at full size. */
const CELL = 30;
const COLUMNS = 16;

const SIGN = {
  BEAT: 0,
  VOTE: 1,
  APPEND_1: 2,
  APPEND_2: 3,
  APPEND_3: 4,
  MANY: 5,
  GRANTED: 6,
  REFUSED: 7,
  VOTED: 8,
  DENIED: 9,
  PRE_VOTE: 10,
  PRE_VOTED: 11,
  PRE_DENIED: 12,
  CROWN: 13,
  SNAPSHOT: 14,
};
const ARROWS = COLUMNS;
const ARROWS_OK = ARROWS + ANGLES;
const ARROWS_BAD = ARROWS_OK + ANGLES;
const ROWS = (ARROWS_BAD + ANGLES) / COLUMNS;

export interface Sprites {
  image: ImageBitmap;
  /** Side of a cell in device pixels, and in CSS pixels. */
  cell: number;
  side: number;
  /** Of one sign unit, in CSS pixels. */
  scale: number;
}

/** Which sprite stands for a message. `angle` is its direction of travel in radians. */
export function spriteOf(kind: number, note: number, angle: number): number {
  switch (kind) {
    case KIND.REQUEST_VOTE:
      return SIGN.VOTE;
    case KIND.VOTE:
      return note ? SIGN.VOTED : SIGN.DENIED;
    case KIND.APPEND:
      return note > 3 ? SIGN.MANY : SIGN.APPEND_1 + Math.max(1, note) - 1;
    case KIND.HEARTBEAT:
      return SIGN.BEAT;
    case KIND.PRE_VOTE:
      return SIGN.PRE_VOTE;
    case KIND.PRE_VOTE_ANSWER:
      return note ? SIGN.PRE_VOTED : SIGN.PRE_DENIED;
    case KIND.TIMEOUT_NOW:
      return SIGN.CROWN;
    case KIND.INSTALL_SNAPSHOT:
      return SIGN.SNAPSHOT;
    case KIND.APPEND_ANSWER:
    case KIND.SNAPSHOT_ANSWER:
      return note ? SIGN.GRANTED : SIGN.REFUSED;
    default: {
      const turn = Math.round((angle / (2 * Math.PI)) * ANGLES);
      const first = kind === KIND.CLIENT_REQUEST ? ARROWS : note ? ARROWS_OK : ARROWS_BAD;
      return first + (((turn % ANGLES) + ANGLES) % ANGLES);
    }
  }
}

/** Whether a number is to be written onto the sprite. */
export const isTray = (sprite: number): boolean => sprite === SIGN.MANY;

/** How far a sprite's picture reaches from its middle to the right, in sign units: labels begin there. */
export function reachOf(kind: number, note: number): number {
  if (kind === KIND.APPEND) return note > 3 ? 13 : 5 + 4.5 * Math.max(1, note);
  return 9;
}

/** Where in the sheet a sprite is, in device pixels. */
export const cellX = (sprites: Sprites, sprite: number): number => (sprite % COLUMNS) * sprites.cell;
export const cellY = (sprites: Sprites, sprite: number): number =>
  Math.floor(sprite / COLUMNS) * sprites.cell;

export function drawSprites(palette: Palette, scale: number, ratio: number): Sprites {
  const cell = Math.ceil(CELL * scale * ratio);
  const sheet = new OffscreenCanvas(cell * COLUMNS, cell * ROWS);
  const context = sheet.getContext('2d')!;
  const inCell = (sprite: number, draw: Draw) => {
    context.save();
    context.translate((sprite % COLUMNS) * cell + cell / 2, Math.floor(sprite / COLUMNS) * cell + cell / 2);
    context.scale(scale * ratio, scale * ratio);
    draw(context, palette);
    context.restore();
  };
  inCell(SIGN.BEAT, ring);
  inCell(SIGN.VOTE, solid(8.5, 4, 'vote'));
  for (let entries = 1; entries <= 3; entries++) inCell(SIGN.APPEND_1 + entries - 1, squares(entries));
  inCell(SIGN.MANY, tray);
  inCell(SIGN.GRANTED, answer(true, 'ok'));
  inCell(SIGN.REFUSED, answer(false, 'bad'));
  inCell(SIGN.VOTED, answer(true, 'vote'));
  inCell(SIGN.DENIED, answer(false, 'vote'));
  inCell(SIGN.PRE_VOTE, hollowDiamond);
  inCell(SIGN.PRE_VOTED, answer(true, 'vote', DASHES));
  inCell(SIGN.PRE_DENIED, answer(false, 'vote', DASHES));
  inCell(SIGN.CROWN, crown);
  inCell(SIGN.SNAPSHOT, solid(9, 6, 'append'));
  for (let turn = 0; turn < ANGLES; turn++) {
    inCell(ARROWS + turn, arrow(turn, true, 'client'));
    inCell(ARROWS_OK + turn, arrow(turn, false, 'client'));
    inCell(ARROWS_BAD + turn, arrow(turn, false, 'bad'));
  }
  return { image: sheet.transferToImageBitmap(), cell, side: cell / ratio, scale };
}

type Draw = (context: OffscreenCanvasRenderingContext2D, palette: Palette) => void;

const ring: Draw = (context, palette) => {
  context.beginPath();
  context.arc(0, 0, 5.25, 0, 2 * Math.PI);
  context.fillStyle = palette.surface;
  context.fill();
  context.lineWidth = 2.5;
  context.strokeStyle = palette.beat;
  context.stroke();
};

/** A filled shape with so many equal sides. */
const solid =
  (radius: number, count: number, colour: 'vote' | 'append'): Draw =>
  (context, palette) => {
    corners(context, radius, count);
    halo(context, palette);
    context.fillStyle = palette[colour];
    context.fill();
  };

const hollowDiamond: Draw = (context, palette) => {
  corners(context, 7.5, 4);
  halo(context, palette);
  context.fillStyle = palette.surface;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = palette.vote;
  context.stroke();
};

/** The crown that the leader wears on the stage. */
const crown: Draw = (context, palette) => {
  const path = new Path2D(CROWN);
  context.translate(0, 5.5);
  context.scale(0.8, 0.8);
  context.lineWidth = 4;
  context.strokeStyle = palette.bg;
  context.stroke(path);
  context.fillStyle = palette.ink;
  context.fill(path);
};

/** The outline of a shape with so many equal sides, one corner up. */
function corners(context: OffscreenCanvasRenderingContext2D, radius: number, count: number): void {
  context.beginPath();
  for (let i = 0; i < count; i++) {
    const angle = (i / count) * 2 * Math.PI;
    context.lineTo(radius * Math.sin(angle), -radius * Math.cos(angle));
  }
  context.closePath();
}

const squares =
  (entries: number): Draw =>
  (context, palette) => {
    for (let i = 0; i < entries; i++) {
      context.beginPath();
      context.roundRect((i - (entries - 1) / 2) * 9 - 6, -6, 12, 12, 2.5);
      halo(context, palette);
      context.fillStyle = palette.append;
      context.fill();
    }
  };

/** Four entries and more: a wide square; the number is written onto it when it is drawn. */
const tray: Draw = (context, palette) => {
  context.beginPath();
  context.roundRect(-13, -8, 26, 16, 3);
  halo(context, palette);
  context.fillStyle = palette.append;
  context.fill();
};

const DASHES = [2.4, 1.9];

const answer =
  (good: boolean, rim: 'ok' | 'bad' | 'vote', dashes: number[] = []): Draw =>
  (context, palette) => {
    context.beginPath();
    context.arc(0, 0, 6.75, 0, 2 * Math.PI);
    context.fillStyle = palette.surface;
    context.fill();
    context.lineWidth = 1.75;
    context.strokeStyle = palette[rim];
    context.setLineDash(dashes);
    context.stroke();
    context.setLineDash([]);
    context.beginPath();
    if (good) {
      context.moveTo(-3.1, 0.2);
      context.lineTo(-0.9, 2.6);
      context.lineTo(3.2, -2.5);
    } else {
      context.moveTo(-2.5, -2.5);
      context.lineTo(2.5, 2.5);
      context.moveTo(2.5, -2.5);
      context.lineTo(-2.5, 2.5);
    }
    context.lineCap = 'round';
    context.lineJoin = 'round';
    context.lineWidth = 2;
    context.strokeStyle = good ? palette.ok : palette.bad;
    context.stroke();
  };

const arrow =
  (turn: number, filled: boolean, colour: 'client' | 'bad'): Draw =>
  (context, palette) => {
    context.rotate((turn / ANGLES) * 2 * Math.PI);
    context.beginPath();
    context.moveTo(8, 0);
    context.lineTo(-6.5, -6.5);
    context.lineTo(-3.5, 0);
    context.lineTo(-6.5, 6.5);
    context.closePath();
    context.lineJoin = 'round';
    halo(context, palette);
    context.fillStyle = filled ? palette[colour] : palette.surface;
    context.fill();
    context.lineWidth = 1.75;
    context.strokeStyle = palette[colour];
    context.stroke();
    if (colour === 'bad') {
      // A refusal is struck through, so that it does not rest on colour.
      context.beginPath();
      context.moveTo(-1, -7);
      context.lineTo(-1, 7);
      context.stroke();
    }
  };

/** Sets a sign off from the lines and signs under it. */
function halo(context: OffscreenCanvasRenderingContext2D, palette: Palette): void {
  context.lineWidth = 3;
  context.strokeStyle = palette.bg;
  context.stroke();
}
