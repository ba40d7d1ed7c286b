/**
 * The canvas between the links and the circles: messages in flight, their names, timers, deaths.
 *
 * It is drawn anew for each frame and keeps nothing of the run. What is costly (signs, text widths,
 * lanes) is made beforehand, so that a message costs one copy of a small picture.
 */

import { FLIGHT, KIND, type Frame } from '../engine/protocol';
import type { Pick } from '../state/selection';
import { Deaths } from './deaths';
import { between, clamp, laneAt, laneBetween, project, slotOf, spotOf, type Layout } from './geometry';
import { flightOf } from './hit';
import { CROWD, LABEL_HEIGHT, placeLabels, type Box, type Wish } from './labels';
import { nameOf, signedMilliseconds } from './message_names';
import type { Palette } from './palette';
import { cellX, cellY, drawSprites, reachOf, spriteOf, type Sprites } from './sprites';
import { drawTimers } from './timers';

/** A message in a person's hand: where on its lane it would be put down, and what that means. */
export interface Held {
  id: number;
  place: number;
  by: number;
  /** Over its receiver: it is delivered at once. */
  home: boolean;
}

export interface Scene {
  layout: Layout;
  frame: Frame;
  palette: Palette;
  selected: Pick;
  hovered: Pick;
  held: Held | null;
  /** No fading. */
  calm: boolean;
}

/** From so many messages on they are drawn smaller, and on whole pixels, which copies faster. */
const MANY = 160;
const SWARM = 600;

type Context = CanvasRenderingContext2D;

