/**
 * The canvas between the links and the circles: messages in flight, their names, timers, deaths.
 *
 * It is drawn anew for each picture and keeps nothing of the run. What is costly (signs, text widths,
 * lanes) is made beforehand, so that a message costs one copy of a small picture.
 */

import { FLIGHT, isClients } from '../engine/protocol';
import { Deaths, type Context } from './deaths';
import {
  alongLane,
  clamp,
  fractionGone,
  laneAngle,
  laneAt,
  laneBetween,
  laneX,
  laneY,
  linkCurve,
  slotOf,
  type Layout,
  type Point,
} from './geometry';
import type { Held } from './held';
import { flightOf } from './hit';
import { LABEL_HEIGHT, placeLabels, type Box, type Wish } from './labels';
import { nameOf, signedMilliseconds } from './message_names';
import type { Palette } from './palette';
import { CROWD, type Order, type Picture } from './picture';
import { isTray, reachOf, signOf, signScale, SWARM, trayText } from './signs';
import { cellX, cellY, drawSprites, type Sprites } from './sprites';
import { stampOf, Swarm, type Stamp } from './swarm';
import { drawTimers } from './timers';

interface Size {
  width: number;
  height: number;
  ratio: number;
}

interface Scene extends Picture {
  layout: Layout;
  palette: Palette;
}

export class MessageLayer {
  readonly #canvas: HTMLCanvasElement | OffscreenCanvas;
  readonly #context: Context;
  readonly #deaths = new Deaths();
  #layout: Layout | null = null;
  #palette: Palette | null = null;
  #picture: Picture | null = null;
  #size: Size | null = null;
  #ratio = 1;
  #waiting = 0;
  #sprites: { key: string; made: Sprites } | null = null;
  #counts = new Map<string, ImageBitmap>();
  #stamps = new Map<number, Stamp>();
  #swarm: Swarm | null = null;
  #widths = new Map<string, number>();
  #sides: Parameters<typeof placeLabels>[3] = new Map();

