/**
 * What a replica sends, takes in and keeps: plain objects, ready for JSON.
 *
 * The course's protocol fixes the address fields, `hello`, and what clients say and hear. All other types are our
 * replicas' own: the calls of the paper (Figures 2 and 13) and of the dissertation, with their names for the fields
 * but without those that only repeat `src`. All indexes, terms and rounds are whole numbers up to 2^53 − 1.
 */

/** Four upper-case hex digits. `FFFF` is nobody as a leader, and all other replicas as a receiver. */
export type Address = string;

/** The address fields of every message. */
export interface Envelope {
  src: Address;
  dst: Address;
  /** Whom the sender believes to lead. */
  leader: Address;
}

/** The first message of a replica, to `FFFF`. */
export interface Hello extends Envelope {
  type: 'hello';
}

export interface RequestVote extends Envelope {
  type: 'RequestVote';
  term: number;
  lastLogIndex: number;
  lastLogTerm: number;
  /** Whether the leader asked the candidate to stand (dissertation §3.10). */
  campaignTransfer: boolean;
}

export interface RequestVoteResponse extends Envelope {
  type: 'RequestVoteResponse';
  term: number;
  voteGranted: boolean;
}

/** Would I get your vote? (dissertation §9.6) */
export interface PreVote extends Envelope {
  type: 'PreVote';
  /** The term that it would open. */
  term: number;
  lastLogIndex: number;
  lastLogTerm: number;
}

export interface PreVoteResponse extends Envelope {
  type: 'PreVoteResponse';
  /** The voter's term. */
  term: number;
  /** The term that was asked for. */
  askedTerm: number;
  voteGranted: boolean;
}

export interface AppendEntries extends Envelope {
  type: 'AppendEntries';
  term: number;
  prevLogIndex: number;
  prevLogTerm: number;
  /** None in a heartbeat. */
  entries: Entry[];
  leaderCommit: number;
  /** The leader's round, by which reads are confirmed (dissertation §6.4). */
  round: number;
}

export type AppendEntriesResponse = Envelope & {
  type: 'AppendEntriesResponse';
  term: number;
  round: number;
} & (
    | { success: true; matchIndex: number }
    | {
        success: false;
        /** The index that is refused. */
        prevLogIndex: number;
        /** The last index at which the logs may still agree, and the follower's term there. */
        rejectHint: number;
        logTerm: number;
      }
  );

/** Stand for election at once (dissertation §3.10). */
export interface TimeoutNow extends Envelope {
  type: 'TimeoutNow';
  term: number;
}

/** A part of a snapshot (§7). */
export interface InstallSnapshot extends Envelope, Configuration {
  type: 'InstallSnapshot';
  term: number;
  lastIncludedIndex: number;
  lastIncludedTerm: number;
  /** Where in the snapshot `data` begins, in bytes. */
  offset: number;
  /** In base64. */
  data: string;
  done: boolean;
}

export type InstallSnapshotResponse = Envelope & {
  type: 'InstallSnapshotResponse';
  term: number;
  lastIncludedIndex: number;
} & (
    | { done: true }
    /** The part that is answered, and how many bytes the follower has. */
    | { done: false; offset: number; bytesStored: number }
  );

/** What replicas say to each other. */
export type RaftMessage =
  | RequestVote
  | RequestVoteResponse
  | PreVote
  | PreVoteResponse
  | AppendEntries
  | AppendEntriesResponse
  | TimeoutNow
  | InstallSnapshot
  | InstallSnapshotResponse;

/** Who takes part (§6); `outgoing` only while it is joint. */
export interface Configuration {
  voters: Address[];
  learners: Address[];
  outgoing: Address[];
}

/** An operation of the store, under the key `K` that names it. */
export type Operation<K extends string> =
  | ({ key: string } & Record<K, 'get' | 'delete'>)
  | ({ key: string; value: string } & Record<K, 'put'>)
  | ({ key: string; expect: string; value: string } & Record<K, 'compare_and_set'>);

/** The place of a command in the session of its client (§8). */
export interface Mark {
  /** The session, as the answer to `open_session` named it. */
  session: number;
  /** The number of the command in it, from 1 on. */
  sequence: number;
  /** The least number that the client may still send again. */
  unanswered: number;
}

/** An entry of the log. */
export type Entry = { term: number } & (
  | (Operation<'op'> & (Mark | object))
  | { op: 'open_session'; client: number }
  | { op: 'no_op' }
  | ({ op: 'configuration' } & Configuration)
  /** A command that is none of the store's, in base64. */
  | { op: 'unknown'; data: string }
);

/** What tells a request from others: the answer repeats it. */
export type MessageId = string | number;

/** A client asks. `read` says how a get is to be answered, if not as the replica is set. */
export type Request = Envelope & { MID: MessageId } & (
    | (Operation<'type'> & { read?: 'log' | 'read_index' | 'lease' } & (Mark | object))
    | { type: 'open_session' }
  );

/** A replica answers: done (a get with its value), not done, or ask the leader that `leader` names. */
export type Answer = Envelope & { MID: MessageId } & (
    | { type: 'ok'; value?: string; session?: number }
    | { type: 'fail'; sessionExpired?: true }
    | { type: 'redirect' }
  );

/** Everything that a replica sends. */
export type Message = Hello | RaftMessage | Answer;

/** Something that must be durable before the messages leave that come with it. It says only what changes. */
export interface Write {
  /** Its number: one more than that of the write before. */
  write: number;
  /** It stands for all writes up to its number. */
  whole?: true;
  term?: number;
  votedFor?: Address | null;
  /** The log from this index on is now `entries`. */
  from?: number;
  entries?: Entry[];
  /** It takes the place of the entries that it stands for. */
  snapshot?: Configuration & { lastIncludedIndex: number; lastIncludedTerm: number; data: string };
}
