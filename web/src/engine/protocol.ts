import type { Inquiry, InquiryAnswer } from './find-protocol';
import type { Past } from './history';

/**
 * The language between the page and the worker in which the cluster runs.
 *
 * Times are microseconds of virtual time. Replicas and clients are named as a person sees them
 * ("S1", "C1") wherever an object crosses, and numbered (replica i is `i`, client k is
 * `CLIENT_BASE + k`, both from 0) wherever a packed record crosses.
 */

export const CLIENT_BASE = 32;

/** One message in flight, as it lies in `Frame.flights`: `FLIGHT.STRIDE` numbers each. */
export const FLIGHT = {
  ID: 0,
  SLOT: 1,
  FROM: 2,
  TO: 3,
  /** A `Kind`. */
  KIND: 4,
  /** Entries carried by an append; 1 granted or accepted, 0 refused for an answer; else 0. */
  NOTE: 5,
  TERM: 6,
  SENT: 7,
  /** When the queue handles it: its arrival, or the moment at which it is lost on the way. */
  DUE: 8,
  /**
   * When it reaches the far end if nothing happens to it. Its place is (now − sent) / (arrives − sent), or
   * the far end where that is 0 / 0. A message delayed by hand is told as sent at such a time that its
   * place stays where it was.
   */
  ARRIVES: 9,
  /** The first entry that an append carries; the last at which an answer agrees; else 0. */
  INDEX: 10,
  STRIDE: 11,
} as const;

/** What kind of message a packed record tells of. The numbers are the facade's. */
export const KIND = {
  REQUEST_VOTE: 0,
  VOTE: 1,
  APPEND: 2,
  HEARTBEAT: 3,
  APPEND_ANSWER: 4,
  CLIENT_REQUEST: 5,
  CLIENT_ANSWER: 6,
  PRE_VOTE: 7,
  PRE_VOTE_ANSWER: 8,
  TIMEOUT_NOW: 9,
  INSTALL_SNAPSHOT: 10,
  SNAPSHOT_ANSWER: 11,
} as const;

/** Whether a message is between a client and a replica. */
export const isClients = (kind: number): boolean =>
  kind === KIND.CLIENT_REQUEST || kind === KIND.CLIENT_ANSWER;

/** How a message ended: delivered, or how it died. */
export const OUTCOME = {
  DELIVERED: 0,
  /** Lost by the network on its way. */
  LOST: 1,
  /** Met a cut link. */
  CUT: 2,
  /** Arrived at a crashed replica. */
  DOWN: 3,
  /** Dropped by hand. */
  DROPPED: 4,
} as const;

/** A message that died since the frame before: a flight record with two numbers more. */
export const DEATH = { AT: 11, OUTCOME: 12, STRIDE: 13 } as const;

/** One replica, as it lies in `Frame.replicas`. −1 stands for "none". */
export const REPLICA = {
  UP: 0,
  /** A `ROLE`. */
  ROLE: 1,
  TERM: 2,
  VOTED_FOR: 3,
  LEADER: 4,
  COMMIT: 5,
  APPLIED: 6,
  FIRST: 7,
  LAST: 8,
  /** The last log index that is durable on its disk. */
  DURABLE: 9,
  /** The election (follower, candidate) or heartbeat (leader) timer: set at, due at. */
  TIMER_SET: 10,
  TIMER_DUE: 11,
  /** Disk writes that a crash would lose. */
  UNSYNCED: 12,
  /** When it crashed, if it is down. */
  DOWN_SINCE: 13,
  /** What it is in the newest configuration: the sum of its `MEMBERSHIP`s; 0 is outside. */
  MEMBERSHIP: 14,
  STRIDE: 15,
} as const;

/** OUTGOING: a voter of the configuration that is being left. Where anyone is one, the cluster is joint. */
export const MEMBERSHIP = { LEARNER: 1, VOTER: 2, OUTGOING: 4 } as const;

export const ROLE = { FOLLOWER: 0, PRE_CANDIDATE: 1, CANDIDATE: 2, LEADER: 3 } as const;

