/**
 * The running list of events. It follows the newest until a person scrolls back; then it holds still
 * and fetches older ones as its upper end comes near.
 */
import { computed, effect, signal, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { EventKind, EventView } from '../engine/protocol';
import { frame, settings } from '../state/run';
import { hovered, selected, type Pick } from '../state/selection';
import { eventFilter, type EventFilter } from '../state/watch';
import { EventRow, KIND_NAMES } from './event-row';
import { Select } from './fields';
import { inFlight, replicaNames, sentWith } from './packed';
import { replicas, slowFrame } from './paced-frame';

/** So many of the newest are asked for, and so many more at each step back. */
const WINDOW = 40;
/** A person who reads back further than this loses the newest of what she holds, not the oldest. */
const MOST_HELD = 600;

const who = signal('');
const kind = signal<EventKind | ''>('');
/** Reading back: the number below which older events are asked for. */
const before = signal<number | null>(null);
const following = signal(true);
const held = signal<readonly EventView[]>([]);
const run = computed(() => `${settings.value?.title}.${settings.value?.seed}`);

function filter(): EventFilter {
  const wanted: EventFilter = { count: WINDOW };
  if (who.value) wanted.replica = who.value;
  if (kind.value) wanted.kinds = [kind.value];
  if (before.value !== null) wanted.before = before.value;
  return wanted;
}

/** What the held events are of: another run or another filter has others. */
let heldOf = '';

function startOver(what: string): void {
  if (what === heldOf) return;
  heldOf = what;
  held.value = [];
  follow();
}

function follow(): void {
  before.value = null;
  following.value = true;
}

/** What the list holds once a window has arrived. */
export function merge(
  now: readonly EventView[],
  arrived: readonly EventView[],
  follows: boolean,
): readonly EventView[] {
  const first = now[0];
  const last = arrived.at(-1);
  if (follows) {
    const same =
      now.length === arrived.length &&
      first?.number === arrived[0]?.number &&
      now.at(-1)?.number === last?.number;
    return same ? now : arrived;
  }
  // Older ones are put in front; anything else is an answer to a question asked earlier.
  return first && last && last.number < first.number ? [...arrived, ...now].slice(0, MOST_HELD) : now;
}

/**
 * Asks for what passes the filter, and holds what arrives. These effects run at once, those of a component only
 * after the next picture: by then an answer to the new filter may be here, and would be thrown away with what was
 * held for the old one.
 */
function keepInStep(): () => void {
  follow();
  const ends = [
    effect(() => {
      startOver(`${run.value}.${who.value}.${kind.value}`);
      eventFilter.value = filter();
    }),
    effect(() => {
      const { eventList: arrived, events = 0 } = slowFrame.value ?? {};
      // The same run from its start again has fewer events than are held of it.
      if (events < (held.peek().at(-1)?.number ?? 0)) follow();
      if (arrived) held.value = merge(held.peek(), arrived, following.value);
    }),
  ];
  return () => {
    for (const end of ends) end();
    // While the panel is not shown nothing is asked for.
    eventFilter.value = { count: 0 };
  };
}

export function EventsPanel() {
  useEffect(keepInStep, []);

  return (
    <section class="panel events" aria-label="Events" data-region tabIndex={-1}>
      <header class="panel-head">
        <h2 class="eyebrow">Events</h2>
        <Select
          bare
          label="Replica"
          value={who.value}
          options={[
            ['', 'All replicas'],
            ...replicaNames(replicas.value).map((n): [string, string] => [n, n]),
          ]}
          set={(v) => (who.value = v)}
        />
        <Select
          bare
          label="Kind"
          value={kind.value}
          options={[['', 'All kinds'], ...(Object.entries(KIND_NAMES) as [EventKind, string][])]}
          set={(v) => (kind.value = v)}
        />
      </header>
      <List />
    </section>
  );
}

/** What is marked while an event is pointed at: whom it is about, and the message that left with it or brought it about. */
function marked(event: EventView): Pick {
  const id = sentWith(frame.peek(), event) ?? event.message;
  return id === undefined ? picked(event) : { kind: 'message', id, name: event.subject };
}

/** The message that an event is about while it is under way, else whom the event is about. */
function picked(event: EventView): Pick {
  if (event.message !== undefined && inFlight(frame.peek(), event.message)) {
    return { kind: 'message', id: event.message };
  }
  if (!event.subject) return null;
  return { kind: event.subject.startsWith('C') ? 'client' : 'replica', name: event.subject };
}

function List() {
  const box = useRef<HTMLUListElement>(null);
  const active = useSignal<number | null>(null);
  const height = useRef(0);
  const events = held.value;

  useLayoutEffect(() => {
    const list = box.current;
    if (!list) return;
    if (following.peek()) {
      list.scrollTop = 1e9;
      return;
    }
    // Older ones came in above: what was being read stays where it is.
    if (height.current > 0) list.scrollTop += list.scrollHeight - height.current;
    height.current = list.scrollHeight;
  }, [events]);

  const scrolled = (list: HTMLUListElement): void => {
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 8;
    if (atEnd) {
      if (!following.peek()) follow();
      return;
    }
    if (following.peek()) height.current = list.scrollHeight;
    following.value = false;
    const first = held.peek()[0];
    if (list.scrollTop < 80 && first && first.number > 0) before.value = first.number;
  };

  const point = (event: EventView | undefined): void => {
    active.value = event?.number ?? null;
    hovered.value = event ? marked(event) : null;
  };

  const keys = (e: KeyboardEvent): void => {
    const at = events.findIndex((event) => event.number === active.peek());
    const to = {
      ArrowUp: at < 0 ? events.length - 1 : at - 1,
      ArrowDown: at + 1,
      Home: 0,
      End: events.length - 1,
    }[e.key];
    if (to !== undefined) {
      e.preventDefault();
      const event = events[Math.max(0, Math.min(to, events.length - 1))];
      following.value = event === events.at(-1);
      point(event);
      document.getElementById(`event-${event?.number}`)?.scrollIntoView({ block: 'nearest' });
    } else if (e.key === 'Enter' && events[at]) {
      e.preventDefault();
      selected.value = picked(events[at]);
    }
  };

  return (
    <div class="event-box">
      <ul
        class="event-list"
        ref={box}
        role="listbox"
        aria-label="Events, newest last"
        aria-activedescendant={active.value === null ? undefined : `event-${active.value}`}
        tabIndex={0}
        onScroll={(e) => scrolled(e.currentTarget)}
        onKeyDown={keys}
        onBlur={() => point(undefined)}
        onPointerLeave={() => point(undefined)}
      >
        {events.map((event) => (
          <EventRow
            key={event.number}
            event={event}
            active={event.number === active.value}
            point={() => point(event)}
            choose={() => (selected.value = picked(event))}
          />
        ))}
      </ul>
      {events.length === 0 ? (
        <p class="empty">
          {who.value || kind.value ? 'No event passes the filter yet.' : 'Nothing has happened yet.'}
        </p>
      ) : null}
      {following.value ? null : (
        <button class="newest" onClick={follow}>
          Newest ↓
        </button>
      )}
    </div>
  );
}
