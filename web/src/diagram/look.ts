/** What a person looks at in the diagram: a stretch of time, which follows the run until she moves it, and a message. */
import { computed, signal } from '@preact/signals';
import { ARROW, type Stretch } from '../engine/diagram-protocol';
import { FLIGHT, KIND } from '../engine/protocol';
import { stretch, type Wanted } from '../state/diagram';
import { frame, settings } from '../state/run';
import { hovered } from '../state/selection';
import { addressName } from '../scene/geometry';
import { palette } from '../scene/palette';
import { showing, whole, within, zoomed, type Span } from '../panels/history/span';
import { clients, clockFrame, replicas } from '../panels/paced-frame';
import type { Drawing, Marks } from './draw';
import { arrowsSeen } from './lines';
import { rowsOf } from './rows';
import { operationOf } from './words';

/** Of the rows, in pixels. */
export const size = signal({ width: 0, height: 0 });

export const rows = computed(() => rowsOf(replicas.value, clients.value, size.value.height));

/** A run is drawn as long as this at least, in µs. */
const LEAST = 1000;

export const limits = computed<Span>(() => whole(Math.max(clockFrame.value?.end ?? 0, LEAST)));

/** The stretch that was chosen; null for the newest of the run. */
const chosen = signal<Span | null>(null);

export const follows = computed(() => chosen.value === null);

/** How long the stretch is that follows the run, in µs; null for one in which single messages are to be seen. */
const length = signal<number | null>(null);

/** So many hops of the network, or so many heartbeats, fit into it. */
const HOPS = 24;
const BEATS = 3;
/** Where in it the moment on screen stands. */
const NOW_AT = 0.92;
const MARGIN = 0.02;

const usual = computed(() => {
  const now = settings.value;
  if (!now) return 1_000_000;
  const { network, raft } = now;
  return 1000 * Math.max(HOPS * network.latency_ms[1], BEATS * raft.heartbeat_ms, 1);
});

/** Changes with every picture while it follows a run that plays. */
export const span = computed<Span>(() => {
  if (chosen.value) return chosen.value;
  const long = length.value ?? usual.value;
  const from = Math.max((frame.value?.now ?? 0) - NOW_AT * long, -MARGIN * long);
  return { from, to: from + long };
});

export function see(wanted: Span): void {
  chosen.value = wanted;
}

export function fit(): void {
  chosen.value = limits.value;
}

export function follow(): void {
  length.value = null;
  chosen.value = null;
}

/** It stays where it is, whatever the run does. */
export function stand(): void {
  chosen.value = span.value;
}

/** A factor below 1 shows less. It goes on following. */
export function zoom(factor: number): void {
  const { from, to } = span.value;
  if (chosen.value) see(zoomed(chosen.value, (from + to) / 2, factor, limits.value));
  else length.value = Math.min(Math.max((to - from) * factor, 20), Math.max(limits.value.to, usual.value));
}

/** Beside what is seen so much of it is fetched too, to be there when it is dragged in. */
const BESIDE = 0.25;
/** A stretch that is dragged is fetched anew in steps of so many parts of its length. */
const STEPS = 16;
/** Pixels of a part, and arrows for each pixel. */
const PART = 3;
const ARROWS = 1.5;

export const wanted = computed<Wanted | null>(() => {
  const { width } = size.value;
  if (width === 0) return null;
  const { from, to } = span.value;
  const step = (to - from) / STEPS;
  const first = Math.floor((from - BESIDE * (to - from)) / step) * step;
  const last = Math.ceil((to + BESIDE * (to - from)) / step) * step;
  return {
    from: Math.max(Math.floor(first), 0),
    to: Math.max(Math.ceil(last), 1),
    mostArrows: Math.round(width * ARROWS),
    parts: Math.max(Math.round(((1 + 2 * BESIDE) * width) / PART), 1),
  };
});

/** The message that the keys stand on, by its number. */
export const cursor = signal<number | null>(null);

/** Where the record of a message begins in a stretch; −1 where it has none. */
export function recordOf({ arrows }: Stretch, id: number): number {
  for (let at = 0; at < arrows.length; at += ARROW.STRIDE) if (arrows[at + ARROW.ID] === id) return at;
  return -1;
}

/** All that a picture is drawn of; null before anything has come. */
export const drawing = computed<Drawing | null>(() => {
  const now = stretch.value;
  const colours = palette.value;
  const { width } = size.value;
  if (!now || !colours || width === 0 || now.spans.length === 0) return null;
  return {
    stretch: now,
    span: span.value,
    width,
    rows: rows.value,
    palette: colours,
    now: frame.value?.now ?? 0,
    marks: marks.value,
  };
});

/** What is pointed at, wherever that is: a message, whom it is about, an entry on its way, an operation of a client. */
const marks = computed<Marks>(() => {
  const pick = hovered.value;
  const now = stretch.value;
  const own: Marks = { row: -1, arrow: () => false, cursor: cursor.value ?? -1 };
  if (pick === null || now === null) return own;
  const { arrows } = now;
  const name = pick.kind === 'entry' ? pick.replica : 'name' in pick ? pick.name : undefined;
  if (pick.kind !== 'message') own.row = rows.value.rows.findIndex((row) => row.name === name);
  if (pick.kind === 'message') own.arrow = (at) => arrows[at + ARROW.ID] === pick.id;
  if (pick.kind === 'entry') own.arrow = (at) => carries(arrows, at, pick.index);
  if (pick.kind === 'operation') {
    const operations = new Map<number, boolean>();
    own.arrow = (at) => {
      const client = [arrows[at + ARROW.FROM]!, arrows[at + ARROW.TO]!].some(
        (a) => addressName(a) === pick.name,
      );
      if (!client) return false;
      const place = arrows[at + ARROW.INDEX]!;
      let of = operations.get(place);
      if (of === undefined) operations.set(place, (of = operationOf(now, at)?.asked === pick.asked));
      return of;
    };
  }
  return own;
});

/** Whether an AppendEntries has the entry of an index. */
function carries(arrows: Float64Array, at: number, index: number): boolean {
  if (arrows[at + FLIGHT.KIND] !== KIND.APPEND) return false;
  const first = arrows[at + FLIGHT.INDEX]!;
  return first <= index && index < first + arrows[at + FLIGHT.NOTE]!;
}

/** Stands on the next message in the order of sending, or the one before, of those that are seen. */
export function step(by: 1 | -1): number {
  const now = drawing.peek();
  if (!now) return -1;
  const { arrows } = now.stretch;
  const seen = arrowsSeen(now).sort(
    (a, b) => arrows[a + ARROW.SENT]! - arrows[b + ARROW.SENT]! || arrows[a]! - arrows[b]!,
  );
  const here = seen.findIndex((at) => arrows[at + ARROW.ID] === cursor.peek());
  const to = here < 0 ? (by > 0 ? 0 : seen.length - 1) : here + by;
  const at = seen[to];
  if (at === undefined) return -1;
  standOn(now.stretch, at);
  return at;
}

/** Stands on a message, and brings it into sight. */
export function standOn(of: Stretch, at: number): void {
  cursor.value = of.arrows[at + ARROW.ID]!;
  const [sent, ends] = [of.arrows[at + ARROW.SENT]!, of.arrows[at + ARROW.ENDS]!];
  see(within(showing(span.peek(), sent, ends, limits.peek()), limits.peek()));
}