/** What the page looks at; a frame brings it along for as long as it is watched. */
export interface Watch {
  replica?: string;
  /** A message in flight, by id. */
  message?: number;
  /** The window of log indexes that is on screen. */
  logs?: { first: number; count: number };
  /** The newest `count` events that pass the filter, up to (not with) event number `before`. */
  events?: { count: number; before?: number; replica?: string; kinds?: EventKind[] };
}

export type EventKind =
  'election' | 'vote' | 'replication' | 'commit' | 'client' | 'network' | 'fault' | 'disk' | 'violation';

export interface EventView {
  number: number;
  at: number;
  /** "S1", "C1", or "" where no one is meant. */
  subject: string;
  kind: EventKind;
  text: string;
  /** The rule that decided, and its section of the paper, where one did. */
  rule?: string;
  section?: string;
  /** Why the rule is there, in one sentence. */
  reason?: string;
  /** The message that it is about, where there is one. */
  message?: number;
  /** The other side: whom a vote is refused to, say. */
  peer?: string;
}

export interface ProgressView {
  replica: string;
  nextIndex: number;
  matchIndex: number;
  /** AppendEntries with entries that are not answered yet. */
  inFlight: number;
  state: 'probe' | 'replicate' | 'snapshot';
  /** Of the snapshot that is being sent. */
  sentBytes?: number;
}

export interface ConfigurationView {
  voters: string[];
  learners: string[];
  /** The voters of the configuration that is being left; none, unless it is joint. */
  outgoing: string[];
  /** Its entry; 0 is the start. */
  index: number;
  committed: boolean;
}

/** A snapshot: the last entry that it stands for, and its size. */
export interface SnapshotView {
  index: number;
  term: number;
  bytes: number;
}

export interface ReplicaView {
  name: string;
  up: boolean;
  role: 'follower' | 'pre-candidate' | 'candidate' | 'leader';
  term: number;
  votedFor: string | null;
  leader: string | null;
  commitIndex: number;
  lastApplied: number;
  lastIndex: number;
  lastTerm: number;
  /** What a restart would find. */
  durable: { term: number; votedFor: string | null; lastIndex: number; snapshot: SnapshotView | null };
  /** What its log begins with, where it was compacted. */
  snapshot: SnapshotView | null;
  /** Writes handed to the disk and not yet durable. */
  unsynced: number;
  votes: string[];
  /** The last one in its log, by which it goes; null while it is down. */
  configuration: ConfigurationView | null;
  /** Of clients: the entry that opened it, and the greatest number of a command that was carried out. */
  sessions: { id: number; client: string; last: number }[];
  /** Gets that wait at a leader, with the commit index to be applied, and the round of heartbeats to be answered. */
  reads: { read: number; index: number | null; round: number | null }[];
  /** Until when a leader answers reads without asking; null without a lease. */
  leaseUntil: number | null;
  /** To whom a leader is handing over its leadership. */
  handsOverTo: string | null;
  progress: ProgressView[];
  /** The first pairs of the store, in key order. */
  store: [string, string][];
  storeSize: number;
}

export interface MessageView {
  id: number;
  from: string;
  to: string;
  /** "AppendEntries", "RequestVote answer", "put" … */
  name: string;
  sent: number;
  due: number;
  /** The fields by the paper's names, ready to show. */
  fields: [string, string][];
}

export interface EntryView {
  index: number;
  term: number;
  /** "put x=3", "no-op" … */
  text: string;
  /** Names of the replicas that hold it. */
  on: string[];
}

/** What a client was answered, newest last. */
export interface AnswerView {
  /** Its place among all requests of the run, from 0. */
  number: number;
  client: string;
  op: string;
  /** "ok", "fail", "redirect", "expired" with its session, or "" while it waits. */
  outcome: '' | 'ok' | 'fail' | 'redirect' | 'expired';
  value: string | null;
  from: string | null;
  asked: number;
  answered: number | null;
}

