import type { Stretch, StretchInquiry } from './diagram-protocol';
import type { BadInput } from './protocol';

/** What is seldom asked of a run. The part of the worker that answers it is loaded with the first question. */
export type Inquiry = Finding | StretchInquiry | JournalInquiry | TourInquiry;

/**
 * The captions of the scenario and the moments at which they come, as far as they are known and the run goes as it is
 * scripted. They are looked for a few milliseconds at a stretch: ask again until `done`.
 */
export type TourInquiry = { ask: 'tour' };

/** Of `crate/src/sim/journal.rs`: one JSON object a line, or two lines an event for ShiViz. */
export type JournalFormat = 'ndjson' | 'shiviz';

/**
 * The journal of the run, from its start to where it stands. It is written a few milliseconds at a stretch: ask again with
 * the number of the journal until `done`; 0 begins one, which ends one that is under way.
 */
export type JournalInquiry = { ask: 'journal'; format: JournalFormat; journal: number };

/** Questions about expressions of the language of `crate/src/predicate`. */
export type Finding =
  /**
   * When a predicate becomes true in the run, as far as the branch goes, or beyond it up to a time, until it is found.
   * It is looked for a few milliseconds at a stretch: ask again until `done`, with how many moments are known of which
   * search.
   */
  | { ask: 'find'; predicate: string; search: number; known: number; beyond?: number }
  /** What expressions are worth at the moment on screen. */
  | { ask: 'values'; of: string[] }
  /** What may stand at the end of a text. */
  | { ask: 'complete'; text: string };

/** A caption as the scenario has it: one without a time waits for an event. */
export interface CaptionView {
  text: string;
  at?: number;
}

/**
 * A caption and its moment: a time, or null where it has not been found. Where it comes with an event, how many have
 * happened by then: more may happen at the same time.
 */
export interface CaptionMoment {
  text: string;
  at: number | null;
  processed?: number;
}

/** A moment at which a predicate becomes true: when, and how many events have happened by then. */
export interface Found {
  at: number;
  processed: number;
}

export interface Suggestion {
  word: string;
  /** What it means, in a few words. */
  about: string;
}

export type InquiryAnswer =
  /** The answering part is being loaded: ask again. */
  | { ask: 'loading' }
  | Stretch
  | {
      ask: 'find';
      /** Another run, branch or predicate is another search: nothing is known of it. */
      search: number;
      /** Those that were not known, in order. */
      found: Found[];
      /** How far it was looked, in µs. */
      upTo: number;
      /** Nothing more is to be found. `full`: because more than so many are of no use. */
      done: boolean;
      full: boolean;
    }
  | { ask: 'values'; values: Valued[] }
  /** What comes next of the journal, and how much of it there is by now, from 0 to 1. */
  | { ask: 'journal'; journal: number; text: string; share: number; done: boolean }
  /** `actions`: when the actions of the scenario happen. */
  | { ask: 'tour'; captions: CaptionMoment[]; actions: number[]; done: boolean }
  /** What is wrong with the predicate, and at which column. */
  | { ask: 'wrong'; why: BadInput }
  /** `begun`: how many of the last characters the words take the place of. */
  | { ask: 'complete'; begun: number; words: Suggestion[] };

/** A value as it would be typed, or what is wrong with the expression. */
export type Valued = { value: string } | { wrong: string };
