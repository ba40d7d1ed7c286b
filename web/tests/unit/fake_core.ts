import { HEADER, VERB } from '../../src/engine/core';
import type { Core, Instance } from '../../src/engine/core';
import type { Fault, History, HistoryOperation, LinearizabilityReport } from '../../src/engine/history';
import { FLIGHT, KIND, MARKED, MEMBERSHIP, OUTCOME, REPLICA, ROLE } from '../../src/engine/protocol';
import type {
  Action,
  BadInput,
  Counters,
  Explanation,
  MessageView,
  ReplicaView,
  Settings,
} from '../../src/engine/protocol';

/**
 * A core that stands in for the WebAssembly module: replicas that chatter, with nothing of Raft in
 * them, deterministic by seed. What is asked of it is told by its scenario text, a JSON of `Plan`.
 */
export interface Plan {
  seed?: number;
  replicas?: number;
  /** Neither chatter nor answers: only what the plan says happens. */
  quiet?: boolean;
  /** One-shot deadlines of a quiet plan. */
  deadlines?: number[];
  /** Messages that are in flight from the start, with ids 1, 2, …, sent at 0. */
  messages?: { due: number; arrives?: number }[];
  script?: { at: number; action: Action }[];
  /** Every time is a multiple of it, so that a large one makes many ties. */
  grain?: number;
  /** The core fails at the first event at or after this time … */
  failsAt?: number;
  /** … or at a crash of this replica. */
  failsAtCrashOf?: string;
  /** The first event at or after this time breaks an invariant. */
  violatesAt?: number;
  /** The run is over with the first event at or after this time. */
  overAt?: number;
  /** The first replica leads from the first event at or after this time. */
  leadsAt?: number;
  end_ms?: number;
}

interface Body {
  id: number;
  lost: boolean;
}

interface State {
  random: number;
  lastId: number;
  deadlines: number[];
  script: { at: number; action: Action; added?: boolean }[];
  /** Actions that were put into the script and are done. */
  addedDone: number;
  bodies: (Body | null)[];
  free: number[];
  crashed: string[];
  now: number;
  events: number;
  violated: boolean;
  log: string[];
}

const WORD = 8;
const OUTBOX_WORDS = 64 * FLIGHT.STRIDE;

/** Memory that grows as a WebAssembly memory does: the old buffer is detached, views of it have no length. */
class FakeMemory {
  buffer: ArrayBuffer = new ArrayBuffer(WORD);
  grow(bytes: number): void {
    const old = this.buffer;
    this.buffer = new ArrayBuffer(old.byteLength + bytes);
    new Uint8Array(this.buffer).set(new Uint8Array(old));
    structuredClone(old, { transfer: [old] });
  }
}

export class FakeInstance implements Instance {
  readonly memory = new FakeMemory();
  /** The cores made, oldest first. */
  readonly cores: FakeCore[] = [];

  open(text: string, seed: number | undefined): FakeCore {
    const core = new FakeCore(this.memory, readPlan(text), seed);
    this.cores.push(core);
    return core;
  }

  freshSeed(): number {
    return 4242;
  }
}

/** The settings of a run of which a test says nothing else. */
export const USUAL_SETTINGS: Settings = {
  title: '',
  about: '',
  replicas: 3,
  clients: 1,
  seed: 1,
  voters: null,
  raft: {
    election_timeout_ms: [150, 300],
    heartbeat_ms: 50,
    max_batch: 64,
    window: 4,
    resend_ms: 0,
    thrifty: false,
    commit_at_once: false,
    no_op: true,
    reads: 'log',
    pre_vote: false,
    check_quorum: false,
    snapshot_threshold: 0,
    snapshot_chunk: 4096,
  },
  network: { latency_ms: [1, 2], loss: 0, duplication: 0 },
  disk: { sync_ms: 0, sync_ms_of: [] },
  workload: { rate: 0, gets: 0 },
  asking: { retry_ms: 0, sessions: false, sessions_kept: 32 },
  rules: [],
  end_ms: null,
  warnings: [],
};

export class FakeCore implements Core {
  freed = false;
  readonly #memory: FakeMemory;
  readonly #plan: Plan;
  readonly #header: number;
  readonly #seed: number;
  #state: State;
  readonly #first: State;
  readonly #saved = new Map<number, State & { logged: number }>();
  #saves = 0;
  /** What it is searched for: every so many-th event. */
  #every = 1;

