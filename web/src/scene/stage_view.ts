/**
 * Keeps the picture in step with the state: one drawing for each picture of the screen at most, and none
 * where nothing changed. Nothing here goes through a component: attributes are set where they differ.
 */

import { effect } from '@preact/signals';
import { REPLICA, type Frame } from '../engine/protocol';
import { frame } from '../state/run';
import { hovered, selected } from '../state/selection';
import { layOut, type Layout } from './geometry';
import { Gestures } from './gestures';
import { Links } from './links';
import { MessageLayer, type Held } from './messages';
import { Nodes } from './nodes';
import { palette, watchPalette } from './palette';

export interface Parts {
  root: HTMLElement;
  links: SVGGElement;
  marks: SVGGElement;
  canvas: HTMLCanvasElement;
  nodes: SVGGElement;
  stroke: SVGPolylineElement;
}

export class StageView {
  readonly #root: HTMLElement;
  readonly #links: Links;
  readonly #nodes: Nodes;
  readonly #messages: MessageLayer;
  readonly #gestures: Gestures;
  readonly #still = matchMedia('(prefers-reduced-motion: reduce)');
  #layout: Layout | null = null;
  #size = { width: 0, height: 0 };
  #held: Held | null = null;
  #waiting = 0;

  constructor({ root, links, marks, canvas, nodes, stroke }: Parts) {
    this.#root = root;
    this.#links = new Links(links, marks);
    this.#nodes = new Nodes(nodes);
    this.#messages = new MessageLayer(canvas);
    this.#gestures = new Gestures({
      root,
      links: this.#links,
      stroke,
      layout: () => this.#layout,
      frame: () => frame.peek(),
      hold: (held) => {
        this.#held = held;
        this.#ask();
      },
    });
  }

  /** Follows the state until the function that it returns is called. */
  follow(): () => void {
    const over = new AbortController();
    const sizes = new ResizeObserver(() => this.#measure());
    sizes.observe(this.#root);
    this.#gestures.listen(over.signal);
    const ends = [
      watchPalette(),
      effect(() => this.#take(frame.value)),
      effect(() => {
        this.#nodes.mark(selected.value, hovered.value);
        this.#ask();
      }),
      effect(() => {
        if (palette.value) this.#ask();
      }),
      () => sizes.disconnect(),
      () => over.abort(),
      () => cancelAnimationFrame(this.#waiting),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  /** Every frame is looked at, also those that come too fast to be drawn: each brings its deaths. */
  #take(now: Frame | null): void {
    if (now) {
      this.#messages.deaths.absorb(now, performance.now());
      const { replicas, clients } = this.#layout ?? { replicas: [], clients: [] };
      if (replicas.length * REPLICA.STRIDE !== now.replicas.length || clients.length !== now.clients)
        this.#place();
    }
    this.#ask();
  }

  #measure(): void {
    const { clientWidth: width, clientHeight: height } = this.#root;
    if (width === 0 || height === 0) return;
    this.#size = { width, height };
    this.#messages.resize(width, height, Math.min(3, devicePixelRatio || 1));
    this.#place();
    // A canvas that was resized is empty: it is filled again before it is shown.
    this.#draw(performance.now());
  }

  #place(): void {
    const now = frame.peek();
    const { width, height } = this.#size;
    if (!now || width === 0) return;
    this.#layout = layOut(width, height, now.replicas.length / REPLICA.STRIDE, now.clients);
    this.#links.place(this.#layout);
    this.#nodes.place(this.#layout);
  }

  #ask(): void {
    if (this.#waiting !== 0) return;
    this.#waiting = requestAnimationFrame((time) => {
      this.#waiting = 0;
      this.#draw(time);
    });
  }

  #draw(time: number): void {
    const [layout, now, colours] = [this.#layout, frame.peek(), palette.peek()];
    if (!layout || !now || !colours) return;
    this.#nodes.show(now);
    this.#links.show(now.cuts);
    const scene = {
      layout,
      frame: now,
      palette: colours,
      selected: selected.peek(),
      hovered: hovered.peek(),
      held: this.#held,
      calm: this.#still.matches,
    };
    if (this.#messages.draw(scene, time)) this.#ask();
  }
}