export class MessageLayer {
  readonly deaths = new Deaths();
  readonly #canvas: HTMLCanvasElement;
  readonly #context: Context;
  #ratio = 1;
  #sprites: { key: string; made: Sprites } | null = null;
  #counts = new Map<string, ImageBitmap>();
  #widths = new Map<string, number>();
  #sides: Parameters<typeof placeLabels>[3] = new Map();

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d')!;
  }

  resize(width: number, height: number, ratio: number): void {
    this.#ratio = ratio;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
  }

  clear(): void {
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    this.#context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  /** Draws one moment; says whether more is to be drawn though virtual time stands still. */
  draw(scene: Scene, time: number): boolean {
    const context = this.#context;
    this.clear();
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    drawTimers(context, scene.layout, scene.frame, scene.palette);
    this.#drawClientLines(scene);
    this.#drawMarkedLane(scene, scene.hovered);
    this.#drawMarkedLane(scene, scene.selected);
    this.#drawSigns(scene);
    const fading = this.deaths.draw(context, scene.layout, scene.palette, time, scene.calm);
    this.#drawLabels(scene);
    if (scene.held) this.#drawHeld(scene, scene.held);
    return fading;
  }

  /** A client's link is drawn while something is on it; else the stage would be full of lines. */
  #drawClientLines({ layout, frame, palette }: Scene): void {
    const n = layout.replicas.length;
    const { flights } = frame;
    const drawn = new Set<number>();
    const context = this.#context;
    context.beginPath();
    for (let at = 0; at < flights.length; at += FLIGHT.STRIDE) {
      if (flights[at + FLIGHT.KIND]! < KIND.CLIENT_REQUEST) continue;
      const a = slotOf(flights[at + FLIGHT.FROM]!, n);
      const b = slotOf(flights[at + FLIGHT.TO]!, n);
      const pair = Math.min(a, b) * 1024 + Math.max(a, b);
      if (drawn.has(pair)) continue;
      drawn.add(pair);
      const from = spotOf(layout, a);
      const to = spotOf(layout, b);
      context.moveTo(from.x, from.y);
      context.lineTo(to.x, to.y);
    }
    context.setLineDash([1, 4]);
    context.lineCap = 'round';
    context.lineWidth = 1.25;
    context.strokeStyle = palette.lineStrong;
    context.stroke();
    context.setLineDash([]);
  }

  /** The way of the message that is looked at, so that the eye finds where it comes from and goes. */
  #drawMarkedLane({ layout, frame, palette }: Scene, pick: Pick): void {
    if (pick?.kind !== 'message') return;
    const at = flightOf(frame.flights, pick.id);
    if (at < 0) return;
    const lane = laneOf(layout, frame.flights, at);
    const context = this.#context;
    context.beginPath();
    context.moveTo(lane.a.x, lane.a.y);
    context.lineTo(lane.b.x, lane.b.y);
    context.lineWidth = 1.5;
    context.strokeStyle = palette.accent;
    context.globalAlpha = 0.55;
    context.stroke();
    context.globalAlpha = 1;
    const place = placeOf(layout, frame, at);
    context.beginPath();
    context.arc(place.x, place.y, this.#reach(frame, at) + 4, 0, 2 * Math.PI);
    context.fillStyle = palette.accentSoft;
    context.fill();
    context.stroke();
  }

  #reach(frame: Frame, at: number): number {
    const { flights } = frame;
    return reachOf(flights[at + FLIGHT.KIND]!, flights[at + FLIGHT.NOTE]!) * (this.#sprites?.made.scale ?? 1);
  }

  #drawSigns({ layout, frame, palette }: Scene): void {
    const { flights, now } = frame;
    const count = flights.length / FLIGHT.STRIDE;
    const sprites = this.#spritesFor(layout, palette, count);
    const { image, cell } = sprites;
    const context = this.#context;
    const ratio = this.#ratio;
    const n = layout.replicas.length;
    const lanes = layout.lanes;
    const whole = count > MANY;
    context.setTransform(1, 0, 0, 1, 0, 0);
    for (let at = 0; at < flights.length; at += FLIGHT.STRIDE) {
      const lane = laneAt(layout, slotOf(flights[at + FLIGHT.FROM]!, n), slotOf(flights[at + FLIGHT.TO]!, n));
      const sent = flights[at + FLIGHT.SENT]!;
      const span = flights[at + FLIGHT.ARRIVES]! - sent;
      const gone = span > 0 ? clamp((now - sent) / span, 0, 1) : 1;
      const x0 = lanes[lane]!;
      const y0 = lanes[lane + 1]!;
      const dx = lanes[lane + 2]! - x0;
      const dy = lanes[lane + 3]! - y0;
      const kind = flights[at + FLIGHT.KIND]!;
      const note = flights[at + FLIGHT.NOTE]!;
      const sprite = spriteOf(kind, note, kind >= KIND.CLIENT_REQUEST ? Math.atan2(dy, dx) : 0);
      let x = (x0 + dx * gone) * ratio - cell / 2;
      let y = (y0 + dy * gone) * ratio - cell / 2;
      if (whole) {
        x = Math.round(x);
        y = Math.round(y);
      }
      context.drawImage(image, cellX(sprites, sprite), cellY(sprites, sprite), cell, cell, x, y, cell, cell);
      if (kind === KIND.APPEND && note > 3) {
        context.drawImage(this.#countFor(note, sprites, palette), x, y);
      }
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  #spritesFor(layout: Layout, palette: Palette, count: number): Sprites {
    const crowd = count > SWARM ? 0.62 : count > MANY ? 0.8 : 1;
    const scale = clamp(layout.radius / 32, 0.7, 1) * crowd;
    const key = `${palette.bg} ${palette.append} ${scale.toFixed(2)} ${this.#ratio}`;
    if (this.#sprites?.key !== key) {
      this.#sprites = { key, made: drawSprites(palette, scale, this.#ratio) };
      this.#counts.clear();
    }
    return this.#sprites.made;
  }

  /** The number on an append of many entries, drawn once for each number. */
  #countFor(count: number, sprites: Sprites, palette: Palette): ImageBitmap {
    const text = count > 999 ? '1k+' : String(count);
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
    const { layout, frame } = scene;
    const count = frame.flights.length / FLIGHT.STRIDE;
    const wishes: Wish[] = [];
    const signs: Box[] = [];
    const offsets = new Map<number, number>();
    for (let at = 0; at < frame.flights.length; at += FLIGHT.STRIDE) {
      const id = frame.flights[at + FLIGHT.ID]!;
      const always = isMessage(scene.selected, id) || isMessage(scene.hovered, id);
      if (count > CROWD && !always) continue;
      const place = placeOf(layout, frame, at);
      const reach = this.#reach(frame, at);
      signs.push({ x: place.x - reach, y: place.y - 7, width: 2 * reach, height: 14 });
      const name = nameOf(frame, at);
      if (!(name.notable || always) || id === scene.held?.id) continue;
      const text = labelText(scene, id, name.short);
      offsets.set(id, at);
      wishes.push({ ...place, id, text, width: this.#width(text, scene.palette) + 14, reach, always });
    }
    for (const label of placeLabels(wishes, signs, layout, this.#sides)) {
      const name = nameOf(frame, offsets.get(label.id)!);
      this.#drawPill(label, label.text, scene.palette, scene.palette[name.colour]);
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
  #drawHeld({ layout, frame, palette }: Scene, held: Held): void {
    const at = flightOf(frame.flights, held.id);
    if (at < 0) return;
    const { flights } = frame;
    const lane = laneOf(layout, flights, at);
    const place = between(lane.a, lane.b, held.place);
    const sprites = this.#sprites?.made;
    if (!sprites) return;
    const angle = Math.atan2(lane.b.y - lane.a.y, lane.b.x - lane.a.x);
    const sprite = spriteOf(flights[at + FLIGHT.KIND]!, flights[at + FLIGHT.NOTE]!, angle);
    const context = this.#context;
    context.beginPath();
    context.arc(place.x, place.y, 14, 0, 2 * Math.PI);
    context.fillStyle = palette.accentSoft;
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = palette.accent;
    context.stroke();
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

const isMessage = (pick: Pick, id: number): boolean => pick?.kind === 'message' && pick.id === id;

/** Of the selected message the engine tells more than its record holds. */
function labelText(scene: Scene, id: number, short: string): string {
  const known = scene.frame.message;
  return known?.id === id && short === 'request' ? known.name : short;
}

const laneOf = (layout: Layout, flights: Float64Array, at: number) =>
  laneBetween(
    layout,
    slotOf(flights[at + FLIGHT.FROM]!, layout.replicas.length),
    slotOf(flights[at + FLIGHT.TO]!, layout.replicas.length),
  );

export function placeOf(layout: Layout, frame: Frame, at: number) {
  const { flights, now } = frame;
  const lane = laneOf(layout, flights, at);
  const sent = flights[at + FLIGHT.SENT]!;
  const span = flights[at + FLIGHT.ARRIVES]! - sent;
  return between(lane.a, lane.b, span > 0 ? clamp((now - sent) / span, 0, 1) : 1);
}

/** Where on its lane the pointer holds a message, and what letting go there would do. */
export function heldAt(layout: Layout, frame: Frame, at: number, point: { x: number; y: number }): Held {
  const { flights, now } = frame;
  const place = project(laneOf(layout, flights, at), point);
  const sent = flights[at + FLIGHT.SENT]!;
  const arrives = flights[at + FLIGHT.ARRIVES]!;
  const by = now + (1 - place) * (arrives - sent) - arrives;
  return { id: flights[at + FLIGHT.ID]!, place, by, home: place > 0.99 };
}
