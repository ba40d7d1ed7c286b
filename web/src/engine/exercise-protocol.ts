import type { BadInput } from './protocol';

/** The language between a page and the worker that knows exercises, and the answers of the core. Times are in ms. */

/** The five kinds of exercises. */
export type ExerciseKind = 'schedule' | 'predict' | 'tune' | 'bug' | 'shrink';

/** An exercise as a list shows it. */
export interface ExerciseSummary {
  id: string;
  title: string;
  section: string;
  kind: ExerciseKind;
  /** Names what is judged: two files with the same version judge alike. */
  version: string;
}

/** Which exercise, and for whom. */
export interface ForWhom {
  /** The id of a bundled exercise, or the text of one. */
  exercise: string;
  /** The key of the course, as a link of the teacher's carries it; none for whoever practises. */
  key?: string;
  /** The name or tag of the student. */
  tag?: string;
}

/** All that a page needs to open an exercise. No answer is in it. */
export interface OpenExercise extends ExerciseSummary {
  engine: string;
  /** Markdown. */
  text: string;
  hints: string[];
  seed: number;
  /** The run to begin with, as the text of a scenario. Of a broken Raft it says which rule is off: do not show that. */
  scenario: string;
  /** The sentences of the goal, in the order in which parts are met. */
  goal: string[];
  /** Where actions are to be done: which, and how much of it. */
  allowed?: { do: string; most?: number; replicas?: string[] }[];
  budget?: { actions: number; timeMs: number };
  /** Of a broken Raft: the rules, one of which is off. */
  rules?: string[];
  predict?: {
    shownUntilMs: number;
    /** `kind` is what an answer is: "a replica", "a number" and so on. */
    questions: { id: string; says: string; kind: string; atMs: number }[];
  };
  tune?: { electionTimeoutMs: [number, number]; heartbeatMs: [number, number]; seeds: number };
}

/** An action with its time, as scenarios have it: `{ at_ms: 10, do: "crash", replica: "S1" }`. */
export interface TimedAction {
  at_ms: number;
  do: string;
  [key: string]: unknown;
}

/** What was done, by kind of exercise. */
export type Done =
  /** `rule`: which one is missing, where a bug is to be found. */
  | { actions: TimedAction[]; until_ms: number; rule?: string }
  /** Of a long run, those that are left. */
  | { actions: TimedAction[] }
  | { answers: { question: string; answer: string }[] }
  | { settings: { election_timeout_ms: [number, number]; heartbeat_ms: number } };

/** Where an attempt stands. */
export interface AttemptProgress {
  /** Which parts of the goal hold at the moment, in their order. */
  met: boolean[];
  /** How many actions were used. */
  used: number;
  /** Why they are not allowed, if they are not. */
  refused: string | null;
  /** Whether it could be run so far: a run without end is given up. */
  complete: boolean;
}

/** What a hand-in can be. */
export type HandInVerdict =
  | 'solved'
  | 'unsolved'
  | 'tampered'
  | 'truncated'
  | 'oversized'
  | 'unreadable'
  | 'unknown-exercise'
  | 'other-version'
  | 'wrong-seed'
  | 'not-allowed'
  | 'over-budget'
  | 'too-much-work';

/** What came of judging a hand-in. */
export interface Judgement {
  verdict: HandInVerdict;
  /** Why, in a sentence; empty if it is solved. */
  reason: string;
  exercise: string;
  /** The kind of the exercise; empty if it is not known. */
  kind: ExerciseKind | '';
  tag: string;
  /** The share of the parts that are met, 0 to 1; 0 if it could not be judged. */
  score: number;
  parts: { says: string; met: boolean; measured?: string }[];
  actions: number;
  /** What was done, without times: the same for hand-ins that do the same. */
  sequence: string;
  /** How many events were run for the verdict. */
  events: number;
}

/** Judging: `own` are the texts of exercises that are not bundled, or count in the place of bundled ones. */
export interface ToJudge {
  hand_in: string;
  salt?: string;
  own?: readonly string[];
}

/** What is asked of the worker. */
export type ExerciseQuestion =
  | { ask: 'list' }
  | ({ ask: 'open' } & ForWhom)
  | ({ ask: 'progress'; actions: TimedAction[]; now_ms: number } & ForWhom)
  | ({ ask: 'hand_in' } & ForWhom & Done)
  | ({ ask: 'judge' } & ToJudge)
  | { ask: 'key'; salt: string };

/** What each is answered with. */
export interface ExerciseAnswers {
  list: ExerciseSummary[];
  open: OpenExercise;
  progress: AttemptProgress;
  /** The text of the file. */
  hand_in: string;
  judge: Judgement;
  /** The key of a course: 64 hexadecimal digits. */
  key: string;
}

export type ToExerciseWorker = { id: number; question: ExerciseQuestion };

export type FromExerciseWorker =
  | { id: number; answer: unknown }
  | { id: number; refused: BadInput }
  /** The core failed on it; the next question finds a new one. */
  | { id: number; failed: string };
