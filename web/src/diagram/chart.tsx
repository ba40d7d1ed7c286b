/** The diagram as a person handles it: by pointer, wheel, pinch and keys. */
import { effect, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ARROW, SPAN } from '../engine/diagram-protocol';
import { keepStretch } from '../state/diagram';
import { goTo } from '../state/moment';
import { frame, playing } from '../state/run';
import { hovered, selected, type Pick } from '../state/selection';
import { palette, watchPalette } from '../scene/palette';
import { Gestures } from '../panels/history/gestures';
import { panned, timeAt, zoomed } from '../panels/history/span';
import { ms } from '../panels/format';
import { AXIS, drawAxis, drawRows, type Drawing } from './draw';
import { arrowAt, cellAt, lineOf, nearHead, spanAt } from './lines';
import {
  cursor,
  drawing,
  fit,
  limits,
  recordOf,
  rows,
  see,
  size,
  span,
  stand,
  standOn,
  step,
  wanted,
  zoom,
} from './look';
import { CanvasPen } from './pen';
import { rowAt } from './rows';
import { arrowTold, cellTold, spanTold, type Told } from './words';

const LABEL =
  'Messages between replicas and clients, time to the right. Left and right move along, up and down go from message ' +
  'to message, Enter goes to the moment at which it was sent, Shift and Enter to its end; plus and minus zoom, Home ' +
  'and End go to the ends, 0 shows all.';

/** Left of the picture stand the names. */
export const GUTTER = 44;

const ZOOM = 1.5;

/** While the run plays it is drawn once in so many ms. */
const PACE = 30;

/** What is under the pointer, and where that is. */
interface Tip extends Told {
  x: number;
  y: number;
}
const tip = signal<Tip | null>(null);

export function Chart() {
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLDivElement>(null);
  const axis = useRef<HTMLCanvasElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const ends = [
      watchPalette(),
      keepStretch(wanted),
      measures(field.current!),
      paints(box.current!, axis.current!, canvas.current!),
      handles(box.current!, canvas.current!),
    ];
    return () => {
      for (const end of ends) end();
      tip.value = null;
      hovered.value = null;
    };
  }, []);
  return (
    <div class="diagram-chart" ref={box} role="application" aria-label={LABEL} tabIndex={0} onKeyDown={keys}>
      <canvas class="diagram-axis" ref={axis} height={AXIS.height} aria-hidden="true" />
      <div class="diagram-field" ref={field}>
        <div class="diagram-sheet" style={{ height: `${rows.value.height}px` }}>
          <Names />
          <canvas class="diagram-rows" ref={canvas} aria-hidden="true" />
        </div>
      </div>
      <PointedTip />
    </div>
  );
}

/** Takes note of how much room there is. */
function measures(field: HTMLElement): () => void {
  const observer = new ResizeObserver(() => {
    size.value = { width: Math.max(field.clientWidth - GUTTER, 50), height: field.clientHeight };
  });
  observer.observe(field);
  return () => observer.disconnect();
}

/** Draws what changed, once a picture of the screen at most. */
function paints(box: HTMLElement, axis: HTMLCanvasElement, canvas: HTMLCanvasElement): () => void {
  let waiting = 0;
  let last = -Infinity;
  const draw = (time: number): void => {
    waiting = 0;
    if (playing.peek() && time - last < PACE) {
      waiting = requestAnimationFrame(draw);
      return;
    }
    last = time;
    const now = drawing.peek();
    if (now) {
      const { from, to } = now.span;
      box.setAttribute('aria-description', `${ms(Math.max(from, 0))} to ${ms(to)} ms`);
      paint(axis, now, AXIS.height, drawAxis);
      paint(canvas, now, now.rows.height, drawRows);
    }
  };
  const end = effect(() => {
    // It depends on all that the picture does.
    if (drawing.value && waiting === 0) waiting = requestAnimationFrame(draw);
  });
  return () => {
    end();
    cancelAnimationFrame(waiting);
  };
}

