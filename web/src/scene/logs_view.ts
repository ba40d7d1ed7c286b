/**
 * Keeps the logs on screen: which entries are in view, when they are drawn again, what is pointed at.
 * The view stays with the newest entries until a person scrolls away from them.
 */

import { effect, signal } from '@preact/signals';
import { REPLICA, type Frame } from '../engine/protocol';
import { frame } from '../state/run';
import { hovered, selected, type Hover } from '../state/selection';
import { logWindow } from '../state/watch';
import { clamp, replicaName, zoomOf } from './geometry';
import { LogCanvas, ROW, type Cell } from './logs_draw';
import {
  atTail,
  indexAt,
  pitchFor,
  pixelAt,
  scrollTo,
  scrollWidth,
  windowAt,
  type Strip,
} from './logs_window';
import { palette, watchPalette } from './palette';

export interface LogParts {
  scroller: HTMLElement;
  spacer: HTMLElement;
  canvas: HTMLCanvasElement;
  names: HTMLElement;
}

/** Whether the view stays with the newest entry. */
export const following = signal(true);

/** The cell under the pointer or the keyboard's cursor, with its place in the panel for a tip beside it. */
export interface Pointed extends Cell {
  x: number;
  y: number;
  by: 'pointer' | 'keyboard';
}
export const pointed = signal<Pointed | null>(null);

/** While a run appends with every picture, the rows are drawn so often at most: reading needs no more. */
const PACE = 60;
/** Of a digit in the cells' type. */
const DIGIT = 6.65;

export class LogsView {
  readonly #parts: LogParts;
  readonly #canvas: LogCanvas;
  #strip: Strip = { pitch: 44, last: 0, viewport: 0 };
  #height = 0;
  #rows = 0;
  #waiting = 0;
  #last = -Infinity;
  #cursor: Cell | null = null;

  constructor(parts: LogParts) {
    this.#parts = parts;
    this.#canvas = new LogCanvas(parts.canvas);
  }

