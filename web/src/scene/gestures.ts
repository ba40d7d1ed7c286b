/**
 * What a pointer does on the stage: press a message to choose it, drag it along its way to hasten or
 * delay it, drag the leader's crown onto who is to lead, press a link for its menu, draw a stroke that
 * cuts, press nothing to choose nothing.
 */

import type { Frame } from '../engine/protocol';
import { FLIGHT } from '../engine/protocol';
import { act, pause, play, playing } from '../state/run';
import { fetched } from '../state/parts';
import { hovered, selected } from '../state/selection';
import type { HeldCrown } from './crown';
import { linksCrossed, replicaName, zoomOf, type Layout, type Point } from './geometry';
import { flightOf, linkAt, messageAt, REACH, replicaAt } from './hit';
import type { Links } from './links';
import { openMenu } from './menu';
import { heldAt, type Held } from './held';
import { tool } from './tool';

/** What the gestures work on. */
export interface Hands {
  root: HTMLElement;
  links: Links;
  nodes: SVGGElement;
  stroke: SVGPolylineElement;
  layout(): Layout | null;
  frame(): Frame | null;
  /** Shows a message as held, or as let go. */
  hold(held: Held | null): void;
}

type Grip =
  | { kind: 'message'; id: number; from: Point; resume: boolean; held: Held | null }
  | { kind: 'crown'; leader: string; from: Point; carried: boolean }
  | { kind: 'stroke'; points: Point[] }
  | { kind: 'press'; from: Point; link: [number, number] | null };

/** A press that moves less than this is a click. */
const SLACK = 4;
const LONG_PRESS = 550;
/** Shifts smaller than this, in microseconds, are a hand that did not mean any. */
const NO_SHIFT = 50;

export class Gestures {
  readonly #hands: Hands;
  /** Fetched with the first press on a leader. */
  #crown: HeldCrown | null = null;
  #grip: Grip | null = null;
  /** The press that the click now coming belongs to. */
  #pressed: (Grip & { kind: 'press' }) | null = null;
  #lookAt: Point | null = null;
  #longPress: ReturnType<typeof setTimeout> | undefined;

  constructor(hands: Hands) {
    this.#hands = hands;
  }