/** What a person may ask of a run: why is it so? */
export type Question =
  /** Why is an entry committed, or not? Without a replica: in the leader's log, or the one that is most up to date. */
  | { about: 'entry'; replica?: string; index: number }
  /** Why did a replica vote, or not? Without a candidate: for whoever asked it last. */
  | { about: 'vote'; voter: string; candidate?: string }
  /** Why is there no leader, or why this one? */
  | { about: 'leader' }
  /** Why was a client answered so, or not at all? By its place among all requests; without one, its last. */
  | { about: 'request'; client: string; number?: number }
  /** What does a replica wait for? */
  | { about: 'replica'; replica: string }
  /** What became of a message? */
  | { about: 'message'; message: number };

/** The answer in one sentence, and what it rests on, the weightiest first. */
export interface Explanation {
  verdict: string;
  reasons: Reason[];
}

export interface Reason {
  /** A sentence with the values. */
  text: string;
  /** The rule that decides, where it comes from, and why it is there. */
  rule?: string;
  section?: string;
  reason?: string;
  /** When it came to be so: the events that tell of it. */
  moments: { at: number; event: number; text: string }[];
}

export interface Violation {
  invariant: string;
  at: number;
  text: string;
  replicas: string[];
  /** The log index concerned, where there is one. */
  index?: number;
}

export interface Counters {
  /** Events processed since the start. */
  processed: number;
  /** Messages sent between replicas. */
  messages: number;
  requests: number;
  ok: number;
  failed: number;
  redirected: number;
}

/** All that the page draws of one moment. */
export interface Frame {
  now: number;
  /** How far the run was ever taken on this branch. */
  end: number;
  /** The number of the branch: where someone acts in the past, a new one begins. */
  branch: number;
  /** The rolling hash that names the run so far: 16 hex digits. */
  hash: string;
  /** What is to happen next, Infinity if nothing. */
  next: number;
  replicas: Float64Array;
  clients: number;
  flights: Float64Array;
  deaths: Float64Array;
  /** Bit `to` of `cuts[from]`: nothing passes from `from` to `to`. */
  cuts: Uint32Array;
  /** Terms of `watch.logs`, row by row, 0 where there is no entry; only while watched. */
  logs?: { first: number; count: number; terms: Float64Array };
  /** nextIndex and matchIndex of the newest leader, pairs in replica order; empty without one. */
  progress: Float64Array;
  /** Events in the trace so far. */
  events: number;
  counters: Counters;
  violation: Violation | null;
  /** The run has ended of itself, and time with it: as many messages were sent as the test file allows. */
  over: boolean;
  replica?: ReplicaView;
  message?: MessageView | null;
  eventList?: EventView[];
  answers: AnswerView[];
  /** The newest event worth a caption under the stage, if any. */
  caption: EventView | null;
}

/** What a person, or a scenario, does to a run. In files it carries `at_ms`. */
export type Action =
  | { do: 'restart' | 'time_out' | 'isolate' | 'transfer' | 'compact'; replica: string }
  /** Torn: it dies in the middle of the write that is under way. */
  | { do: 'crash'; replica: string; torn?: boolean }
  /** A member that was none is a learner until it has caught up. */
  | { do: 'add'; replica: string; as?: 'learner' | 'voter' }
  | { do: 'remove'; replica: string }
  | { do: 'replace'; replica: string; by: string }
  | { do: 'configure'; voters: string[]; learners: string[] }
  | { do: 'partition'; groups: string[][] }
  /** Directed links, [from, to]. */
  | { do: 'cut'; links: [string, string][] }
  /** Without links: every cut. */
  | { do: 'heal'; links?: [string, string][] }
  | ({ do: 'request'; client: string; to: string } & Op)
  | { do: 'deliver' | 'drop' | 'duplicate'; message: number }
  | { do: 'delay'; message: number; by_ms: number }
  | ({ do: 'tune' } & Tuning)
  /** All election timers run out together, or one after the other. */
  | { do: 'align_timers' | 'spread_timers' }
  | { do: 'kill_leader' | 'kill_non_leader' | 'part_easy' | 'part_hard' | 'part_end' };