  follow(): () => void {
    const { scroller, canvas } = this.#parts;
    const over = new AbortController();
    const sizes = new ResizeObserver(() => this.#measure());
    sizes.observe(scroller);
    const { signal } = over;
    scroller.addEventListener('scroll', () => this.#scrolled(), { signal, passive: true });
    scroller.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false });
    scroller.addEventListener('keydown', (event) => this.#key(event), { signal });
    scroller.addEventListener('blur', () => (pointed.value = null), { signal });
    canvas.addEventListener('pointermove', (event) => this.#point(event), { signal });
    canvas.addEventListener('pointerleave', () => this.#leave(), { signal });
    canvas.addEventListener('click', () => choose(pointed.peek()), { signal });
    const ends = [
      watchPalette(),
      effect(() => this.#take(frame.value)),
      ...[selected, hovered, pointed, palette].map((source) => source.subscribe(() => this.#ask())),
      effect(() => {
        if (following.value) this.#toTail();
      }),
      () => sizes.disconnect(),
      () => over.abort(),
      () => cancelAnimationFrame(this.#waiting),
      // What is not on screen need not be brought along.
      () => (logWindow.value = { first: 1, count: 0 }),
      () => (pointed.value = null),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  #measure(): void {
    const { scroller, names } = this.#parts;
    const viewport = scroller.clientWidth - names.offsetWidth;
    const height = scroller.clientHeight;
    if (viewport <= 0 || height <= 0) return;
    if (viewport !== this.#strip.viewport || height !== this.#height) {
      this.#strip = { ...this.#strip, viewport };
      this.#height = height;
      this.#canvas.resize(
        viewport,
        height,
        Math.min(3, (devicePixelRatio || 1) * zoomOf(this.#parts.canvas)),
      );
    }
    this.#spread();
    this.#draw();
  }

  #take(now: Frame | null): void {
    if (!now) return;
    const { replicas } = now;
    let last = 0;
    let term = 0;
    for (let at = 0; at < replicas.length; at += REPLICA.STRIDE) {
      last = Math.max(last, replicas[at + REPLICA.LAST]!);
      term = Math.max(term, replicas[at + REPLICA.TERM]!);
    }
    const pitch = pitchFor(last, term, DIGIT);
    const rows = replicas.length / REPLICA.STRIDE;
    if (last !== this.#strip.last || pitch !== this.#strip.pitch || rows !== this.#rows) {
      if (last < this.#strip.last) following.value = true;
      this.#strip = { ...this.#strip, last, pitch };
      this.#rows = rows;
      this.#spread();
    }
    this.#ask();
  }

  /** Gives the spacer the size of the whole log, and keeps the tail in view where it was. */
  #spread(): void {
    const { spacer, names } = this.#parts;
    if (this.#strip.viewport <= 0) return;
    spacer.style.width = `${Math.max(scrollWidth(this.#strip), this.#strip.viewport) + names.offsetWidth}px`;
    spacer.style.height = `${this.#rows * ROW}px`;
    if (following.peek()) this.#toTail();
    this.#watch();
  }

  #toTail(): void {
    this.#parts.scroller.scrollLeft = Math.max(0, scrollWidth(this.#strip) - this.#strip.viewport);
    this.#watch();
  }

  #scrolled(): void {
    following.value = atTail(this.#strip, this.#parts.scroller.scrollLeft);
    this.#watch();
    this.#last = -Infinity;
    this.#ask();
  }

  #watch(): void {
    if (this.#strip.viewport <= 0) return;
    const seen = windowAt(this.#strip, this.#parts.scroller.scrollLeft);
    const old = logWindow.peek();
    if (seen.first !== old.first || seen.count !== old.count) logWindow.value = seen;
  }

  #ask(): void {
    if (this.#waiting !== 0) return;
    this.#waiting = requestAnimationFrame((time) => {
      this.#waiting = 0;
      if (time - this.#last < PACE) this.#ask();
      else this.#draw(time);
    });
  }

  #draw(time = performance.now()): void {
    const [now, colours] = [frame.peek(), palette.peek()];
    if (!now || !colours || this.#strip.viewport <= 0) return;
    this.#last = time;
    const { scroller } = this.#parts;
    this.#canvas.draw({
      frame: now,
      palette: colours,
      strip: this.#strip,
      left: pixelAt(this.#strip, scroller.scrollLeft),
      top: scroller.scrollTop,
      selected: cellOf(selected.peek()),
      pointed: pointed.peek() ?? cellOf(hovered.peek()),
    });
  }

  /** Where the rows need no scrolling, a mouse wheel goes along the log. */
  #wheel(event: WheelEvent): void {
    const { scroller } = this.#parts;
    if (
      event.deltaX !== 0 ||
      event.shiftKey ||
      event.ctrlKey ||
      scroller.scrollHeight > scroller.clientHeight + 1
    )
      return;
    scroller.scrollLeft += event.deltaY;
    event.preventDefault();
  }

  #point(event: PointerEvent): void {
    const { canvas, scroller } = this.#parts;
    const [box, zoom] = [canvas.getBoundingClientRect(), zoomOf(canvas)];
    const row = Math.floor(((event.clientY - box.top) / zoom + scroller.scrollTop) / ROW);
    const index = indexAt(this.#strip, scroller.scrollLeft, (event.clientX - box.left) / zoom);
    this.#pointAt(row < this.#rows && index >= 1 && index <= lastOf(row) ? { row, index } : null, 'pointer');
  }

  #leave(): void {
    if (pointed.peek()?.by === 'pointer') this.#pointAt(null, 'pointer');
  }

  #pointAt(cell: Cell | null, by: Pointed['by']): void {
    const old = pointed.peek();
    if (cell?.row === old?.row && cell?.index === old?.index && (cell === null || by === old?.by)) return;
    if (cell === null) {
      pointed.value = null;
      hovered.value = null;
      return;
    }
    const { canvas, scroller } = this.#parts;
    const [box, zoom] = [canvas.getBoundingClientRect(), zoomOf(canvas)];
    const x =
      box.left / zoom + (cell.index - 0.5) * this.#strip.pitch - pixelAt(this.#strip, scroller.scrollLeft);
    const y = box.top / zoom + cell.row * ROW - scroller.scrollTop;
    pointed.value = { ...cell, x, y, by };
    hovered.value = { kind: 'entry', replica: replicaName(cell.row), index: cell.index };
  }

  /** Arrow keys move a cursor over the cells, Enter chooses, Escape leaves the cursor. */
  #key(event: KeyboardEvent): void {
    if (event.target !== this.#parts.scroller || this.#rows === 0) return;
    const seen = windowAt(this.#strip, this.#parts.scroller.scrollLeft);
    const page = Math.max(1, seen.count - 2);
    const from = this.#cursor ?? cellOf(selected.peek()) ?? { row: 0, index: Math.max(1, lastOf(0) + 1) };
    const to: Record<string, Cell> = {
      ArrowRight: { ...from, index: from.index + 1 },
      ArrowLeft: { ...from, index: from.index - 1 },
      ArrowDown: { ...from, row: from.row + 1 },
      ArrowUp: { ...from, row: from.row - 1 },
      PageDown: { ...from, index: from.index + page },
      PageUp: { ...from, index: from.index - page },
      Home: { ...from, index: 1 },
      End: { ...from, index: this.#strip.last },
    };
    const wanted = to[event.key];
    if (wanted) this.#moveTo(wanted);
    else if (event.key === 'Enter' || event.key === ' ') choose(this.#cursor);
    else if (event.key === 'Escape' && pointed.peek()) this.#pointAt(null, 'keyboard');
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #moveTo({ row, index }: Cell): void {
    const cell = {
      row: clamp(row, 0, this.#rows - 1),
      index: clamp(index, 1, Math.max(1, this.#strip.last)),
    };
    this.#cursor = cell;
    const { scroller } = this.#parts;
    const seen = windowAt(this.#strip, scroller.scrollLeft);
    if (cell.index <= seen.first) scroller.scrollLeft = scrollTo(this.#strip, cell.index);
    else if (cell.index >= seen.first + seen.count - 2)
      scroller.scrollLeft = scrollTo(this.#strip, cell.index - seen.count + 4);
    scroller.scrollTop = clamp(scroller.scrollTop, (cell.row + 1) * ROW - this.#height, cell.row * ROW);
    this.#pointAt(cell, 'keyboard');
  }
}

function lastOf(row: number): number {
  return frame.peek()?.replicas[row * REPLICA.STRIDE + REPLICA.LAST] ?? 0;
}

function choose(cell: Cell | null): void {
  if (cell) selected.value = { kind: 'entry', replica: replicaName(cell.row), index: cell.index };
}

function cellOf(pick: Hover): Cell | null {
  return pick?.kind === 'entry' ? { row: Number(pick.replica.slice(1)) - 1, index: pick.index } : null;
}