  /** Listens until the signal given aborts. */
  listen(signal: AbortSignal): void {
    const { root } = this.#hands;
    const on = <Name extends keyof HTMLElementEventMap>(
      name: Name,
      handle: (event: HTMLElementEventMap[Name]) => void,
    ) => root.addEventListener(name, handle, { signal });
    on('mousedown', keepFocusOff);
    on('pointerdown', (event) => this.#down(event));
    on('pointermove', (event) => this.#move(event));
    on('pointerup', (event) => this.#up(event));
    on('pointercancel', () => this.#cancel());
    on('pointerleave', () => this.#look(null));
    on('click', (event) => this.#click(event));
    on('contextmenu', (event) => this.#menu(event));
    on('keydown', (event) => this.#key(event));
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.key !== 'Escape' || !this.#grip) return;
        this.#cancel();
        event.preventDefault();
        event.stopPropagation();
      },
      { signal, capture: true },
    );
  }

  #down(event: PointerEvent): void {
    const { root, layout, frame } = this.#hands;
    const [space, now] = [layout(), frame()];
    if (event.button !== 0 || !space || !now || this.#grip) return;
    const point = this.#point(event);
    const node = nodeOf(event.target);
    if (!node && (tool.value === 'cut' || event.shiftKey)) {
      this.#grip = { kind: 'stroke', points: [point] };
    } else if (node) {
      this.#awaitLongPress(event, node);
      if (node.getAttribute('data-state') === 'leader') {
        this.#grip = { kind: 'crown', leader: nameOf(node), from: point, carried: false };
        void this.#fetchCrown();
      }
      // Not captured yet: a press that does not move is a click on the node.
      return;
    } else {
      const at = messageAt(space, now.flights, now.now, point, reachOf(event));
      const id = at < 0 ? null : now.flights[at + FLIGHT.ID]!;
      this.#grip =
        id === null
          ? {
              kind: 'press',
              from: point,
              link: linkAt(space, point, event.pointerType === 'touch' ? 16 : REACH.link),
            }
          : { kind: 'message', id, from: point, resume: false, held: null };
    }
    root.setPointerCapture(event.pointerId);
  }

  #move(event: PointerEvent): void {
    const point = this.#point(event);
    const grip = this.#grip;
    if (!grip) {
      this.#look(point, nodeOf(event.target));
      return;
    }
    if (grip.kind === 'stroke') this.#draw(grip.points, point);
    if (grip.kind === 'message') this.#drag(grip, point);
    if (grip.kind === 'crown') this.#carry(grip, point, event.pointerId);
  }

  #up(event: PointerEvent): void {
    clearTimeout(this.#longPress);
    const grip = this.#grip;
    this.#grip = null;
    if (grip?.kind === 'stroke') this.#cutAcross(grip.points);
    if (grip?.kind === 'message') this.#release(grip);
    const space = this.#hands.layout();
    if (grip?.kind === 'crown' && grip.carried && space) {
      this.#crown?.drop(space, this.#point(event), grip.leader);
    }
    if (grip?.kind === 'press' && apart(grip.from, this.#point(event)) <= SLACK) this.#pressed = grip;
  }

  #cancel(): void {
    clearTimeout(this.#longPress);
    const grip = this.#grip;
    this.#grip = null;
    this.#hands.hold(null);
    this.#crown?.putBack();
    this.#hands.stroke.removeAttribute('points');
    this.#hands.links.light([], 'crossed');
    if (grip?.kind === 'message' && grip.resume) play();
  }

  /** Time stands still while a message is held: else it would arrive in the hand. */
  #drag(grip: Grip & { kind: 'message' }, point: Point): void {
    if (!grip.held && apart(grip.from, point) <= SLACK) return;
    const [layout, frame] = [this.#hands.layout(), this.#hands.frame()];
    const at = frame ? flightOf(frame.flights, grip.id) : -1;
    if (!layout || !frame || at < 0) {
      this.#cancel();
      return;
    }
    if (playing.value) {
      grip.resume = true;
      pause();
    }
    const held = heldAt(layout, frame, at, point);
    const over = replicaAt(layout, point);
    held.home ||= over >= 0 && over === frame.flights[at + FLIGHT.TO];
    grip.held = held;
    selected.value = { kind: 'message', id: grip.id };
    this.#hands.hold(held);
  }

  async #fetchCrown(): Promise<void> {
    const part = this.#crown ? null : await fetched(() => import('./crown'));
    if (part) this.#crown ??= new part.HeldCrown(this.#hands.nodes);
  }

  #carry(grip: Grip & { kind: 'crown' }, point: Point, pointer: number): void {
    const space = this.#hands.layout();
    if (!space || (!grip.carried && apart(grip.from, point) <= SLACK)) return;
    clearTimeout(this.#longPress);
    if (!grip.carried) this.#hands.root.setPointerCapture(pointer);
    grip.carried = true;
    this.#crown?.carry(space, point);
  }

  #release(grip: Grip & { kind: 'message' }): void {
    const { id, held, resume } = grip;
    this.#hands.hold(null);
    if (!held) {
      selected.value = { kind: 'message', id };
      return;
    }
    const done = held.home
      ? act({ do: 'deliver', message: id })
      : Math.abs(held.by) < NO_SHIFT
        ? Promise.resolve(null)
        : act({ do: 'delay', message: id, by_ms: Math.round(held.by) / 1000 });
    void done.then(() => {
      if (resume) play();
    });
  }

  #draw(points: Point[], point: Point): void {
    const last = points.at(-1);
    if (last && apart(last, point) < 2) return;
    points.push(point);
    const { stroke, links, layout } = this.#hands;
    stroke.setAttribute('points', points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' '));
    const space = layout();
    if (space) links.light(linksCrossed(space, points), 'crossed');
  }

  #cutAcross(points: Point[]): void {
    const { stroke, links, layout } = this.#hands;
    stroke.removeAttribute('points');
    links.light([], 'crossed');
    const space = layout();
    const crossed = space ? linksCrossed(space, points).filter(([a, b]) => !links.isCut(a, b)) : [];
    if (crossed.length === 0) return;
    void act({ do: 'cut', links: crossed.map(([a, b]) => [replicaName(a), replicaName(b)]) });
  }

  /** Pointing at something marks it. Moves come faster than pictures, so only the last one counts. */
  #look(point: Point | null, node: Element | null = null): void {
    const { root, links, layout, frame } = this.#hands;
    const [space, now] = [layout(), frame()];
    const name = node?.getAttribute('data-name');
    if (!point || !space || !now || node) {
      this.#lookAt = null;
      links.light([], 'hovered');
      root.dataset['over'] = '';
      hovered.value =
        node && name ? { kind: node.classList.contains('client') ? 'client' : 'replica', name } : null;
      return;
    }
    if (this.#lookAt === null) {
      requestAnimationFrame(() => {
        const last = this.#lookAt;
        this.#lookAt = null;
        if (last) this.#lookNow(last);
      });
    }
    this.#lookAt = point;
  }

  #lookNow(point: Point): void {
    const { root, links, layout, frame } = this.#hands;
    const [space, now] = [layout(), frame()];
    if (!space || !now || this.#grip) return;
    const at = tool.value === 'cut' ? -1 : messageAt(space, now.flights, now.now, point, REACH.mouse);
    const id = at < 0 ? null : now.flights[at + FLIGHT.ID]!;
    const old = hovered.peek();
    if (id === null ? old !== null : old?.kind !== 'message' || old.id !== id) {
      hovered.value = id === null ? null : { kind: 'message', id };
    }
    const link = id === null && tool.value !== 'cut' ? linkAt(space, point) : null;
    links.light(link ? [link] : [], 'hovered');
    root.dataset['over'] = id !== null ? 'message' : link ? 'link' : '';
  }

  /** A menu that opened any earlier would be closed again by the very press that opened it. */
  #click(event: MouseEvent): void {
    const pressed = this.#pressed;
    this.#pressed = null;
    const node = nodeOf(event.target);
    if (pressed?.link) openMenu({ kind: 'link', ends: pressed.link, x: event.clientX, y: event.clientY });
    else if (pressed) selected.value = null;
    else if (node) choose(node);
  }

