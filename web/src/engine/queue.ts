import { HEADER, VERB } from './core';
import type { Core, Memory } from './core';
import { Heap } from './heap';
import { DEATH, FLIGHT, OUTCOME } from './protocol';

/** How many deaths are kept for the next frame: more than an eye can tell apart. The newest stay. */
const DEATHS = 512;

/** How far behind its original, as a part of the way, a copy made by hand is shown. */
const BEHIND = 0.05;

const STRIDE = FLIGHT.STRIDE;
const WORD = Float64Array.BYTES_PER_ELEMENT;

/** A moment of the queue. The records of the messages in flight say all about their order. */
export interface Held {
  now: number;
  processed: number;
  acted: number;
  lastEvent: number;
  flights: Float64Array;
}

/**
 * The network of the page: every message in flight, and what happens next.
 *
 * The core says what a message contains and when it would arrive; the queue holds it until then,
 * decides what comes first, and lets a person take hold of it. What comes first is the earliest of
 * (action of the script, message by id, deadline), ties in that order. The headless driver in Rust
 * (`sim::run`) keeps the same order, so that both give the same trace.
 *
 * A message is a record of `FLIGHT.STRIDE` numbers at its slot, copied once out of the core's outbox.
 * The loop touches numbers in typed arrays only: nothing is allocated for a message.
 */
export class Queue {
  /** The virtual time: everything before it has happened. */
  now = 0;
  /** Events that this queue has let happen, actions among them. */
  processed = 0;
  /** Actions that have run. */
  acted = 0;

  readonly #core: Core;
  readonly #memory: Memory;
  /** The core's memory as numbers, and where in it the header begins. */
  #words: Float64Array = new Float64Array(0);
  #header = 0;

  #heap = new Heap();
  /** The records of the messages, by slot. */
  #flights = new Float64Array(64 * STRIDE);
  /** The time of the last event; `now` can be later where nothing happened since. */
  #lastEvent = -1;

  /** A ring of the newest deaths. */
  readonly #deaths = new Float64Array(DEATHS * DEATH.STRIDE);
  #died = 0;

  constructor(core: Core, memory: Memory) {
    this.#core = core;
    this.#memory = memory;
    this.#attach();
    this.#collect();
  }

