/**
 * The stage as a document of its own: links, messages and circles as they stand on the page, in its colours, under one
 * another in the same order, with a line below that says what it is.
 *
 * Circles and links are made by those who make them on the page, out of sight, and what the style sheets say of them is
 * written into the elements: many programs that read SVG know little CSS.
 */

import type { Frame } from '../engine/protocol';
import { REPLICA } from '../engine/protocol';
import type { Cross } from './deaths';
import { layOut, type Layout } from './geometry';
import { signsShown, type Sign } from './legend';
import { Links } from './links';
import { messagesSvg } from './messages_svg';
import { Nodes, svg } from './nodes';
import type { Palette } from './palette';
import { askedIn } from './picture';
import type { Ink } from './signs';
import { tag, written } from './svg_text';
import './stage.css';

/** Height of the line below. */
const FOOT = 30;

/** Between what the stage shows and the edge, and below it the words. */
const MARGIN = 12;

export interface StageFile {
  width: number;
  height: number;
  text: string;
}

export class StageDrawing {
  readonly #size: { width: number; height: number };
  readonly #palette: Palette;
  readonly #host = document.createElement('div');
  readonly #lines = svg('g');
  readonly #marks = svg('g');
  readonly #circles = svg('g');
  readonly #links = new Links(this.#lines, this.#marks);
  readonly #nodes = new Nodes(this.#circles);
  readonly #measure = document.createElement('canvas').getContext('2d')!;
  #layout: Layout | null = null;

  /** Of a stage of this size. It is in the document until its end. */
  constructor(size: { width: number; height: number }, palette: Palette) {
    this.#size = size;
    this.#palette = palette;
    this.#host.className = 'unseen';
    this.#host.inert = true;
    this.#host.ariaHidden = 'true';
    // What is drawn is drawn at once.
    this.#host.style.setProperty('--quick', '0ms');
    this.#host.append(
      svg('svg', { class: 'scene-links' }, this.#lines, this.#marks),
      svg('svg', { class: 'scene-nodes' }, this.#circles),
    );
    document.body.append(this.#host);
    this.#measure.font = `500 11.5px ${palette.font}`;
  }

  end(): void {
    this.#host.remove();
  }

  /** One moment, with a line that names it. */
  draw(frame: Frame, name: string, crossesOf: (layout: Layout) => readonly Cross[] = () => []): StageFile {
    const layout = this.#layoutFor(frame);
    this.#nodes.show(frame);
    this.#links.show(frame.cuts);
    const palette = this.#palette;
    const { now, replicas, flights } = frame;
    const [crosses, asked] = [crossesOf(layout), askedIn(frame)];
    const { width } = this.#size;
    const height = this.#size.height + FOOT;
    const messages = messagesSvg({ now, replicas, flights, asked, crosses, layout, palette }, (text) =>
      this.#widthOf(text),
    );
    const text = [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
      tag('title', {}, name),
      tag('rect', { width, height, fill: palette.bg }),
      written(this.#lines),
      written(this.#marks),
      messages,
      written(this.#circles),
      this.#legend(),
      this.#foot(name),
      '</svg>',
    ].join('\n');
    return { width, height, text };
  }

  #layoutFor(frame: Frame): Layout {
    const count = frame.replicas.length / REPLICA.STRIDE;
    const before = this.#layout;
    if (before?.replicas.length === count && before.clients.length === frame.clients) return before;
    const layout = layOut(this.#size.width, this.#size.height, count, frame.clients);
    this.#links.place(layout);
    this.#nodes.place(layout);
    return (this.#layout = layout);
  }

  #foot(name: string): string {
    const { line, ink2 } = this.#palette;
    const { width, height } = this.#size;
    const [room, wanted] = [width - 2 * MARGIN, this.#widthOf(name)];
    const squeezed = wanted > room ? { textLength: room, lengthAdjust: 'spacingAndGlyphs' } : {};
    const at = { x: MARGIN, y: height + FOOT / 2 + 4, fill: ink2 };
    return [
      tag('path', { d: `M0 ${height + 0.5}H${width}`, stroke: line }),
      tag('text', { ...at, ...this.#type(), ...squeezed }, name),
    ].join('\n');
  }

  /** What the shapes mean, in the corner where the page has it, and where it has it. */
  #legend(): string {
    const { width, height } = this.#size;
    if (width < ROOM.width || height <= ROOM.height) return '';
    const [drawn, baseline]: [string[], number] = [[], height - 10];
    let x = width - 16;
    for (const [kind, d, word] of signsShown().reverse()) {
      x -= this.#widthOf(word);
      drawn.push(tag('text', { x, y: baseline, fill: this.#palette.ink3, ...this.#type() }, word));
      x -= SIGN + 5;
      const colour = this.#palette[INKS[kind]];
      const sign = { d, fill: SOLID.has(kind) ? colour : 'none', stroke: colour, 'stroke-width': 2 };
      const transform = `translate(${x} ${baseline - 10}) scale(${SIGN / 16})`;
      drawn.push(tag('path', { ...sign, 'stroke-linecap': 'round', 'stroke-linejoin': 'round', transform }));
      x -= MARGIN;
    }
    return drawn.join('\n');
  }

  #type() {
    return { 'font-family': this.#palette.font, 'font-size': 11.5 };
  }

  #widthOf(text: string): number {
    return this.#measure.measureText(text).width;
  }
}

/** A smaller stage has no legend, as `stage.css` says. */
const ROOM = { width: 560, height: 340 };

/** Of the legend: the size of a sign, its colours, and those that are filled. */
const SIGN = 12;
const INKS: Record<Sign[0], Ink> = {
  append: 'append',
  beat: 'beat',
  vote: 'vote',
  'pre-vote': 'vote',
  ok: 'ok',
  bad: 'bad',
  client: 'client',
};
const SOLID = new Set<Sign[0]>(['append', 'vote', 'client']);