  #menu(event: MouseEvent): void {
    const node = nodeOf(event.target);
    if (!node) return;
    event.preventDefault();
    clearTimeout(this.#longPress);
    // The key for context menus comes without a place.
    const box = node.getBoundingClientRect();
    const placed = event.clientX !== 0 || event.clientY !== 0;
    this.#openFor(node, placed ? event.clientX : box.right, placed ? event.clientY : box.top);
  }

  #key(event: KeyboardEvent): void {
    const node = nodeOf(event.target);
    if (!node || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    choose(node);
    const box = node.querySelector('.body')?.getBoundingClientRect();
    if (event.key === 'Enter' && box) this.#openFor(node, box.right + 6, box.top);
  }

  #openFor(node: Element, x: number, y: number): void {
    const name = nameOf(node);
    choose(node);
    if (!node.classList.contains('client')) openMenu({ kind: 'replica', name, x, y });
  }

  #awaitLongPress(event: PointerEvent, node: Element): void {
    if (event.pointerType !== 'touch') return;
    const { clientX, clientY } = event;
    clearTimeout(this.#longPress);
    this.#longPress = setTimeout(() => this.#openFor(node, clientX, clientY), LONG_PRESS);
  }

  #point(event: PointerEvent): Point {
    const { root } = this.#hands;
    const [box, zoom] = [root.getBoundingClientRect(), zoomOf(root)];
    return { x: (event.clientX - box.left) / zoom, y: (event.clientY - box.top) / zoom };
  }
}

const apart = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

const reachOf = (event: PointerEvent): number => (event.pointerType === 'touch' ? REACH.touch : REACH.mouse);

const nodeOf = (target: EventTarget | null): Element | null =>
  target instanceof Element ? target.closest('[data-name]') : null;

const nameOf = (node: Element): string => node.getAttribute('data-name') ?? '';

/** A press on the empty stage leaves whatever had the focus, and gives it to nothing. */
function keepFocusOff(event: MouseEvent): void {
  if (nodeOf(event.target)) return;
  event.preventDefault();
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

function choose(node: Element): void {
  const name = nameOf(node);
  selected.value = { kind: node.classList.contains('client') ? 'client' : 'replica', name };
}