  constructor(memory: FakeMemory, plan: Plan, seed: number | undefined) {
    this.#memory = memory;
    this.#plan = plan;
    this.#seed = seed ?? plan.seed ?? 1;
    this.#header = memory.buffer.byteLength;
    memory.grow((HEADER.LENGTH + OUTBOX_WORDS) * WORD);
    this.#state = {
      random: this.#seed,
      lastId: 0,
      deadlines: plan.deadlines ?? [],
      script: [...(plan.script ?? [])],
      addedDone: 0,
      bodies: [],
      free: [],
      crashed: [],
      now: 0,
      events: 0,
      violated: false,
      log: [],
    };
    this.#begin();
    if (plan.quiet !== true) {
      this.#state.deadlines = Array.from({ length: this.#size }, () => this.#later(0));
    }
    for (const { due, arrives } of plan.messages ?? []) this.#send(0, due, arrives ?? due);
    this.#first = structuredClone(this.#state);
    this.#finish();
  }

  /** What was asked of the core, one line a call. */
  get log(): readonly string[] {
    return this.#state.log;
  }

  deliver(slot: number, now: number): void {
    this.#event(now);
    const { id, lost } = this.#release(slot);
    this.#note(`deliver ${id}${lost ? ' lost' : ''}`);
    this.#set(HEADER.OUTCOME, lost ? OUTCOME.LOST : OUTCOME.DELIVERED);
    if (!lost && this.#plan.quiet !== true && this.#draw(5) < 2) this.#send(now, this.#later(now));
    this.#finish();
  }

  wake(now: number): void {
    this.#event(now);
    const { deadlines } = this.#state;
    const who = deadlines.indexOf(Math.min(...deadlines));
    if (deadlines[who] !== now) throw new Error(`nothing is due at ${now}`);
    this.#note(`wake ${who}`);
    if (this.#plan.quiet === true) {
      deadlines.splice(who, 1);
    } else {
      deadlines[who] = this.#later(now);
      for (let count = this.#draw(4); count > 0; count--) this.#send(now, this.#later(now));
    }
    this.#finish();
  }

  act(now: number): void {
    this.#event(now);
    const next = this.#state.script.shift();
    if (next?.at !== now) throw new Error(`no action is to run at ${now}`);
    const { action } = next;
    if (next.added === true) this.#state.addedDone++;
    this.#note(`act ${JSON.stringify(action)}`);
    if (action.do === 'crash') {
      if (action.replica === this.#plan.failsAtCrashOf) throw new Error('unreachable');
      this.#state.crashed.push(action.replica);
    }
    if ('message' in action) {
      const body = this.#state.bodies.find((other) => other?.id === action.message);
      if (body && (action.do === 'deliver' || action.do === 'delay')) body.lost = false;
      this.#set(HEADER.VERB, VERB[action.do.toUpperCase() as keyof typeof VERB]);
      this.#set(HEADER.MESSAGE, action.message);
      this.#set(HEADER.BY, action.do === 'delay' ? action.by_ms * 1000 : 0);
    }
    this.#finish();
  }

  drop(slot: number, now: number): void {
    this.#event(now);
    this.#note(`drop ${this.#release(slot).id}`);
    this.#finish();
  }

  duplicate(slot: number, now: number, due: number): void {
    this.#event(now);
    this.#note(`duplicate ${this.#body(slot).id}`);
    this.#send(now, due, due, true);
    this.#finish();
  }

  missing(id: number, now: number): void {
    this.#event(now);
    this.#note(`missing ${id}`);
    this.#finish();
  }

  enqueue(text: string, at: number): void {
    const action = JSON.parse(text) as Action;
    if ('replica' in action && !/^S\d+$/.test(action.replica)) {
      const refused: BadInput = { place: 'action.replica', message: 'there is no such replica' };
      throw refused as unknown as Error;
    }
    const { script } = this.#state;
    const after = script.findIndex((other) => other.at > at);
    script.splice(after === -1 ? script.length : after, 0, { at, action, added: true });
    this.#set(HEADER.NEXT_ACTION, script[0]?.at ?? Infinity);
  }

  header_ptr(): number {
    return this.#header;
  }
  outbox_ptr(): number {
    return this.#header + HEADER.LENGTH * WORD;
  }

  replicas(): Float64Array {
    const packed = new Float64Array(this.#size * REPLICA.STRIDE);
    for (let i = 0; i < this.#size; i++) {
      const leads = i === 0 && this.#state.now >= (this.#plan.leadsAt ?? Infinity);
      packed[i * REPLICA.STRIDE + REPLICA.UP] = this.#state.crashed.includes(`S${i + 1}`) ? 0 : 1;
      packed[i * REPLICA.STRIDE + REPLICA.MEMBERSHIP] = MEMBERSHIP.VOTER;
      packed[i * REPLICA.STRIDE + REPLICA.ROLE] = leads ? ROLE.LEADER : ROLE.FOLLOWER;
    }
    return packed;
  }
  cuts(): Uint32Array {
    return new Uint32Array(this.#size);
  }
  progress(): Float64Array {
    return new Float64Array(0);
  }
  hash(): string {
    let hash = 0;
    for (const character of this.#state.log.join('\n')) {
      hash = (Math.imul(hash, 31) + character.charCodeAt(0)) >>> 0;
    }
    return hash.toString(16).padStart(16, '0');
  }
  log_terms(_first: number, count: number): Float64Array {
    return new Float64Array(count * this.#size);
  }
  replica(name: string): ReplicaView {
    if (name === 'S666') throw new Error('looking at it fails');
    return { name, up: !this.#state.crashed.includes(name) } as ReplicaView;
  }
  message(slot: number): MessageView {
    const { id } = this.#body(slot);
    return { id, from: 'S1', to: 'S2', name: 'chatter', sent: 0, due: 0, fields: [] };
  }
  entry(): undefined {
    return undefined;
  }
  events(): [] {
    return [];
  }
  caption(): undefined {
    return undefined;
  }
  answers(): [] {
    return [];
  }
  /** It knows no reasons, only what was asked. */
  explain(question: string): Explanation {
    return { verdict: question, reasons: [] };
  }
  counters(): Counters {
    return { processed: this.#state.events, messages: 0, requests: 0, ok: 0, failed: 0, redirected: 0 };
  }
  violation(): undefined | { invariant: string; at: number; text: string; replicas: string[] } {
    if (!this.#state.violated) return undefined;
    return { invariant: 'ElectionSafety', at: this.#plan.violatesAt!, text: 'two leaders', replicas: [] };
  }
  settings(): Settings {
    const { end_ms = null } = this.#plan;
    return { ...USUAL_SETTINGS, title: 'A fake', replicas: this.#size, seed: this.#seed, end_ms };
  }
  export(): string {
    return JSON.stringify({ ...this.#plan, script: this.#state.script });
  }
  /** Its clients do nothing: what it tells of them is an operation for each event, all done. */
  history(): History {
    const done = (invoked: number): HistoryOperation => ({
      client: 'C1',
      op: 'get',
      key: 'x',
      invoked,
      returned: invoked + 1,
      outcome: 'ok',
      result: null,
    });
    return { operations: Array.from({ length: this.#state.events }, (_, i) => done(i)) };
  }
  linearizability(): LinearizabilityReport {
    return { verdict: 'linearizable', keys: [] };
  }
  faults(): Fault[] {
    return this.#state.crashed.map((replica) => ({ at: 0, what: 'crash', replica }));
  }
  marks(now: number): Float64Array {
    return Float64Array.from(this.#state.crashed.flatMap(() => [MARKED.CRASH, now, now]));
  }
  first_landmark(): number | undefined {
    return undefined;
  }
  last_landmark(): number | undefined {
    return undefined;
  }
  /** A predicate is a number: it becomes true with each so many-th event. A value tells the number of events. */
  ask(question: string, text: string): unknown {
    if (question === 'complete') return { begun: text.length, words: [{ word: `${text}…`, about: 'more' }] };
    const every = Number(text);
    if (!(every > 0)) {
      const refused: BadInput = { place: 'column 1', message: 'a number is allowed' };
      throw refused as unknown as Error;
    }
    if (question === 'value') return String(this.#state.events);
    this.#every = every;
    return false;
  }

  becomes_true(): boolean {
    return this.#state.events % this.#every === 0;
  }

  save(): number {
    // The log only grows, so its length says what it was.
    const { log, ...rest } = this.#state;
    this.#saved.set(this.#saves, { ...structuredClone(rest), log, logged: log.length });
    return this.#saves++;
  }

  restore(checkpoint: number): void {
    const saved = this.#saved.get(checkpoint);
    if (saved === undefined) throw new Error(`checkpoint ${checkpoint} is not kept`);
    const { log, logged, ...rest } = saved;
    this.#state = { ...structuredClone(rest), log: log.slice(0, logged) };
    this.#state.script = this.#state.script.filter(({ added }) => added !== true);
    this.#begin();
    this.#finish();
  }

  rewind(): void {
    this.#state = structuredClone(this.#first);
    this.#begin();
    this.#finish();
  }

  added_done(): number {
    return this.#state.addedDone;
  }

  forget(checkpoint: number): void {
    this.#saved.delete(checkpoint);
  }

  script_len(): number {
    return this.#state.script.length;
  }
  keep_journal(): void {}
  take_journal(): string {
    return '';
  }
  free(): void {
    this.freed = true;
  }

  get #size(): number {
    return this.#plan.replicas ?? 3;
  }

  #event(now: number): void {
    if (now >= (this.#plan.failsAt ?? Infinity)) throw new Error('unreachable');
    if (now < this.#state.now) throw new Error(`time runs backwards to ${now}`);
    if (now >= (this.#plan.violatesAt ?? Infinity)) this.#state.violated = true;
    this.#state.now = now;
    this.#state.events++;
    // Memory grows now and then, as that of the real core does.
    if (this.#state.events % 97 === 0) this.#memory.grow(WORD);
    this.#begin();
  }

  #begin(): void {
    this.#set(HEADER.SENDS, 0);
    this.#set(HEADER.VERB, VERB.NONE);
  }

  #finish(): void {
    const { deadlines, script, events, violated } = this.#state;
    this.#set(HEADER.NEXT_DEADLINE, Math.min(Infinity, ...deadlines));
    this.#set(HEADER.NEXT_ACTION, script[0]?.at ?? Infinity);
    this.#set(HEADER.OUTBOX, this.outbox_ptr());
    this.#set(HEADER.EVENTS, events);
    this.#set(HEADER.VIOLATED, violated ? 1 : 0);
    this.#set(HEADER.OVER, this.#state.now >= (this.#plan.overAt ?? Infinity) ? 1 : 0);
  }

  #note(what: string): void {
    this.#state.log.push(`${this.#state.now} ${what}`);
  }

  #send(now: number, due: number, arrives = due, spared = false): void {
    const id = ++this.#state.lastId;
    const slot = this.#state.free.pop() ?? this.#state.bodies.length;
    const drawn = this.#plan.quiet !== true && this.#draw(8) === 0;
    this.#state.bodies[slot] = { id, lost: !spared && (drawn || arrives !== due) };
    const sends = this.#get(HEADER.SENDS);
    const record = new Float64Array(
      this.#memory.buffer,
      this.outbox_ptr() + sends * FLIGHT.STRIDE * WORD,
      FLIGHT.STRIDE,
    );
    record.set([id, slot, 0, 1, KIND.APPEND, 0, 1, now, due, arrives, 0]);
    this.#set(HEADER.SENDS, sends + 1);
  }

  #body(slot: number): Body {
    const body = this.#state.bodies[slot];
    if (body === undefined || body === null) throw new Error(`slot ${slot} holds no message`);
    return body;
  }

  #release(slot: number): Body {
    const body = this.#body(slot);
    this.#state.bodies[slot] = null;
    this.#state.free.push(slot);
    return body;
  }

  #later(now: number): number {
    return now + (1 + this.#draw(9)) * (this.#plan.grain ?? 7);
  }

  /** A number below `limit`, by Lehmer's generator. */
  #draw(limit: number): number {
    this.#state.random = (this.#state.random * 48271) % 2147483647;
    return this.#state.random % limit;
  }

  #get(field: number): number {
    return new Float64Array(this.#memory.buffer, this.#header)[field]!;
  }

  #set(field: number, value: number): void {
    new Float64Array(this.#memory.buffer, this.#header)[field] = value;
  }
}

/** The plan as the text of a scenario. */
export function scenarioText(plan: Plan): string {
  return JSON.stringify(plan);
}

function readPlan(text: string): Plan {
  try {
    return JSON.parse(text) as Plan;
  } catch {
    const refused: BadInput = { place: 'line 1, column 1', message: 'this is not JSON' };
    throw refused as unknown as Error;
  }
}
