/**
 * Keeps the picture in step with the state: one drawing for each picture of the screen at most, and none
 * where nothing changed. Nothing here goes through a component: attributes are set where they differ.
 */

import { effect } from '@preact/signals';
import { REPLICA, type Frame } from '../engine/protocol';
import { frame, onceRunning } from '../state/run';
import { hovered, selected, type Hover } from '../state/selection';
import { layOut, zoomOf, type Layout } from './geometry';
import type { Hands } from './gestures';
import { Links } from './links';
import type { Held } from './held';
import { Nodes } from './nodes';
import { painterFor, type Painter } from './painter';
import { palette, watchPalette } from './palette';
import { askedIn } from './picture';

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
  readonly #painter: Painter;
  readonly #hands: Hands;
  readonly #still = matchMedia('(prefers-reduced-motion: reduce)');
  #layout: Layout | null = null;
  #size = { width: 0, height: 0 };
  #held: Held | null = null;
  /** Of frames that were not drawn yet. */
  #deaths: Float64Array[] = [];
  #waiting = 0;

  constructor({ root, links, marks, canvas, nodes, stroke }: Parts) {
    this.#root = root;
    this.#links = new Links(links, marks);
    this.#nodes = new Nodes(nodes);
    this.#painter = painterFor(canvas);
    this.#hands = {
      root,
      links: this.#links,
      nodes,
      stroke,
      layout: () => this.#layout,
      frame: () => frame.peek(),
      hold: (held) => {
        this.#held = held;
        this.#ask();
      },
    };
  }

  /** Follows the state until the function that it returns is called. */
  follow(): () => void {
    const over = new AbortController();
    const sizes = new ResizeObserver(() => this.#measure());
    sizes.observe(this.#root);
    void onceRunning(() => import('./gestures')).then(
      (part) => part && new part.Gestures(this.#hands).listen(over.signal),
    );
    const ends = [
      watchPalette(),
      effect(() => this.#take(frame.value)),
      effect(() => {
        this.#nodes.mark(selected.value, hovered.value);
        this.#ask();
      }),
      effect(() => {
        if (!palette.value) return;
        this.#painter.tell({ palette: palette.value });
        this.#ask();
      }),
      () => sizes.disconnect(),
      () => over.abort(),
      () => cancelAnimationFrame(this.#waiting),
      () => this.#painter.end(),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  /** Every frame is looked at, also those that come too fast to be drawn: each brings its deaths. */
  #take(now: Frame | null): void {
    if (now) {
      if (now.deaths.length > 0) this.#deaths.push(now.deaths);
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
    this.#painter.tell({
      size: { width, height, ratio: Math.min(3, (devicePixelRatio || 1) * zoomOf(this.#root)) },
    });
    this.#place();
    this.#ask();
  }

  #place(): void {
    const now = frame.peek();
    const { width, height } = this.#size;
    if (!now || width === 0) return;
    this.#layout = layOut(width, height, now.replicas.length / REPLICA.STRIDE, now.clients);
    this.#painter.tell({ layout: this.#layout });
    this.#links.place(this.#layout);
    this.#nodes.place(this.#layout);
  }

  #ask(): void {
    if (this.#waiting !== 0) return;
    this.#waiting = requestAnimationFrame(() => {
      this.#waiting = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const now = frame.peek();
    if (!this.#layout || !now) return;
    this.#nodes.show(now);
    this.#links.show(now.cuts);
    const chosen = messageOf(selected.peek());
    this.#painter.tell({
      picture: {
        now: now.now,
        replicas: now.replicas,
        flights: now.flights,
        deaths: joined(this.#deaths),
        asked: askedIn(now),
        chosen,
        pointed: messageOf(hovered.peek()),
        chosenName: now.message?.id === chosen ? now.message.name : null,
        held: this.#held,
        calm: this.#still.matches,
      },
    });
    this.#deaths = [];
  }
}

const messageOf = (pick: Hover): number | null => (pick?.kind === 'message' ? pick.id : null);

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
