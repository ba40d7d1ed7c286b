/** A stretch of the space–time diagram of the run, as it crosses between page and worker. */

/**
 * From when to when, in whole µs; how many arrows can be shown, and in how many parts the stretch can be divided for the
 * eye. The worker reads the run a few milliseconds at a stretch: ask again until `done`.
 */
export interface StretchInquiry {
  ask: 'stretch';
  from: number;
  to: number;
  mostArrows: number;
  parts: number;
}

export interface Stretch {
  ask: 'stretch';
  /** What was asked for. */
  from: number;
  to: number;
  /** How far the run was read, in µs, and whether that is all of it. */
  upTo: number;
  done: boolean;
  /** Messages that were on their way at some time in it, `ARROW.STRIDE` numbers each; none where `cells` tell of them. */
  arrows: Float64Array;
  /** Where there are more of them: when the first cell begins, how long each is, and `SHADE.STRIDE` counts a row, cell by cell. */
  cells: Float64Array;
  /** `SPAN.STRIDE` numbers each. */
  spans: Float64Array;
  /** Cuts: from, to, and for each replica a bit for each replica that nothing of it reached. */
  bands: Float64Array;
  /** What the clients' messages among the arrows are about. */
  operations: { places: Float64Array; texts: string[] };
}

/** A message, laid out as one in flight is (`FLIGHT`). */
export const ARROW = {
  ID: 0,
  /** An `OUTCOME`; −1 while it is on its way. */
  OUTCOME: 1,
  FROM: 2,
  TO: 3,
  KIND: 4,
  NOTE: 5,
  TERM: 6,
  SENT: 7,
  /** When it arrived or ended on its way; of one on its way, when it is to arrive. */
  ENDS: 8,
  ARRIVES: 9,
  /** As in `FLIGHT`; of what clients say and hear, the place of the operation in `operations`. */
  INDEX: 10,
  STRIDE: 11,
} as const;

/** What a replica was for some time. */
export const SPAN = { REPLICA: 0, FROM: 1, TO: 2, STATE: 3, TERM: 4, STRIDE: 5 } as const;

/** SEVERAL: one after the other, each for less than can be seen. */
export const STATE = { FOLLOWER: 0, PRE_CANDIDATE: 1, CANDIDATE: 2, LEADER: 3, DOWN: 4, SEVERAL: 5 } as const;

/** In a cell of a row: how many messages it sent, by `KIND`, and how many for it ended on their way. */
export const SHADE = { LOST: 12, STRIDE: 13 } as const;

/** Where the counts begin in `cells`. */
export const CELLS = { FROM: 0, WIDTH: 1, COUNTS: 2 } as const;

/** An operation: its place among all of the run, counted from 1, and when the client asked first. */
export const OPERATION = { PLACE: 0, ASKED: 1, STRIDE: 2 } as const;