/** `to` of a request is a replica or "leader": whoever the client believes leads. */
export type Op =
  | { op: 'get'; key: string; read?: ReadWay }
  | { op: 'delete'; key: string }
  | { op: 'put'; key: string; value: string }
  | { op: 'compare_and_set'; key: string; expect: string; value: string };

/** Through the log, by a round of heartbeats, or by the leader's lease. */
export type ReadWay = 'log' | 'read_index' | 'lease';

export interface Tuning {
  raft?: {
    election_timeout_ms?: [number, number];
    heartbeat_ms?: number;
    max_batch?: number;
    window?: number;
    resend_ms?: number;
    thrifty?: boolean;
    commit_at_once?: boolean;
    no_op?: boolean;
    reads?: ReadWay;
    pre_vote?: boolean;
    check_quorum?: boolean;
    snapshot_threshold?: number;
    snapshot_chunk?: number;
  };
  network?: { latency_ms?: [number, number]; loss?: number; duplication?: number };
  disk?: { sync_ms?: number; sync_ms_of?: Record<string, number> };
  /** Requests per second over all clients, and the share of gets. */
  workload?: { rate?: number; gets?: number };
  asking?: { retry_ms?: number; sessions?: boolean };
}

/** The settings of a run as they stand, for the settings panel. */
export interface Settings {
  title: string;
  about: string;
  replicas: number;
  clients: number;
  seed: number;
  /** Those that the cluster starts with; null for all. */
  voters: string[] | null;
  raft: {
    election_timeout_ms: [number, number];
    heartbeat_ms: number;
    max_batch: number;
    /** The most AppendEntries with entries that are unanswered towards one follower. */
    window: number;
    /** After how long without an answer a leader sends entries again; 0 for as long as a heartbeat. */
    resend_ms: number;
    /** Whether new entries go at once only to as many followers as a quorum needs. */
    thrifty: boolean;
    commit_at_once: boolean;
    no_op: boolean;
    /** How gets are answered that do not say how. */
    reads: ReadWay;
    pre_vote: boolean;
    check_quorum: boolean;
    /** Entries behind its snapshot at which a replica takes a new one; 0 for never. */
    snapshot_threshold: number;
    /** The most bytes in one InstallSnapshot. */
    snapshot_chunk: number;
  };
  network: { latency_ms: [number, number]; loss: number; duplication: number };
  /** `sync_ms_of`: disks that are slower or quicker than the others, by replica. */
  disk: { sync_ms: number; sync_ms_of: [string, number][] };
  workload: { rate: number; gets: number };
  /** After how long without an answer clients ask again, 0 for never; and whether in sessions, of which so many are kept. */
  asking: { retry_ms: number; sessions: boolean; sessions_kept: number };
  /** Every rule of Raft, and whether it is in force. */
  rules: { name: string; section: string; reason: string; on: boolean }[];
  /** When the scenario ends, in ms; null runs for ever. */
  end_ms: number | null;
  /** What the reader of the file had to say, for example of a misplaced key. */
  warnings: string[];
}

/** Why an input was refused: where, and what is allowed there. */
export interface BadInput {
  /** "scenario.network.loss", "line 3, column 7" … */
  place: string;
  message: string;
}

/** An action of a person, with the virtual time at which it ran. Scenario, seed and these are the whole of a run. */
export interface Stamped {
  at: number;
  action: Action;
}

/** What one can jump to: a leader is elected, the cluster's commit index moves, an invariant breaks, a person acts. */
export type Landmark = 'election' | 'commit' | 'violation' | 'action';

/** What stands out in a run: a `MARKED`, since when, and until when, which is the same for what is a moment. */
export const MARK = { WHAT: 0, AT: 1, UNTIL: 2, STRIDE: 3 } as const;

