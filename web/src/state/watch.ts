import { computed, signal } from '@preact/signals';
import type { EventKind, Watch } from '../engine/protocol';
import { selected } from './selection';

/** The log indexes that are on screen. A count of 0 asks for none. */
export const logWindow = signal<{ first: number; count: number }>({ first: 1, count: 0 });

export interface EventFilter {
  /** How many of the newest events to bring. 0 asks for none. */
  count: number;
  /** Only events with a smaller number: for reading further back. */
  before?: number;
  replica?: string;
  kinds?: EventKind[];
}

export const eventFilter = signal<EventFilter>({ count: 0 });

/** All that the page looks at, for the worker to bring along with each frame. */
export const watched = computed<Watch>(() => {
  const watch: Watch = {};
  const pick = selected.value;
  if (pick?.kind === 'replica') watch.replica = pick.name;
  if (pick?.kind === 'message') watch.message = pick.id;
  if (logWindow.value.count > 0) watch.logs = logWindow.value;
  if (eventFilter.value.count > 0) watch.events = eventFilter.value;
  return watch;
});
