import { Replica as Core } from '../engine/pkg/raft_playground.js';
import { core } from './core';
import { Refused } from './refused';
import type { BadInput } from './refused';
import type { Address, Message, Write } from './wire';

/** Timing and batching, as the key `raft` of a scenario has them. */
export interface RaftSettings {
  /** The least and the greatest election timeout; 150 to 300 by default. */
  election_timeout_ms?: [number, number];
  /** 50 by default. */
  heartbeat_ms?: number;
  /** The most entries of one AppendEntries; 64 by default. */
  max_batch?: number;
  /** The most AppendEntries that one follower has not answered; 4 by default. */
  window?: number;
  /**
   * After how long without an answer entries are sent again, and then after twice as long each time; 0, the default,
   * for with the next heartbeat.
   */
  resend_ms?: number;
  /** Whether new entries go at once only to as many followers as a quorum needs; false by default. */
  thrifty?: boolean;
  /** Whether a new commit index is told at once, or with the next entries or heartbeat, the default. */
  commit_at_once?: boolean;
  /** Whether a new leader writes an entry of its own (§8); true by default. */
  no_op?: boolean;
  /** Whether it asks if it would win before it opens a term (dissertation §9.6); false by default. */
  pre_vote?: boolean;
  /** Whether a leader that no quorum answers steps down (dissertation §6.2); false by default. */
  check_quorum?: boolean;
  /** After how many applied entries the log is compacted; 0, the default, for never. */
  snapshot_threshold?: number;
  /** The most bytes of a snapshot that one message carries; 4,096 by default. */
  snapshot_chunk?: number;
  /** How gets are answered that do not say how; `log` by default. */
  reads?: 'log' | 'read_index' | 'lease';
}

/** What a replica is made from. All replicas of a cluster must have the same of `voters` and `sessions_kept`. */
export interface ReplicaOptions {
  id: Address;
  /** All other replicas, at most 31. */
  peers: Address[];
  /** Those that vote from the start, if not all. */
  voters?: Address[];
  raft?: RaftSettings;
  /** How many client sessions are kept open; 64 by default. */
  sessions_kept?: number;
  /** The source of its timeouts; a fresh one by default. */
  seed?: number;
  /** What was kept of the life before: all writes, in order. */
  durable?: Write[];
}

/** What the host of a replica is to do. */
export interface Output {
  /** To be durable, in this order, before any of the messages leaves. */
  writes: Write[];
  messages: Message[];
  /** When the replica wants a `tick`, in ms on the host's clock; `null` if it waits for nothing. */
  deadline: number | null;
  /** Why the input was refused, if it was. Then nothing has changed. */
  refused?: BadInput;
}

/** What a replica is at. */
export interface Status {
  id: Address;
  role: 'follower' | 'pre-candidate' | 'candidate' | 'leader';
  term: number;
  votedFor: Address | null;
  leader: Address | null;
  commitIndex: number;
  lastApplied: number;
  lastLogIndex: number;
}

/**
 * One replica of a Raft cluster with a key-value store, in the hands of a host that owns clock, network and disk.
 *
 * The host tells it what happens, each time with the time: milliseconds on a clock that does not run backward, as
 * `performance.now()` gives them. Each call answers an {@link Output}. Outputs are carried out one after the other, and
 * each in this order: first its `writes` become durable, then its `messages` leave. That is the whole of the contract
 * on which safety rests. Messages may be lost, repeated and reordered as they like.
 *
 * A wrong message is refused in its output and changes nothing; `receive` does not throw.
 */
export class Replica {
  readonly #core: Core;
  #deadline: number | null;

  /** A replica that starts now. Throws a {@link Refused} if the options are wrong. */
  constructor(options: ReplicaOptions, now: number) {
    try {
      this.#core = new Core(text(options), core.freshSeed(), now);
    } catch (thrown) {
      throw typeof thrown === 'string' ? new Refused(JSON.parse(thrown) as BadInput) : thrown;
    }
    this.#deadline = this.hello().deadline;
  }

  /** The first message of a replica: `hello`, by which the course knows that it runs. */
  hello(): Output {
    return this.#told('hello', '', 0);
  }

  /** A message arrives: an object, or the text of one, as a datagram has it. */
  receive(message: unknown, now: number): Output {
    return this.#told('receive', text(message), now);
  }

  /** Does what is due by now. Too early a tick does nothing. */
  tick(now: number): Output {
    return this.#told('tick', '', now);
  }

  /** Hands the leadership over (dissertation §3.10), if this replica leads. */
  transfer(to: Address, now: number): Output {
    return this.#told('transfer', to, now);
  }

  /** Has these take part and no others (§6), if this replica leads. */
  configure(configuration: { voters: Address[]; learners?: Address[] }, now: number): Output {
    return this.#told('configure', text(configuration), now);
  }

  /** When it wants a `tick`, in ms; `null` if it waits for nothing. */
  deadline(): number | null {
    return this.#deadline;
  }

  /** All that must be durable, as one write. A host may keep it in the place of all writes so far. */
  durable(): Write {
    return JSON.parse(this.#core.call('durable', '', 0)) as Write;
  }

  status(): Status {
    return JSON.parse(this.#core.call('status', '', 0)) as Status;
  }

  /** Gives its memory back. It is not to be used afterwards. */
  free(): void {
    this.#core.free();
  }

  #told(what: 'hello' | 'receive' | 'tick' | 'transfer' | 'configure', text: string, now: number): Output {
    const output = JSON.parse(this.#core.call(what, text, now)) as Output;
    this.#deadline = output.deadline;
    return output;
  }
}

/** What cannot be written as JSON becomes a text that is none, and is refused as such. */
function text(message: unknown): string {
  if (typeof message === 'string') return message;
  try {
    return (JSON.stringify as (value: unknown) => string | undefined)(message) ?? 'undefined';
  } catch (thrown) {
    return String(thrown);
  }
}