export const MARKED = { ELECTION: 0, CRASH: 1, RESTART: 2, CUT: 3, HEAL: 4, STALL: 5, VIOLATION: 6 } as const;

/** One way in which the run went. Someone who acts in the past begins another one. */
export interface BranchView {
  number: number;
  /** The one that it left, and when; the first one left none. */
  parent: number | null;
  from: number;
  /** How far it was run. */
  end: number;
  name?: string;
  actions: Stamped[];
  /** `MARK.STRIDE` numbers each. */
  marks: Float64Array;
}

export interface TimelineView {
  current: number;
  branches: BranchView[];
}

/** The cluster at another moment, as a `Frame` has it. */
export interface Glance {
  now: number;
  hash: string;
  replicas: Float64Array;
  cuts: Uint32Array;
}

export type Request =
  /**
   * Scenario text (ours, or a course test file). A seed replaces the file's. With actions and a time
   * to go to, it puts back a run that was there before.
   */
  | { type: 'open'; text: string; seed?: number; actions?: Stamped[]; to?: number }
  /** Runs to `to`, or less far if that takes too long in real time: the frame's `now` tells. */
  | { type: 'advance'; to: number }
  | { type: 'step' }
  /**
   * Goes to a moment, on this or on another branch: to a time, with all that happens by then, or to where so many events
   * have happened. Beyond what was run already it may stop earlier, as an advance does, which goes on from there.
   */
  | { type: 'go'; to?: number; processed?: number; branch?: number }
  /** Goes to the next thing of a kind, or back to the one before; stays if there is none. */
  | { type: 'jump'; to: Landmark; back?: boolean }
  /** Goes to before the last action, on a branch without it; or to the branch and moment with it again. */
  | { type: 'undo' | 'redo' }
  /** All branches of the run. */
  | { type: 'timeline' }
  | { type: 'name'; branch: number; name: string }
  | { type: 'delete'; branch: number }
  /** Looks at another moment, and comes back. */
  | { type: 'peek'; to: number; branch?: number }
  | { type: 'act'; action: Action }
  | { type: 'watch'; watch: Watch }
  | { type: 'entry'; replica: string; index: number }
  | { type: 'explain'; question: Question }
  /** The run as a scenario file with all its actions. */
  | { type: 'export' }
  /** What clients and faults did so far. */
  | { type: 'past' }
  /** About expressions of the language of predicates. */
  | { type: 'ask'; inquiry: Inquiry }
  /** Starts the same scenario again, with its own script only. Without a seed: the same seed. */
  | { type: 'restart'; seed?: number }
  /** Asks for a seed that nobody can guess. */
  | { type: 'seed' };

export type Reply =
  /**
   * With settings where an action may have changed them, and, at another moment, with what was done on the branch that it is
   * on. After a jump, whether there was anything to jump to.
   */
  | { type: 'frame'; frame: Frame; settings?: Settings; actions?: Stamped[]; reached?: boolean }
  /** Nothing happened since the frame before: it holds, with a later `now` and no deaths. */
  | { type: 'still'; now: number }
  /** The action ran, at this time; it is the last of those that were done on its branch. */
  | { type: 'acted'; at: number; settings: Settings; actions: Stamped[]; frame: Frame }
  | { type: 'opened'; settings: Settings; actions: Stamped[]; frame: Frame }
  | { type: 'refused'; why: BadInput }
  | { type: 'entry'; entry: EntryView | null }
  | { type: 'explained'; answer: Explanation }
  | { type: 'export'; text: string }
  | { type: 'past'; past: Past }
  | { type: 'timeline'; timeline: TimelineView }
  | { type: 'glance'; glance: Glance }
  | { type: 'ask'; answer: InquiryAnswer }
  | { type: 'seed'; seed: number }
  /** The core failed; the run was put back to before the request that did it. */
  | { type: 'restored'; text: string; settings: Settings; actions?: Stamped[]; frame: Frame };

/** Every request carries a number and is answered by one reply with the same number, in order. */
export interface Numbered<T> {
  id: number;
  body: T;
}
