import { isBadInput } from './core';
import type { Core, Instance } from './core';
import type { Finding, Found, InquiryAnswer, Suggestion, Valued } from './find-protocol';
import { SecondRun, type Subject } from './second-run';

/** Real time, in ms, that one answer may take. */
const PATIENCE = 8;

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

  answer(instance: Instance, run: Subject, inquiry: Finding): InquiryAnswer {
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
    { predicate, search: of, known: before, beyond = 0 }: Finding & { ask: 'find' },
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
    this.#search?.end(instance);
    this.#search = null;
    return (this.#search = new Search(++this.#searches, instance, run, predicate));
  }
}

/** A predicate that is looked for along one branch of a run. */
class Search {
  readonly number: number;
  readonly found: Found[] = [];
  readonly #predicate: string;
  readonly #run: SecondRun;

  constructor(number: number, instance: Instance, run: Subject, predicate: string) {
    this.number = number;
    this.#predicate = predicate;
    this.#run = new SecondRun(instance, run);
    try {
      if (this.#core.ask('search', predicate)) this.#note();
    } catch (refused) {
      this.end(instance);
      throw refused;
    }
  }

  get now(): number {
    return this.#run.queue.now;
  }

  get #core(): Asked {
    return this.#run.core as Asked;
  }

  /** Whether this is the search for a predicate in what the run has become. */
  goesOn(run: Subject, predicate: string): boolean {
    return predicate === this.#predicate && this.#run.isOf(run);
  }

  /** Takes in what was done to the run since. */
  follow(): void {
    this.#run.follow();
  }

  /** Whether the run was further than this. */
  isBehind(): boolean {
    return this.#run.isBehind && this.found.length < MOST;
  }

  /** Whether nothing happens up to a time. */
  isAt(time: number): boolean {
    return this.#run.queue.nextTime() > time;
  }

  /** Looks through what was run. */
  lookThrough(more: () => boolean): void {
    this.#look(() => this.isBehind(), more);
  }

  /** Looks for the next moment up to a time. */
  lookBeyond(time: number, more: () => boolean): void {
    const { length } = this.found;
    this.#look(() => this.found.length === length && !this.isAt(time), more);
  }

  end(instance: Instance): void {
    this.#run.end(instance);
  }

  #look(goesOn: () => boolean, more: () => boolean): void {
    this.#run.run(goesOn, more, () => {
      if (this.#core.becomes_true()) this.#note();
    });
  }

  #note(): void {
    const { now, processed } = this.#run.queue;
    this.found.push({ at: now, processed });
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
