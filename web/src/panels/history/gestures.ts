/** What pointers and the wheel do to a chart: one pointer drags, two pinch, a press without a way is a click. */

export interface GestureTargets {
  /** About a place on the screen; a factor below 1 shows less. */
  zoom(clientX: number, factor: number): void;
  /** By so many pixels. */
  pan(dx: number, dy: number): void;
  /** Where the pointer is when nothing is held; null when it is gone. */
  point(event: PointerEvent | null): void;
  click(event: PointerEvent): void;
}

/** A press that went no further than this is a click. */
const STILL = 4;
/** The least distance of two fingers that is taken as one. */
const NEAREST = 20;
/** Pixels of the wheel for a factor of e. */
const WHEEL = 500;
const LINE = 16;

interface Held {
  x: number;
  y: number;
  /** How far it has gone in all. */
  way: number;
}

export class Gestures {
  readonly #chart: HTMLElement;
  readonly #targets: GestureTargets;
  readonly #held = new Map<number, Held>();
  readonly #off = new AbortController();
  /** Two fingers that are lifted one after the other are no click. */
  #pinched = false;

  constructor(chart: HTMLElement, targets: GestureTargets) {
    this.#chart = chart;
    this.#targets = targets;
    const { signal } = this.#off;
    chart.addEventListener('pointerdown', (e) => this.#press(e), { signal });
    chart.addEventListener('pointermove', (e) => this.#move(e), { signal });
    chart.addEventListener('pointerup', (e) => this.#release(e), { signal });
    chart.addEventListener('pointercancel', (e) => this.#held.delete(e.pointerId), { signal });
    chart.addEventListener('pointerleave', () => targets.point(null), { signal });
    // Not passive: a wheel that zooms must not scroll or zoom the page.
    chart.addEventListener('wheel', (e) => this.#wheel(e), { signal, passive: false });
  }

  end(): void {
    this.#off.abort();
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0) return;
    if (this.#held.size === 0) this.#pinched = false;
    this.#held.set(event.pointerId, { x: event.clientX, y: event.clientY, way: 0 });
    this.#chart.setPointerCapture(event.pointerId);
  }

  #move(event: PointerEvent): void {
    const held = this.#held.get(event.pointerId);
    if (!held) {
      this.#targets.point(event);
      return;
    }
    const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
    const other = [...this.#held].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      this.#pinched = true;
      const before = Math.max(Math.abs(held.x - other.x), NEAREST);
      const now = Math.max(Math.abs(event.clientX - other.x), NEAREST);
      this.#targets.zoom((event.clientX + other.x) / 2, before / now);
    }
    held.way += Math.hypot(dx, dy);
    held.x = event.clientX;
    held.y = event.clientY;
    // Each of two fingers takes half of the picture along.
    if (held.way > STILL) this.#targets.pan(other ? dx / 2 : dx, other ? dy / 2 : dy);
  }

  #release(event: PointerEvent): void {
    const held = this.#held.get(event.pointerId);
    this.#held.delete(event.pointerId);
    if (held && held.way <= STILL && !this.#pinched) this.#targets.click(event);
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    if (event.shiftKey) this.#targets.pan(-(dx + dy), 0);
    else if (Math.abs(dx) > Math.abs(dy)) this.#targets.pan(-dx, 0);
    // A pinch on a trackpad comes as a wheel with Ctrl, in smaller steps.
    else this.#targets.zoom(event.clientX, Math.exp((event.ctrlKey ? 5 : 1) * (dy / WHEEL)));
  }
}