  constructor(canvas: HTMLCanvasElement | OffscreenCanvas) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d') as Context;
  }

  /** Takes note of what is to be drawn, and draws the newest of it once a frame of the screen. */
  take(order: Order): void {
    if ('size' in order) this.#size = order.size;
    else if ('layout' in order) this.#layout = order.layout;
    else if ('palette' in order) this.#palette = order.palette;
    else {
      this.#picture = order.picture;
      this.#deaths.absorb(order.picture.deaths, order.picture.now, performance.now());
    }
    this.#ask();
  }

  end(): void {
    cancelAnimationFrame(this.#waiting);
  }

  #ask(): void {
    if (this.#waiting !== 0) return;
    this.#waiting = requestAnimationFrame(() => {
      this.#waiting = 0;
      const [layout, palette, picture] = [this.#layout, this.#palette, this.#picture];
      if (!layout || !palette || !picture) return;
      if (this.#size) this.#resize(this.#size);
      const fading = this.#draw({ ...picture, layout, palette });
      // Virtual time may stand still, but what died fades in real time.
      if (fading) this.#ask();
    });
  }

  /** Resizing empties a canvas, so it is done only right before drawing. */
  #resize({ width, height, ratio }: Size): void {
    this.#size = null;
    this.#ratio = ratio;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    this.#swarm = null;
  }

  /** Says whether there is more to draw though virtual time stands still. */
  #draw(scene: Scene): boolean {
    const context = this.#context;
    const swarm = scene.flights.length > SWARM * FLIGHT.STRIDE;
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (swarm) this.#layDown(scene);
    else context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    drawTimers(context, scene.layout, scene, scene.palette);
    if (!swarm) this.#drawClientLines(scene);
    this.#drawMarkedLane(scene, scene.pointed);
    this.#drawMarkedLane(scene, scene.chosen);
    if (swarm) this.#drawMarkedSigns(scene);
    else this.#drawSigns(scene);
    const fading = this.#deaths.draw(context, scene.layout, scene.palette, performance.now(), scene.calm);
    this.#drawLabels(scene);
    if (scene.held) this.#drawHeld(scene, scene.held);
    return fading;
  }

  /** A client's link is drawn while something is on it; else the stage would be full of lines. */
  #drawClientLines({ layout, flights, palette }: Scene): void {
    const n = layout.replicas.length;
    const drawn = new Set<number>();
    const context = this.#context;
    context.beginPath();
    for (let at = 0; at < flights.length; at += FLIGHT.STRIDE) {
      if (!isClients(flights[at + FLIGHT.KIND]!)) continue;
      const a = slotOf(flights[at + FLIGHT.FROM]!, n);
      const b = slotOf(flights[at + FLIGHT.TO]!, n);
      const pair = Math.min(a, b) * 1024 + Math.max(a, b);
      if (drawn.has(pair)) continue;
      drawn.add(pair);
      const link = linkCurve(layout, a, b);
      context.moveTo(link.a.x, link.a.y);
      context.quadraticCurveTo(link.control.x, link.control.y, link.b.x, link.b.y);
    }
    if (drawn.size === 0) return;
    context.setLineDash([1, 4]);
    context.lineCap = 'round';
    context.lineWidth = 1.25;
    context.strokeStyle = palette.lineStrong;
    context.stroke();
    context.setLineDash([]);
  }

  /** The way of the message that is looked at, so that the eye finds where it comes from and goes. */
  #drawMarkedLane({ layout, now, flights, palette }: Scene, id: number | null): void {
    const at = id === null ? -1 : flightOf(flights, id);
    if (at < 0) return;
    const lane = laneOf(layout, flights, at);
    const context = this.#context;
    context.beginPath();
    context.moveTo(lane.a.x, lane.a.y);
    context.quadraticCurveTo(lane.control.x, lane.control.y, lane.b.x, lane.b.y);
    context.lineWidth = 1.5;
    context.strokeStyle = palette.accent;
    context.globalAlpha = 0.55;
    context.stroke();
    context.globalAlpha = 1;
    const place = placeOf(layout, flights, now, at);
    context.beginPath();
    context.arc(place.x, place.y, this.#reach(flights, at) + 4, 0, 2 * Math.PI);
    context.fillStyle = palette.accentSoft;
    context.fill();
    context.stroke();
  }

  #reach(flights: Float64Array, at: number): number {
    return reachOf(flights[at + FLIGHT.KIND]!, flights[at + FLIGHT.NOTE]!) * (this.#sprites?.made.scale ?? 1);
  }

  #drawSigns({ layout, palette, flights, now }: Scene): void {
    const sprites = this.#spritesFor(layout, palette, flights.length / FLIGHT.STRIDE);
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    for (let at = 0; at < flights.length; at += FLIGHT.STRIDE) {
      const { sprite, x, y } = this.#signOf(layout, flights, now, at, sprites);
      this.#copy(sprites, palette, sprite, flights[at + FLIGHT.NOTE]!, x, y);
    }
    this.#context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
  }

  /** Which picture stands for a message, and where its corner is in device pixels. */
  #signOf(layout: Layout, flights: Float64Array, now: number, at: number, sprites: Sprites) {
    const n = layout.replicas.length;
    const { lanes } = layout;
    const lane = laneAt(layout, slotOf(flights[at + FLIGHT.FROM]!, n), slotOf(flights[at + FLIGHT.TO]!, n));
    const gone = fractionGone(flights[at + FLIGHT.SENT]!, flights[at + FLIGHT.ARRIVES]!, now);
    const kind = flights[at + FLIGHT.KIND]!;
    const angle = isClients(kind) ? laneAngle(lanes, lane, gone) : 0;
    return {
      sprite: signOf(kind, flights[at + FLIGHT.NOTE]!, angle),
      x: laneX(lanes, lane, gone) * this.#ratio - sprites.cell / 2,
      y: laneY(lanes, lane, gone) * this.#ratio - sprites.cell / 2,
    };
  }

  #copy(sprites: Sprites, palette: Palette, sprite: number, note: number, x: number, y: number): void {
    const { image, cell } = sprites;
    const context = this.#context;
    context.drawImage(image, cellX(sprites, sprite), cellY(sprites, sprite), cell, cell, x, y, cell, cell);
    if (isTray(sprite)) context.drawImage(this.#countFor(note, sprites, palette), x, y);
  }

  /** A swarm is laid pixel by pixel, and replaces all that was on the canvas. */
  #layDown({ layout, palette, flights, now }: Scene): void {
    const sprites = this.#spritesFor(layout, palette, flights.length / FLIGHT.STRIDE);
    this.#swarm ??= new Swarm(this.#canvas.width, this.#canvas.height);
    this.#swarm.clear();
    for (let at = 0; at < flights.length; at += FLIGHT.STRIDE) {
      const { sprite, x, y } = this.#signOf(layout, flights, now, at, sprites);
      const stamp = this.#stampFor(sprite, flights[at + FLIGHT.NOTE]!, sprites, palette);
      this.#swarm.put(stamp, Math.round(x), Math.round(y));
    }
    this.#context.putImageData(this.#swarm.image, 0, 0);
  }

  #drawMarkedSigns({ layout, palette, flights, now, chosen, pointed }: Scene): void {
    const sprites = this.#sprites?.made;
    for (const id of [chosen, pointed]) {
      const at = id === null ? -1 : flightOf(flights, id);
      if (at < 0 || !sprites) continue;
      const { sprite, x, y } = this.#signOf(layout, flights, now, at, sprites);
      this.#context.setTransform(1, 0, 0, 1, 0, 0);
      this.#copy(sprites, palette, sprite, flights[at + FLIGHT.NOTE]!, x, y);
      this.#context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    }
  }

  #stampFor(sprite: number, note: number, sprites: Sprites, palette: Palette): Stamp {
    const key = isTray(sprite) ? -note : sprite;
    let stamp = this.#stamps.get(key);
    if (!stamp) {
      const { cell } = sprites;
      const bench = new OffscreenCanvas(cell, cell).getContext('2d', { willReadFrequently: true })!;
      bench.drawImage(sprites.image, -cellX(sprites, sprite), -cellY(sprites, sprite));
      if (isTray(sprite)) bench.drawImage(this.#countFor(note, sprites, palette), 0, 0);
      stamp = stampOf(new Uint32Array(bench.getImageData(0, 0, cell, cell).data.buffer), cell);
      this.#stamps.set(key, stamp);
    }
    return stamp;
  }

  #spritesFor(layout: Layout, palette: Palette, count: number): Sprites {
    const scale = signScale(layout.radius, count);
    const key = `${palette.bg} ${palette.append} ${scale.toFixed(2)} ${this.#ratio}`;
    if (this.#sprites?.key !== key) {
      this.#sprites = { key, made: drawSprites(palette, scale, this.#ratio) };
      this.#counts.clear();
      this.#stamps.clear();
    }
    return this.#sprites.made;
  }

  /** The number on an append of many entries, drawn once for each number. */
  #countFor(count: number, sprites: Sprites, palette: Palette): ImageBitmap {
    const text = trayText(count);
    let made = this.#counts.get(text);
    if (!made) {
      const sheet = new OffscreenCanvas(sprites.cell, sprites.cell);
      const context = sheet.getContext('2d')!;
      context.font = `600 ${11 * sprites.scale * this.#ratio}px ${palette.font}`;
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      context.fillStyle = palette.bg;
      context.fillText(text, sprites.cell / 2, sprites.cell / 2 + 0.5 * this.#ratio);
      made = sheet.transferToImageBitmap();
      this.#counts.set(text, made);
    }
    return made;
  }

  #drawLabels(scene: Scene): void {
    const { layout, flights, now, palette } = scene;
    const crowded = flights.length > CROWD * FLIGHT.STRIDE;
    const wishes: Wish[] = [];
    const signs: Box[] = [];
    const colours = new Map<number, string>();
    for (let at = 0; at < flights.length; at += FLIGHT.STRIDE) {
      const id = flights[at + FLIGHT.ID]!;
      const always = id === scene.chosen || id === scene.pointed;
      if (crowded && !always) continue;
      const place = placeOf(layout, flights, now, at);
      const reach = this.#reach(flights, at);
      signs.push({ x: place.x - reach, y: place.y - 7, width: 2 * reach, height: 14 });
      const name = nameOf(flights, at, scene.asked);
      if (!(name.notable || always) || id === scene.held?.id) continue;
      const known = id === scene.chosen && name.short === 'request' ? scene.chosenName : null;
      const text = known ?? name.short;
      colours.set(id, palette[name.colour]);
      wishes.push({ ...place, id, text, width: this.#width(text, palette) + 14, reach, always });
    }
    for (const label of placeLabels(wishes, signs, layout, this.#sides)) {
      this.#drawPill(label, label.text, palette, colours.get(label.id)!);
    }
  }

  #width(text: string, palette: Palette): number {
    let width = this.#widths.get(text);
    if (width === undefined) {
      this.#context.font = labelFont(palette);
      width = this.#context.measureText(text).width;
      if (this.#widths.size > 500) this.#widths.clear();
      this.#widths.set(text, width);
    }
    return width;
  }

  #drawPill(box: Box, text: string, palette: Palette, colour: string): void {
    const context = this.#context;
    context.beginPath();
    context.roundRect(box.x, box.y, box.width, box.height, box.height / 2);
    context.fillStyle = palette.surface;
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = palette.line;
    context.stroke();
    context.font = labelFont(palette);
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.fillStyle = colour;
    context.fillText(text, box.x + 7, box.y + box.height / 2 + 0.5);
  }

  /** The message in hand: its sign where it would be put down, and by how much that moves its arrival. */
  #drawHeld({ layout, flights, palette }: Scene, held: Held): void {
    const at = flightOf(flights, held.id);
    const sprites = this.#sprites?.made;
    if (at < 0 || !sprites) return;
    const lane = laneOf(layout, flights, at);
    const place = alongLane(lane, held.place);
    const context = this.#context;
    context.beginPath();
    context.arc(place.x, place.y, 14, 0, 2 * Math.PI);
    context.fillStyle = palette.accentSoft;
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = palette.accent;
    context.stroke();
    const angle = Math.atan2(lane.b.y - lane.a.y, lane.b.x - lane.a.x);
    const sprite = signOf(flights[at + FLIGHT.KIND]!, flights[at + FLIGHT.NOTE]!, angle);
    const { image, cell, side } = sprites;
    const [x, y] = [place.x - side / 2, place.y - side / 2];
    context.drawImage(image, cellX(sprites, sprite), cellY(sprites, sprite), cell, cell, x, y, side, side);
    const text = held.home ? 'deliver now' : signedMilliseconds(held.by);
    const width = this.#width(text, palette) + 14;
    const left = clamp(place.x - width / 2, 2, layout.width - width - 2);
    const top = place.y < 48 ? place.y + 20 : place.y - 20 - LABEL_HEIGHT;
    this.#drawPill({ x: left, y: top, width, height: LABEL_HEIGHT }, text, palette, palette.accent);
  }
}

const labelFont = (palette: Palette): string => `500 11.5px ${palette.font}`;

const laneOf = (layout: Layout, flights: Float64Array, at: number) =>
  laneBetween(
    layout,
    slotOf(flights[at + FLIGHT.FROM]!, layout.replicas.length),
    slotOf(flights[at + FLIGHT.TO]!, layout.replicas.length),
  );

function placeOf(layout: Layout, flights: Float64Array, now: number, at: number): Point {
  const gone = fractionGone(flights[at + FLIGHT.SENT]!, flights[at + FLIGHT.ARRIVES]!, now);
  return alongLane(laneOf(layout, flights, at), gone);
}