function paint(
  canvas: HTMLCanvasElement,
  now: Drawing,
  height: number,
  draw: (pen: CanvasPen, now: Drawing) => void,
): void {
  const ratio = Math.min(3, devicePixelRatio || 1);
  const [wide, tall] = [Math.round(now.width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== tall) {
    canvas.width = wide;
    canvas.height = tall;
    canvas.style.width = `${now.width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext('2d')!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, now.width, height);
  draw(new CanvasPen(context, now.palette.mono), now);
}

/** What is at a place on the screen. */
interface Place {
  x: number;
  y: number;
  time: number;
  row: number;
  /** Where the records of an arrow and of a span begin; −1 for none. */
  arrow: number;
  span: number;
}

/** A row's bar is so thick, for whoever points at it. */
const BAR = 8;

function placeAt(
  canvas: HTMLCanvasElement,
  now: Drawing,
  { clientX, clientY, pointerType }: PointerEvent,
): Place {
  const { left, top } = canvas.getBoundingClientRect();
  const [x, y] = [clientX - left, clientY - top];
  const time = timeAt(now.span, now.width, x);
  const row = rowAt(now.rows, y);
  const onBar = row >= 0 && row < now.rows.replicas && Math.abs(y - now.rows.rows[row]!.y) <= BAR;
  return {
    x,
    y,
    time,
    row,
    arrow: x < 0 ? -1 : arrowAt(now, x, y, pointerType === 'touch' ? 14 : undefined),
    span: onBar ? spanAt(now, row, time) : -1,
  };
}

function handles(box: HTMLDivElement, canvas: HTMLCanvasElement): () => void {
  const timeOf = (x: number) =>
    timeAt(span.peek(), size.peek().width, x - canvas.getBoundingClientRect().left);
  const gestures = new Gestures(box, {
    zoom: (x, factor) => see(zoomed(span.peek(), timeOf(x), factor, limits.peek())),
    pan: (dx, dy) => {
      const { from, to } = span.peek();
      see(panned(span.peek(), (-dx / size.peek().width) * (to - from), limits.peek()));
      canvas.closest('.diagram-field')!.scrollTop -= dy;
    },
    point: (event) => {
      // Whose name the pointer is on, its button marks.
      const onNames = event?.target instanceof Element && event.target.closest('.diagram-names') !== null;
      if (onNames) tip.value = null;
      else point(event, drawing.peek(), canvas, box);
    },
    click: (event) => {
      const now = drawing.peek();
      if (now) click(now, placeAt(canvas, now, event));
    },
  });
  return () => gestures.end();
}

function point(
  event: PointerEvent | null,
  now: Drawing | null,
  canvas: HTMLCanvasElement,
  box: HTMLElement,
): void {
  const place = event && now ? placeAt(canvas, now, event) : null;
  const told = place && now ? toldAt(place, now) : null;
  const { left, top } = box.getBoundingClientRect();
  tip.value = told && event ? { ...told, x: event.clientX - left, y: event.clientY - top } : null;
  const pick = place && now ? pickAt(place, now) : null;
  if (JSON.stringify(pick) !== JSON.stringify(hovered.peek())) hovered.value = pick;
}

function toldAt({ arrow, span: at, x, y }: Place, { stretch, ...sight }: Drawing): Told | null {
  if (arrow >= 0) return arrowTold(stretch, arrow);
  if (at >= 0) return spanTold(stretch, at);
  const cell = cellAt({ stretch, ...sight }, x, y);
  return cell && cellTold(cell, sight.rows.rows[cell.row]!.name);
}

function pickAt({ arrow, span: at, row }: Place, { stretch, rows: { rows: all } }: Drawing): Pick {
  if (arrow >= 0) return { kind: 'message', id: stretch.arrows[arrow + ARROW.ID]! };
  return at >= 0 ? { kind: 'replica', name: all[row]!.name } : null;
}

/** To where a message was sent, or ended if that is nearer; to the beginning of a span; else to the time. */
function click(now: Drawing, { arrow, span: at, x, y, time }: Place): void {
  if (x < 0) return;
  stand();
  if (arrow >= 0) {
    standOn(now.stretch, arrow);
    goToEnd(now, arrow, nearHead(lineOf(now, arrow), x, y));
  } else go(at >= 0 ? now.stretch.spans[at + SPAN.FROM]! : time);
}

function goToEnd({ stretch: { arrows } }: Drawing, arrow: number, head: boolean): void {
  go(arrows[arrow + (head ? ARROW.ENDS : ARROW.SENT)]!);
}

function go(at: number): void {
  void goTo(Math.min(Math.max(Math.floor(at), 0), frame.peek()?.end ?? 0));
}

/** Of what is seen, so much is moved along by an arrow key, and by a page key. */
const ALONG: Record<string, number> = { ArrowLeft: -0.15, ArrowRight: 0.15, PageUp: -0.9, PageDown: 0.9 };

function keys(event: KeyboardEvent): void {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
  const { from, to } = span.peek();
  const along = ALONG[event.key];
  if (along !== undefined) see(panned(span.peek(), along * (to - from), limits.peek()));
  else if (event.key === 'Home') see(panned(span.peek(), limits.peek().from - from, limits.peek()));
  else if (event.key === 'End') see(panned(span.peek(), limits.peek().to - to, limits.peek()));
  else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') step(event.key === 'ArrowDown' ? 1 : -1);
  else if (event.key === 'Enter') enter(event.shiftKey);
  else if (event.key === '+' || event.key === '=') zoom(1 / ZOOM);
  else if (event.key === '-' || event.key === '−') zoom(ZOOM);
  else if (event.key === '0') fit();
  else return;
  event.preventDefault();
}

function enter(head: boolean): void {
  const now = drawing.peek();
  const at = now && cursor.peek() !== null ? recordOf(now.stretch, cursor.peek()!) : -1;
  if (now && at >= 0) {
    stand();
    goToEnd(now, at, head);
  }
}

function Names() {
  const pick = hovered.value;
  return (
    // A press on a name is none on the picture.
    <div class="diagram-names" onPointerDown={(event) => event.stopPropagation()}>
      {rows.value.rows.map(({ name, y, address }, i) => {
        const kind = i < rows.value.replicas ? 'replica' : 'client';
        const own = { kind, name } as const;
        return (
          <button
            key={address}
            type="button"
            style={{ top: `${y}px` }}
            aria-pressed={selected.value?.kind === kind && selected.value.name === name}
            data-hovered={pick !== null && 'name' in pick && pick.name === name}
            onClick={() => (selected.value = own)}
            onPointerEnter={() => (hovered.value = own)}
            onPointerLeave={() => (hovered.value = null)}
          >
            {name}
          </button>
        );
      })}
    </div>
  );
}

/** A tip is at most so wide, in pixels. */
const TIP = 300;

function PointedTip() {
  const now = tip.value;
  if (!now || !palette.value) return null;
  const wide = size.value.width + GUTTER;
  const left = Math.min(Math.max(now.x + 14, 0), Math.max(wide - TIP, 0));
  const above = now.y > 90;
  return (
    <div
      class="diagram-tip"
      role="tooltip"
      style={{
        left: `${left}px`,
        ...(above ? { top: `${now.y - 12}px`, transform: 'translateY(-100%)' } : { top: `${now.y + 16}px` }),
      }}
    >
      <b>{now.title}</b>
      {now.lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}
