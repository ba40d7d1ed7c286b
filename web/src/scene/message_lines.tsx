/**
 * The lines of the list of messages in flight, and its keys: fetched when the list first has the focus.
 *
 * It is not rebuilt with every picture: a list that changes under the finger cannot be read.
 */

import { computed, signal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { FLIGHT, type Frame } from '../engine/protocol';
import { act, frame } from '../state/run';
import { hovered, samePick, selected } from '../state/selection';
import { flightOf } from './hit';
import { sentenceOf } from './message_names';

/** So many are listed, the earliest due first. */
const MOST = 60;
const PACE = 250;
const NONE = 'No messages in flight';
/** The arrow keys hasten and delay by this share of the whole way. */
const NUDGE = 0.1;

interface Line {
  id: number;
  text: string;
}

/** The messages of a frame in the order in which they are due. */
export function inDueOrder(now: Frame, most = MOST): number[] {
  const { flights } = now;
  const offsets: number[] = [];
  for (let at = 0; at < flights.length; at += FLIGHT.STRIDE) offsets.push(at);
  const key = (at: number, of: number) => flights[at + of]!;
  offsets.sort((a, b) => key(a, FLIGHT.DUE) - key(b, FLIGHT.DUE) || key(a, FLIGHT.ID) - key(b, FLIGHT.ID));
  return offsets.slice(0, most);
}

/** The id beside `active`, or the nearest end of the list. */
export function neighbour(ids: readonly number[], active: number | null, step: 1 | -1): number | null {
  const here = active === null ? -1 : ids.indexOf(active);
  if (here < 0) return (step === 1 ? ids[0] : ids.at(-1)) ?? null;
  return ids[Math.min(Math.max(here + step, 0), ids.length - 1)] ?? null;
}

const listening = signal(false);
const lines = signal<Line[]>([]);
const active = signal<number | null>(null);
const shown = computed(() => (listening.value ? lines.value : []));

export function Lines() {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const timer = setInterval(() => listening.value && refresh(), PACE);
    return () => clearInterval(timer);
  }, []);
  useSignalEffect(() => {
    const id = active.value;
    root.current?.parentElement?.setAttribute('aria-activedescendant', `flight-${id ?? 'none'}`);
    root.current?.querySelector(`#flight-${id ?? 'none'}`)?.scrollIntoView({ block: 'nearest' });
  });
  return (
    <div ref={root} role="presentation">
      {shown.value.map(({ id, text }) => (
        <div
          key={id}
          id={`flight-${id}`}
          role="option"
          aria-selected={id === active.value}
          onPointerDown={() => point(id)}
        >
          {text}
        </div>
      ))}
      {shown.value.length === 0 ? (
        <div id="flight-none" role="option" aria-selected="false" aria-disabled="true">
          {NONE}
        </div>
      ) : null}
    </div>
  );
}

export function begin(): void {
  listening.value = true;
  refresh();
  point(active.value ?? lines.value[0]?.id ?? null);
}

export function end(): void {
  listening.value = false;
  active.value = null;
  if (hovered.peek()?.kind === 'message') hovered.value = null;
}

function refresh(): void {
  const now = frame.peek();
  if (!now) return;
  const offsets = inDueOrder(now);
  lines.value = offsets.map((at) => ({ id: now.flights[at + FLIGHT.ID]!, text: sentenceOf(now, at) }));
  if (!lines.value.some(({ id }) => id === active.value)) point(lines.value[0]?.id ?? null);
}

function point(id: number | null): void {
  active.value = id;
  hovered.value = id === null ? null : { kind: 'message', id };
}

export function onKey(event: KeyboardEvent): void {
  const ids = lines.value.map(({ id }) => id);
  const id = active.value;
  switch (event.key) {
    case 'ArrowDown':
    case 'ArrowUp':
      point(neighbour(ids, id, event.key === 'ArrowDown' ? 1 : -1));
      break;
    case 'Home':
    case 'End':
      point((event.key === 'Home' ? ids[0] : ids.at(-1)) ?? null);
      break;
    case 'Enter':
      // The first press chooses, the second delivers what is chosen.
      if (id === null) break;
      if (samePick(selected.peek(), { kind: 'message', id })) {
        void act({ do: 'deliver', message: id }).then(refresh);
      } else selected.value = { kind: 'message', id };
      break;
    case 'Delete':
    case 'Backspace':
      point(neighbour(ids, id, 1));
      if (id !== null) void act({ do: 'drop', message: id }).then(refresh);
      break;
    case 'ArrowLeft':
    case 'ArrowRight':
      if (id !== null) nudge(id, event.key === 'ArrowLeft' ? 1 : -1);
      break;
    default:
      return;
  }
  event.preventDefault();
}

function nudge(id: number, direction: 1 | -1): void {
  const now = frame.peek();
  const at = now ? flightOf(now.flights, id) : -1;
  if (!now || at < 0) return;
  const way = now.flights[at + FLIGHT.ARRIVES]! - now.flights[at + FLIGHT.SENT]!;
  void act({ do: 'delay', message: id, by_ms: Math.round(direction * NUDGE * way) / 1000 }).then(refresh);
}
