import type { Fault, History, LinearizabilityReport } from './history';
import type {
  AnswerView,
  BadInput,
  Counters,
  EntryView,
  EventKind,
  EventView,
  Explanation,
  MessageView,
  ReplicaView,
  Settings,
  Violation,
} from './protocol';

/**
 * Where the core leaves the numbers that the queue needs after each call, in the packed header at
 * `header_ptr()`.
 */
export const HEADER = {
  /** The earliest deadline of a replica, client or disk; Infinity if none. */
  NEXT_DEADLINE: 0,
  /** The time of the next action of the script; Infinity if none. */
  NEXT_ACTION: 1,
  /** How many fresh messages the last call left in the outbox. */
  SENDS: 2,
  /** Where the outbox begins in memory, in bytes. It moves when it grows. */
  OUTBOX: 3,
  /** The `OUTCOME` of the last delivery. */
  OUTCOME: 4,
  /** Events in the trace. */
  EVENTS: 5,
  /** 1 once an invariant is broken. */
  VIOLATED: 6,
  /** What the action that just ran wants of the queue: a `VERB`. */
  VERB: 7,
  /** The id of the message that the verb is about. */
  MESSAGE: 8,
  /** By how much to delay it, in µs; negative to hasten. */
  BY: 9,
  /** 1 once the run is over before its time: a test file of the course bounds the messages sent. */
  OVER: 10,
  LENGTH: 11,
} as const;

/** What an action can want of the queue. */
export const VERB = { NONE: 0, DELIVER: 1, DELAY: 2, DROP: 3, DUPLICATE: 4 } as const;

/** The memory of the core, as a WebAssembly.Memory has it: `buffer` changes when it grows. */
export interface Memory {
  readonly buffer: ArrayBufferLike;
}

/**
 * One cluster in virtual time, without a queue: the class `Simulation` of the WebAssembly module.
 *
 * The core owns all that replicas and messages contain; whoever drives it owns when things happen.
 * A message is known to the driver by its slot, a small number that is used again once it is gone.
 */
export interface Core {
  /** The message reaches its end: its receiver, a cut, or the point at which the network loses it. */
  deliver(slot: number, now: number): void;
  /** The earliest deadline, which is `now`, has come. */
  wake(now: number): void;
  /**
   * The next action of the script, whose time is `now`, runs. A message that it delivers or delays is no
   * longer to be lost on its way.
   */
  act(now: number): void;
  drop(slot: number, now: number): void;
  /** The copy lies in the outbox afterwards. It is not to be lost on its way: it arrives when it is due. */
  duplicate(slot: number, now: number, due: number): void;
  /** An action named a message that is no longer in flight. */
  missing(id: number, now: number): void;
  header_ptr(): number;
  outbox_ptr(): number;

  /** Puts an action (JSON) into the script, after those of the same time. Throws a BadInput. */
  enqueue(action: string, at: number): void;

  /** Keeps the present moment and gives its number. */
  save(): number;
  /** Goes to a moment that was kept. Of what was put into the script, it has only what was done by then. */
  restore(checkpoint: number): void;
  /** Goes to the start, with nothing put into the script. */
  rewind(): void;
  /** How many of the actions that were put into the script are done. */
  added_done(): number;
  /** What stands out up to `now`: `MARK.STRIDE` numbers each. */
  marks(now: number): Float64Array;
  /** When the first landmark happened, of the events from number `from` on; a greater commit index than `committed` is one. */
  first_landmark(landmark: string, from: number, committed: number): number | undefined;
  /** When the last one happened, of those before a time. */
  last_landmark(landmark: string, before: number): number | undefined;
  /** Gives a kept moment up. */
  forget(checkpoint: number): void;

  replicas(): Float64Array;
  cuts(): Uint32Array;
  progress(): Float64Array;
  hash(): string;
  log_terms(first: number, count: number): Float64Array;
  replica(name: string): ReplicaView;
  message(slot: number): MessageView;
  entry(replica: string, index: number): EntryView | undefined;
  events(count: number, before?: number, subject?: string, kinds?: EventKind[]): EventView[];
  caption(): EventView | undefined;
  answers(count: number): AnswerView[];
  /** Why something is so: the answer to a `Question` in JSON. Throws a BadInput. */
  explain(question: string): Explanation;
  counters(): Counters;
  violation(): Violation | undefined;
  settings(): Settings;
  export(): string;
  /** What the clients did so far. */
  history(): History;
  /** Whether that is linearizable. A budget bounds the work. */
  linearizability(budget?: number): LinearizabilityReport;
  /** Crashes and cuts so far, in the order of time. */
  faults(): Fault[];
  script_len(): number;
  /** Keeps a journal from now on, for `take_journal`: "ndjson", "shiviz", or "text", which is in words. */
  keep_journal(format: string): void;
  /** What the journal has since this was last asked. */
  take_journal(): string;
  free(): void;
}

/** One instance of the WebAssembly module. After a panic it is not to be used again. */
export interface Instance {
  readonly memory: Memory;
  /** A cluster at time 0, in which nothing has happened yet. Throws a BadInput. */
  open(text: string, seed: number | undefined): Core;
  freshSeed(): number;
}

/** Whether what was thrown is the core's answer to an input, and not a failure of the core. */
export function isBadInput(thrown: unknown): thrown is BadInput {
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    !(thrown instanceof Error) &&
    'place' in thrown &&
    'message' in thrown
  );
}
