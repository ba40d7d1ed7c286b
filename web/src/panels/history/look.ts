/** What a person looks at in the history: a stretch of time, and an operation. */
import { computed, effect, signal } from '@preact/signals';
import { FLIGHT, isClients, CLIENT_BASE } from '../../engine/protocol';
import { past } from '../../state/past';
import { frame } from '../../state/run';
import { hovered } from '../../state/selection';
import { clientName } from '../packed';
import { bandsOf } from './bands';
import { drawnOf, type Bar, type Drawn } from './marks';
import { rowsOf } from './rows';
import { showing, whole, zoomed, type Span } from './span';

/** An empty history is drawn as long as this, in µs. */
const LEAST = 1000;

export const drawn = computed<Drawn | null>(() => {
  const now = past.value;
  return now && drawnOf(now.operations, rowsOf(now.operations), bandsOf(now.faults), now.report);
});

export const limits = computed<Span>(() => whole(Math.max(past.value?.at ?? 0, LEAST)));

/** The stretch that was chosen; null for all there is, which grows. */
const chosen = signal<Span | null>(null);

export const span = computed<Span>(() => chosen.value ?? limits.value);

/** The operation that the keys stand on, by its place in the history. */
export const cursor = signal<number | null>(null);

/** The bar under the pointer. */
export const pointed = signal<Bar | null>(null);

/**
 * The operation that is pointed at elsewhere: by itself, or by the request with which it was first asked, while that is on
 * its way. Requests that were sent again, and answers, do not say whose they are.
 */
export const linked = computed<number | null>(() => {
  const pick = hovered.value;
  const operations = drawn.value?.operations ?? [];
  const asked = pick?.kind === 'message' ? askedBy(pick.id) : pick?.kind === 'operation' ? pick : null;
  if (asked === null) return null;
  const at = operations.findIndex(({ client, invoked }) => client === asked.name && invoked === asked.asked);
  return at < 0 ? null : at;
});

function askedBy(id: number): { name: string; asked: number } | null {
  const flights = frame.peek()?.flights ?? new Float64Array(0);
  for (let at = 0; at < flights.length; at += FLIGHT.STRIDE) {
    const from = flights[at + FLIGHT.FROM]!;
    if (flights[at + FLIGHT.ID] === id && isClients(flights[at + FLIGHT.KIND]!) && from >= CLIENT_BASE) {
      return { name: clientName(from - CLIENT_BASE), asked: flights[at + FLIGHT.SENT]! };
    }
  }
  return null;
}

export function see(wanted: Span): void {
  chosen.value = wanted;
}

export function fit(): void {
  chosen.value = null;
}

/** A factor below 1 shows less; about the operation that the keys stand on, where it is in sight. */
export function zoom(factor: number): void {
  const { from, to } = span.value;
  const at = cursor.value === null ? NaN : drawn.value?.operations[cursor.value]?.invoked;
  const about = at !== undefined && at > from && at < to ? at : (from + to) / 2;
  see(zoomed(span.value, about, factor, limits.value));
}

/** Stands on an operation, and brings it into sight. */
export function standOn(operation: number): void {
  const told = drawn.value?.operations[operation];
  if (!told) return;
  cursor.value = operation;
  const moved = showing(span.value, told.invoked, told.returned ?? told.invoked, limits.value);
  if (moved !== span.value) see(moved);
}

/** Another run has other operations under the same numbers. */
effect(() => {
  const count = past.value?.operations.length ?? 0;
  if ((cursor.peek() ?? -1) >= count) cursor.value = null;
  pointed.value = null;
});
