/** The history as a person handles it: by pointer, wheel, pinch and keys. */
import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { goTo } from '../../state/moment';
import { past } from '../../state/past';
import { hovered } from '../../state/selection';
import { ms } from '../format';
import { slowFrame } from '../paced-frame';
import { Gestures } from './gestures';
import { cursor, drawn, fit, limits, linked, pointed, see, span, standOn, zoom } from './look';
import { barAt, marksIn, type Marks } from './marks';
import { AXIS, BandNames, Bands, Bars, Clients, Grid, GUTTER, Times } from './picture';
import { BAR, LANE } from './rows';
import { panned, ticks, timeAt, xOf, zoomed } from './span';
import { isStep, stepFrom } from './steps';

const LABEL =
  'Operations of the clients. Arrow keys go from one to the next, Enter goes to the moment at which it was asked, ' +
  'Shift and Enter to its answer; plus and minus zoom, 0 shows all.';

const ZOOM = 1.5;

/** Where a person has nothing to point at yet, rows have this height all the same. */
const LEAST_HEIGHT = LANE;

export interface ChartParts {
  axis: RefObject<SVGSVGElement | null>;
  rows: RefObject<SVGSVGElement | null>;
}

export function Chart({ axis, rows }: ChartParts) {
  const box = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const full = useSignal(0);
  const width = useComputed(() => Math.max(full.value - GUTTER, 50));
  const marks = useComputed<Marks>(() =>
    drawn.value ? marksIn(drawn.value, span.value, width.value) : { bars: [], points: [], bands: [] },
  );

  // The operation that the keys stand on is in sight.
  useSignalEffect(() => {
    const place = cursor.value === null ? undefined : drawn.value?.rows.places[cursor.value];
    const list = scroller.current;
    if (!place || !list) return;
    const top = drawn.value!.rows.rows[place.row]!.y + place.lane * LANE;
    list.scrollTop = Math.min(Math.max(list.scrollTop, top + 2 * LANE - list.clientHeight), top);
  });

  useEffect(() => {
    const chart = box.current!;
    const observer = new ResizeObserver(() => (full.value = scroller.current?.clientWidth ?? 0));
    observer.observe(chart);
    const barOf = (event: PointerEvent) => {
      const { left, top } = rows.current!.getBoundingClientRect();
      return barAt(marks.peek(), event.clientX - left - GUTTER, event.clientY - top);
    };
    const timeOf = (x: number) =>
      timeAt(span.peek(), width.peek(), x - chart.getBoundingClientRect().left - GUTTER);
    const gestures = new Gestures(chart, {
      zoom: (x, factor) => see(zoomed(span.peek(), timeOf(x), factor, limits.peek())),
      pan: (dx, dy) => {
        const { from, to } = span.peek();
        see(panned(span.peek(), (-dx / width.peek()) * (to - from), limits.peek()));
        scroller.current!.scrollTop -= dy;
      },
      point: (event) => {
        const bar = event ? barOf(event) : null;
        if (bar?.operation === pointed.peek()?.operation) return;
        pointed.value = bar;
        const operation = bar && drawn.peek()!.operations[bar.operation]!;
        hovered.value = operation && { kind: 'operation', name: operation.client, asked: operation.invoked };
      },
      click: (event) => {
        const bar = barOf(event);
        if (bar) standOn(bar.operation);
        const at = bar ? drawn.peek()!.operations[bar.operation]!.invoked : timeOf(event.clientX);
        void goTo(Math.min(Math.max(Math.floor(at), 0), past.peek()?.at ?? 0));
      },
    });
    return () => {
      observer.disconnect();
      gestures.end();
    };
  }, []);

  return (
    <div class="history-chart" ref={box} role="application" aria-label={LABEL} tabIndex={0} onKeyDown={keys}>
      <Axis parts={axis} marks={marks.value} full={full.value} width={width.value} />
      <div class="history-rows" ref={scroller}>
        <RowsPicture parts={rows} marks={marks.value} full={full.value} width={width.value} />
      </div>
    </div>
  );
}

function keys(event: KeyboardEvent): void {
  const now = drawn.peek();
  const at = cursor.peek();
  if (!now || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isStep(event.key)) {
    const to = stepFrom(at, event.key, now.rows, now.operations);
    if (to !== null) standOn(to);
  } else if (event.key === 'Enter' && at !== null) {
    const { invoked, returned } = now.operations[at]!;
    void goTo(event.shiftKey && returned !== null ? returned : invoked);
  } else if (event.key === '+' || event.key === '=') zoom(1 / ZOOM);
  else if (event.key === '-' || event.key === '−') zoom(ZOOM);
  else if (event.key === '0') fit();
  else return;
  event.preventDefault();
}

interface PictureProps {
  marks: Marks;
  /** Of the whole picture, and of the part with the bars. */
  full: number;
  width: number;
}

function Axis({ parts, marks, full, width }: PictureProps & { parts: ChartParts['axis'] }) {
  return (
    <svg class="history-axis" ref={parts} width={full} height={AXIS.height} aria-hidden="true">
      <svg x={GUTTER} width={width} height={AXIS.height} overflow="hidden">
        <BandNames bands={marks.bands} />
        <Times ticks={ticks(span.value, width)} span={span.value} width={width} />
      </svg>
    </svg>
  );
}

function RowsPicture({ parts, marks, full, width }: PictureProps & { parts: ChartParts['rows'] }) {
  const now = drawn.value;
  const height = Math.max(now?.rows.height ?? 0, LEAST_HEIGHT);
  return (
    <svg ref={parts} width={full} height={height} aria-hidden="true">
      <Clients rows={now?.rows.rows ?? []} />
      <svg x={GUTTER} width={width} height={height} overflow="hidden">
        <Grid ticks={ticks(span.value, width)} span={span.value} width={width} height={height} />
        <Bands bands={marks.bands} height={height} />
        <Bars marks={marks} width={width} />
        <Outline of={cursor.value} look="h-cursor" width={width} />
        <Outline of={linked.value} look="h-linked" width={width} />
        <Now width={width} height={height} />
      </svg>
    </svg>
  );
}

/** The operation that the keys stand on, or that is pointed at. */
function Outline({ of: at, look, width }: { of: number | null; look: string; width: number }) {
  const now = drawn.value;
  const place = at === null ? undefined : now?.rows.places[at];
  if (at === null || !now || !place) return null;
  const { invoked, returned } = now.operations[at]!;
  const x = xOf(span.value, width, invoked);
  const end = returned === null ? x + 14 : xOf(span.value, width, returned);
  const y = now.rows.rows[place.row]!.y + place.lane * LANE + (LANE - BAR) / 2 + 1;
  return (
    <rect
      class={look}
      x={x - 3}
      y={y - 3}
      width={Math.min(Math.max(end - x, 2), 2 * width) + 6}
      height={BAR + 6}
      rx="4"
    />
  );
}

/** The moment on screen; what is after it is known, but has not happened yet. */
function Now({ width, height }: { width: number; height: number }) {
  const at = slowFrame.value?.now;
  if (at === undefined) return null;
  const x = Math.round(xOf(span.value, width, at)) + 0.5;
  if (x < -1 || x > width + 1) return null;
  const end = xOf(span.value, width, past.value?.at ?? at);
  return (
    <g data-now={ms(at)}>
      {end - x > 1 ? <rect class="h-ahead" x={x} width={width - x} height={height} /> : null}
      <path class="h-now" d={`M${x} 0V${height}`} />
    </g>
  );
}
