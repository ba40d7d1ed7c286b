/** The links between replicas as SVG lines, and what is cut of them. */

import { between, laneBetween, linkBetween, replicaName, type Layout, type Segment } from './geometry';
import { svg } from './nodes';

/** More cuts than this go without their word: the dashes tell, and words would cover the stage. */
const WORDS = 8;

export class Links {
  readonly #group: SVGGElement;
  readonly #marks: SVGGElement;
  #lines = new Map<number, SVGLineElement>();
  #layout: Layout | null = null;
  #cuts: number[] = [];
  #lit: SVGLineElement[] = [];

  constructor(lines: SVGGElement, marks: SVGGElement) {
    this.#group = lines;
    this.#marks = marks;
  }

  place(layout: Layout): void {
    this.#layout = layout;
    this.#lines.clear();
    this.#cuts = [];
    this.#lit = [];
    const count = layout.replicas.length;
    for (let a = 0; a < count; a++) {
      for (let b = a + 1; b < count; b++) {
        this.#lines.set(keyOf(a, b), line(linkBetween(layout, a, b), { class: plain(count) }));
      }
    }
    this.#group.replaceChildren(...this.#lines.values());
    this.#marks.replaceChildren();
  }

  /** Takes on the cuts of a frame: bit `to` of `cuts[from]`. Does nothing while they stay the same. */
  show(cuts: Uint32Array): void {
    if (this.#cuts.length === cuts.length && this.#cuts.every((row, i) => row === cuts[i])) return;
    this.#cuts = [...cuts];
    const layout = this.#layout;
    if (!layout) return;
    const marks: Node[] = [];
    const total = this.#cuts.reduce((sum, row) => sum + bits(row), 0);
    for (const [key, element] of this.#lines) {
      const [a, b] = [key >> 8, key & 255];
      const there = this.isCut(a, b);
      const back = this.isCut(b, a);
      element.setAttribute('class', there && back ? 'link cut' : plain(layout.replicas.length));
      const words = total <= 2 * WORDS;
      if (there && back) {
        if (words) marks.push(word(between(...ends(linkBetween(layout, a, b)), 0.42), 'cut'));
      } else if (there) {
        marks.push(...oneWay(layout, a, b, words));
      } else if (back) {
        marks.push(...oneWay(layout, b, a, words));
      }
    }
    this.#marks.replaceChildren(...marks);
  }

  isCut(from: number, to: number): boolean {
    return (((this.#cuts[from] ?? 0) >>> to) & 1) === 1;
  }

  /** Marks the links that the pointer, or a stroke being drawn, is about to change. */
  light(pairs: readonly (readonly [number, number])[], how: 'hovered' | 'crossed'): void {
    for (const element of this.#lit) element.classList.remove('hovered', 'crossed');
    this.#lit = [];
    for (const [a, b] of pairs) {
      const element = this.#lines.get(keyOf(Math.min(a, b), Math.max(a, b)));
      if (!element) continue;
      element.classList.add(how);
      this.#lit.push(element);
    }
  }
}

/** In a big ring the links are many, so each is lighter. */
const plain = (replicas: number): string => (replicas > 9 ? 'link dense' : 'link');

const keyOf = (a: number, b: number): number => a * 256 + b;

const ends = ({ a, b }: Segment) => [a, b] as const;

function bits(row: number): number {
  let count = 0;
  for (let rest = row >>> 0; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

const line = ({ a, b }: Segment, attributes: Record<string, string>) =>
  svg('line', { ...attributes, x1: a.x, y1: a.y, x2: b.x, y2: b.y });

/** One direction is cut: its own lane is dashed, with an arrow that runs against a bar. */
function oneWay(layout: Layout, from: number, to: number, words: boolean): Node[] {
  const lane = laneBetween(layout, from, to);
  const at = between(lane.a, lane.b, 0.6);
  const turn = (Math.atan2(lane.b.y - lane.a.y, lane.b.x - lane.a.x) * 180) / Math.PI;
  const sign = svg('path', {
    class: 'blocked',
    d: 'M-11 0 H-1 M-5 -4 L-1 0 L-5 4 M3 -6 V6',
    transform: `translate(${at.x} ${at.y}) rotate(${turn})`,
  });
  const marks: Node[] = [line(lane, { class: 'lane cut' }), sign];
  if (words) marks.push(wordBeside(lane, `cut ${replicaName(from)}→${replicaName(to)}`));
  return marks;
}

/** Beside the lane, on the side away from the link's other lane. */
function wordBeside({ a, b }: Segment, text: string): Node {
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const away = { x: -(b.y - a.y) / length, y: (b.x - a.x) / length };
  const at = between(a, b, 0.42);
  const element = word({ x: at.x + away.x * 9, y: at.y + away.y * 12 }, text);
  element.dataset['anchor'] = away.x > 0.4 ? 'start' : away.x < -0.4 ? 'end' : 'middle';
  return element;
}

function word(at: { x: number; y: number }, text: string): SVGTextElement {
  const element = svg('text', { class: 'cut-word', x: at.x, y: at.y + 3.5 });
  element.textContent = text;
  return element;
}