  /** What the queue holds of the present moment, for `restore`. */
  save(): Held {
    const { now, processed, acted } = this;
    return { now, processed, acted, lastEvent: this.#lastEvent, flights: this.flights() };
  }

  /** Takes up what it held when the core was as it is again now. */
  restore(held: Held): void {
    ({ now: this.now, processed: this.processed, acted: this.acted } = held);
    this.#lastEvent = held.lastEvent;
    this.#died = 0;
    this.#heap = new Heap();
    this.#attach();
    const { flights } = held;
    for (let from = 0; from < flights.length; from += STRIDE) this.#hold(flights, from);
  }

  /** When the next event is to happen; Infinity if none is. */
  nextTime(): number {
    if (this.over) return Infinity;
    return Math.min(this.#read(HEADER.NEXT_ACTION), this.#heap.least, this.#read(HEADER.NEXT_DEADLINE));
  }

  get inFlight(): number {
    return this.#heap.size;
  }

  /** Events in the trace. */
  get events(): number {
    return this.#read(HEADER.EVENTS);
  }

  get violated(): boolean {
    return this.#read(HEADER.VIOLATED) === 1;
  }

  /** Whether the run is over before its time. Nothing happens any more then, and time stands still. */
  get over(): boolean {
    return this.#read(HEADER.OVER) === 1;
  }

  /**
   * The time that an action of a person is to have, so that a replay gives the same trace. A replay
   * runs an action before all else of its time, so where something has happened at exactly `now`, it
   * is a microsecond later.
   */
  stamp(): number {
    return this.#lastEvent === this.now ? this.now + 1 : this.now;
  }

  /** Lets one event happen. False if there is none. */
  step(): boolean {
    const before = this.processed;
    this.runUntil(Infinity, 1);
    return this.processed > before;
  }

  /**
   * Lets everything up to and with `until` happen, in order. Returns false if it stopped before: after
   * `most` events, or because an event broke an invariant for the first time.
   */
  runUntil(until: number, most = Infinity): boolean {
    const heap = this.#heap;
    const violatedBefore = this.#read(HEADER.VIOLATED);
    for (let left = most; ; left--) {
      const words = this.#words;
      const header = this.#header;
      if (words[header + HEADER.OVER] === 1) return true;
      const action = words[header + HEADER.NEXT_ACTION]!;
      const deadline = words[header + HEADER.NEXT_DEADLINE]!;
      const due = heap.least;
      const at = Math.min(action, due, deadline);
      if (at > until || at === Infinity) break;
      if (left <= 0) return false;
      if (at < this.now) throw new Error(`an event at ${at} lies before now, ${this.now}`);
      this.now = at;
      this.#lastEvent = at;
      this.processed++;
      if (action === at) this.#act();
      else if (due === at) this.#deliver(heap.pop());
      else this.#wake();
      if (this.#words[this.#header + HEADER.VIOLATED] !== violatedBefore) return false;
    }
    if (until !== Infinity && until > this.now) this.now = until;
    return true;
  }

  /** The slot of a message in flight by its id, −1 if there is none. It looks at all of them: for a person's use. */
  slotOf(id: number): number {
    for (let at = 0, slot = 0; at < this.#flights.length; at += STRIDE, slot++) {
      if (this.#flights[at + FLIGHT.ID] === id && this.#heap.has(slot)) return slot;
    }
    return -1;
  }

  /** When a message in flight is to be handled, as it stands after all that was done to it. */
  dueOf(slot: number): number {
    return this.#heap.dueOf(slot);
  }

  /** A copy of the records in flight, in the order of their slots, which is steady while a message lives. */
  flights(): Float64Array<ArrayBuffer> {
    const copy = new Float64Array(this.#heap.size * STRIDE);
    let to = 0;
    for (let slot = 0; to < copy.length; slot++) {
      if (!this.#heap.has(slot)) continue;
      copy.set(this.#flights.subarray(slot * STRIDE, (slot + 1) * STRIDE), to);
      to += STRIDE;
    }
    return copy;
  }

  /** The deaths since the last call, oldest first; the newest `DEATHS` if there were more. */
  takeDeaths(): Float64Array<ArrayBuffer> {
    const count = Math.min(this.#died, DEATHS);
    const copy = new Float64Array(count * DEATH.STRIDE);
    for (let i = 0; i < count; i++) {
      const from = ((this.#died - count + i) % DEATHS) * DEATH.STRIDE;
      copy.set(this.#deaths.subarray(from, from + DEATH.STRIDE), i * DEATH.STRIDE);
    }
    this.#died = 0;
    return copy;
  }

  #deliver(slot: number): void {
    this.#core.deliver(slot, this.now);
    const outcome = this.#read(HEADER.OUTCOME);
    // Before the outbox is collected: a fresh message may use the slot again.
    if (outcome !== OUTCOME.DELIVERED) this.#bury(slot, outcome);
    this.#collect();
  }

  #wake(): void {
    this.#core.wake(this.now);
    this.#collect();
  }

  #act(): void {
    this.#core.act(this.now);
    this.acted++;
    const verb = this.#read(HEADER.VERB);
    const id = this.#read(HEADER.MESSAGE);
    const by = this.#read(HEADER.BY);
    this.#collect();
    if (verb === VERB.NONE) return;
    const slot = this.slotOf(id);
    if (slot === -1) {
      this.#core.missing(id, this.now);
      this.#collect();
    } else if (verb === VERB.DELIVER) {
      this.#arriveAt(slot, this.now);
    } else if (verb === VERB.DELAY) {
      this.#arriveAt(slot, Math.max(this.now, this.#flights[slot * STRIDE + FLIGHT.ARRIVES]! + by));
    } else if (verb === VERB.DROP) {
      this.#drop(slot);
    } else {
      this.#duplicate(slot);
    }
  }

  /**
   * A message that a person gave a time arrives at that time, and is not lost on its way. It keeps its pace,
   * so it goes on from where she put it along its path.
   */
  #arriveAt(slot: number, time: number): void {
    const at = slot * STRIDE;
    const shift = time - this.#flights[at + FLIGHT.ARRIVES]!;
    this.#flights[at + FLIGHT.SENT] = this.#flights[at + FLIGHT.SENT]! + shift;
    this.#flights[at + FLIGHT.DUE] = time;
    this.#flights[at + FLIGHT.ARRIVES] = time;
    this.#heap.move(slot, time);
  }

  /** The copy arrives when the original would. It is shown a little behind it, for both to be seen. */
  #duplicate(slot: number): void {
    const place = this.#place(slot);
    this.#core.duplicate(slot, this.now, this.#flights[slot * STRIDE + FLIGHT.ARRIVES]!);
    this.#collect();
    const copy = this.#words[this.#words[this.#header + HEADER.OUTBOX]! / WORD + FLIGHT.SLOT]!;
    this.#setPlace(copy, Math.max(0, place - BEHIND));
  }

  /** How much of its way a message has gone, from 0 to 1. */
  #place(slot: number): number {
    const sent = this.#flights[slot * STRIDE + FLIGHT.SENT]!;
    const arrives = this.#flights[slot * STRIDE + FLIGHT.ARRIVES]!;
    return arrives > this.now ? (this.now - sent) / (arrives - sent) : 1;
  }

  /** Tells a message as sent at such a time that, at an even pace to its arrival, it is at this place now. */
  #setPlace(slot: number, place: number): void {
    const left = this.#flights[slot * STRIDE + FLIGHT.ARRIVES]! - this.now;
    if (place < 1) this.#flights[slot * STRIDE + FLIGHT.SENT] = this.now - (place / (1 - place)) * left;
  }

  #drop(slot: number): void {
    this.#heap.remove(slot);
    this.#core.drop(slot, this.now);
    this.#bury(slot, OUTCOME.DROPPED);
    this.#collect();
  }

  #bury(slot: number, outcome: number): void {
    const to = (this.#died++ % DEATHS) * DEATH.STRIDE;
    this.#deaths.set(this.#flights.subarray(slot * STRIDE, (slot + 1) * STRIDE), to);
    this.#deaths[to + DEATH.AT] = this.now;
    this.#deaths[to + DEATH.OUTCOME] = outcome;
  }

  /** Takes the fresh messages out of the core's outbox. */
  #collect(): void {
    const sends = this.#read(HEADER.SENDS);
    if (sends === 0) return;
    const words = this.#words;
    let from = words[this.#header + HEADER.OUTBOX]! / WORD;
    for (let i = 0; i < sends; i++, from += STRIDE) this.#hold(words, from);
  }

  /** Takes in the record of a message that lies at `from`. */
  #hold(words: Float64Array, from: number): void {
    const slot = words[from + FLIGHT.SLOT]!;
    let to = slot * STRIDE;
    if (to >= this.#flights.length) this.#grow(slot + 1);
    const flights = this.#flights;
    this.#heap.push(slot, words[from + FLIGHT.DUE]!, words[from + FLIGHT.ID]!);
    for (const end = to + STRIDE; to < end; to++, from++) flights[to] = words[from]!;
  }

  #grow(slots: number): void {
    const grown = new Float64Array(Math.max(slots * STRIDE, 2 * this.#flights.length));
    grown.set(this.#flights);
    this.#flights = grown;
  }

  /** A number of the header. A view whose memory has grown is detached and has no length: it is made again. */
  #read(field: number): number {
    if (this.#words.length === 0) this.#attach();
    return this.#words[this.#header + field]!;
  }

  #attach(): void {
    this.#words = new Float64Array(this.#memory.buffer);
    this.#header = this.#core.header_ptr() / WORD;
  }
}
