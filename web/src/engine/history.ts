/**
 * What clients did in a run, and whether it is linearizable. Operations are named by their places in
 * `operations`; times are microseconds of virtual time.
 */

export interface History {
  operations: HistoryOperation[];
}

/** An invocation and its answer. Without an answer its outcome is unknown, and it stays open. */
export interface HistoryOperation {
  client: string;
  op: 'get' | 'put' | 'delete' | 'compare_and_set' | 'append';
  key: string;
  /** What a put, an append or a compare-and-set writes. */
  value?: string;
  /** What a compare-and-set expects; null for no value. */
  expected?: string | null;
  invoked: number;
  returned: number | null;
  outcome: 'ok' | 'fail' | 'unknown';
  /** What a get read; null for no value. */
  result?: string | null;
}

export type Linearizability = 'linearizable' | 'not linearizable' | 'unknown';

export interface LinearizabilityReport {
  verdict: Linearizability;
  keys: KeyReport[];
}

/** The operations on one key, which are linearizable or not whatever those on other keys do. */
export interface KeyReport {
  key: string;
  verdict: Linearizability;
  /** When each operation takes effect, in one order that explains all of them. */
  points: { operation: number; at: number }[];
  /** The longest prefix of such an order that was found. */
  prefix: number[];
  /** The operations that have no place after it. */
  misplaced: number[];
  steps: number;
}

/** A crash, a restart, or what the links pass from then on. */
export type Fault =
  | { at: number; what: 'crash'; replica: string }
  | { at: number; what: 'restart'; replica: string }
  /** Bit `to` of `cuts[from]`: nothing passes from `from` to `to`. All are 0 once everything is healed. */
  | { at: number; what: 'links'; cuts: number[] };

/** Everything that the history view draws of a run, up to a time. */
export interface Past {
  at: number;
  operations: HistoryOperation[];
  faults: Fault[];
  report: LinearizabilityReport;
}
