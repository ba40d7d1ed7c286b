import { isBadInput } from './core';
import type { Core, Instance } from './core';
import type { Found, Inquiry, InquiryAnswer, Suggestion, Valued } from './find-protocol';
import type { Settings } from './protocol';
import { Queue } from './queue';
import type { Timeline } from './timeline';

/** Real time, in ms, that one answer may take, and events between two looks at the clock. */
const PATIENCE = 8;
const BATCH = 256;

/** More moments than this help no one. */
const MOST = 10_000;

/** What the core answers about expressions. */
export interface Asked extends Core {
  ask(question: 'value', text: string): string;
  ask(question: 'complete', text: string): { begun: number; words: Suggestion[] };
  /** Whether it holds now. From then on the run keeps no trace. */
  ask(question: 'search', text: string): boolean;
  becomes_true(): boolean;
}

/** The run that is asked about. */
export interface Subject {
  text: string;
  settings: Settings;
  core: Core;
  queue: Queue;
  timeline: Timeline;
}

/**
 * Answers questions about expressions.
 *
 * A predicate is searched for in a second core, which runs the recording again. All moments that are found are kept,
 * and so is the core: when the run has gone on, so does the search.
 */
export class Finder {
  readonly #clock: () => number;
  #search: Search | null = null;
  #searches = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  answer(instance: Instance, run: Subject, inquiry: Inquiry): InquiryAnswer {
    const asked = run.core as Asked;
    switch (inquiry.ask) {
      case 'find':
        try {
          return this.#find(instance, run, inquiry);
        } catch (thrown) {
          if (isBadInput(thrown))
            return { ask: 'wrong', why: { place: thrown.place, message: thrown.message } };
          throw thrown;
        }
      case 'values':
        return { ask: 'values', values: inquiry.of.map((text) => valueOf(asked, text)) };
      case 'complete':
        return { ask: 'complete', ...asked.ask('complete', inquiry.text) };
    }
  }

  #find(
    instance: Instance,
    run: Subject,
    { predicate, search: of, known: before, beyond = 0 }: Inquiry & { ask: 'find' },
  ): InquiryAnswer {
    const search = this.#searchFor(instance, run, predicate);
    const known = of === search.number ? before : 0;
    const until = this.#clock() + PATIENCE;
    const more = (): boolean => this.#clock() < until;
    search.follow();
    search.lookThrough(more);
    // Beyond the end only the next moment counts.
    if (search.found.length <= known && !search.isBehind()) search.lookBeyond(beyond, more);
    const found = search.found.slice(known);
    const full = search.found.length >= MOST;
    const done = full || (!search.isBehind() && (found.length > 0 || search.isAt(beyond)));
    return { ask: 'find', search: search.number, found, upTo: search.now, done, full };
  }

  #searchFor(instance: Instance, run: Subject, predicate: string): Search {
    if (this.#search?.goesOn(run, predicate) === true) return this.#search;
    // An instance that failed is thrown away whole.
    if (this.#search?.instance === instance) this.#search.end();
    this.#search = null;
    return (this.#search = new Search(++this.#searches, instance, run, predicate));
  }
}

/** A predicate that is looked for along one branch of a run. */
class Search {
  readonly number: number;
  readonly instance: Instance;
  readonly found: Found[] = [];
  readonly #run: Subject;
  readonly #branch: number;
  readonly #predicate: string;
  readonly #core: Asked;
  readonly #queue: Queue;
  /** The actions that this run knows of. */
  #actions = 0;

  constructor(number: number, instance: Instance, run: Subject, predicate: string) {
    this.number = number;
    this.instance = instance;
    this.#run = run;
    this.#branch = run.timeline.current;
    this.#predicate = predicate;
    this.#core = instance.open(run.text, run.settings.seed) as Asked;
    this.#queue = new Queue(this.#core, instance.memory);
    try {
      if (this.#core.ask('search', predicate)) this.#note();
    } catch (refused) {
      this.end();
      throw refused;
    }
  }

  get now(): number {
    return this.#queue.now;
  }

  /** Whether this is the search for a predicate in what the run has become. */
  goesOn(run: Subject, predicate: string): boolean {
    const { timeline } = run;
    const next = timeline.branch.actions[this.#actions];
    return (
      run.core === this.#run.core &&
      predicate === this.#predicate &&
      timeline.current === this.#branch &&
      (next === undefined || next.at > this.#queue.now)
    );
  }

  /** Takes in what was done to the run since. */
  follow(): void {
    const { actions } = this.#run.timeline.branch;
    for (const { at, action } of actions.slice(this.#actions)) {
      this.#core.enqueue(JSON.stringify(action), at);
    }
    this.#actions = actions.length;
  }

  /** Whether the run was further than this. */
  isBehind(): boolean {
    return this.#queue.processed < this.#run.timeline.branch.end.processed && !this.#isFull();
  }

  /** Whether nothing happens up to a time. */
  isAt(time: number): boolean {
    return this.#queue.nextTime() > time;
  }

  /** Looks through what was run. */
  lookThrough(more: () => boolean): void {
    while (this.isBehind() && more()) {
      for (let left = BATCH; left > 0 && this.isBehind(); left--) this.#step();
    }
  }

  /** Looks for the next moment up to a time. */
  lookBeyond(time: number, more: () => boolean): void {
    const { length } = this.found;
    const goesOn = (): boolean => this.found.length === length && !this.isAt(time);
    while (goesOn() && more()) {
      for (let left = BATCH; left > 0 && goesOn(); left--) this.#step();
    }
  }

  end(): void {
    this.#core.free();
  }

  #isFull(): boolean {
    return this.found.length >= MOST;
  }

  #step(): void {
    this.#queue.runUntil(Infinity, 1);
    if (this.#core.becomes_true()) this.#note();
  }

  #note(): void {
    this.found.push({ at: this.#queue.now, processed: this.#queue.processed });
  }
}

function valueOf(core: Asked, text: string): Valued {
  try {
    return { value: core.ask('value', text) };
  } catch (thrown) {
    if (isBadInput(thrown)) return { wrong: `${thrown.place}: ${thrown.message}` };
    throw thrown;
  }
}
