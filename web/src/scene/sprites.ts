/** The signs of messages, drawn once for a theme, a size and a pixel ratio, and copied from then on. */

import type { Palette } from './palette';
import { ANGLES, ARROWS, shapeOf } from './signs';

/** The side of a sprite's cell in sign units; one sign unit is a CSS pixel at full size. */
const CELL = 30;
const COLUMNS = 16;
const COUNT = ARROWS + 3 * ANGLES;

export interface Sprites {
  image: ImageBitmap;
  /** Side of a cell in device pixels, and in CSS pixels. */
  cell: number;
  side: number;
  /** Of one sign unit, in CSS pixels. */
  scale: number;
}

/** Where in the sheet the picture of a sign is, in device pixels. */
export const cellX = (sprites: Sprites, sign: number): number => (sign % COLUMNS) * sprites.cell;
export const cellY = (sprites: Sprites, sign: number): number => Math.floor(sign / COLUMNS) * sprites.cell;

export function drawSprites(palette: Palette, scale: number, ratio: number): Sprites {
  const cell = Math.ceil(CELL * scale * ratio);
  const sheet = new OffscreenCanvas(cell * COLUMNS, (cell * COUNT) / COLUMNS);
  const context = sheet.getContext('2d')!;
  for (let sign = 0; sign < COUNT; sign++) {
    context.save();
    context.translate((sign % COLUMNS) * cell + cell / 2, Math.floor(sign / COLUMNS) * cell + cell / 2);
    context.scale(scale * ratio, scale * ratio);
    drawSign(context, palette, sign);
    context.restore();
  }
  return { image: sheet.transferToImageBitmap(), cell, side: cell / ratio, scale };
}

function drawSign(context: OffscreenCanvasRenderingContext2D, palette: Palette, sign: number): void {
  const { layers, turn } = shapeOf(sign);
  context.rotate((turn / ANGLES) * 2 * Math.PI);
  for (const { d, fill, stroke, width = 0, dash = [], round } of layers) {
    const path = new Path2D(d);
    if (fill) {
      context.fillStyle = palette[fill];
      context.fill(path);
    }
    if (stroke) {
      context.lineWidth = width;
      context.strokeStyle = palette[stroke];
      context.lineCap = round ? 'round' : 'butt';
      context.lineJoin = round ? 'round' : 'miter';
      context.setLineDash(dash);
      context.stroke(path);
    }
  }
}
