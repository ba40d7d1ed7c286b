import type { Instance } from './core';
import { Diagrams } from './diagrams';
import type { Inquiry, InquiryAnswer } from './find-protocol';
import { Finder } from './finder';
import type { Subject } from './second-run';

/** Answers what is seldom asked of a run: the part of the worker that is loaded with the first question. */
export class Inquiries {
  readonly #finder: Finder;
  readonly #diagrams: Diagrams;

  constructor(clock: () => number) {
    this.#finder = new Finder(clock);
    this.#diagrams = new Diagrams(clock);
  }

  answer(instance: Instance, run: Subject, inquiry: Inquiry): InquiryAnswer {
    return inquiry.ask === 'stretch'
      ? this.#diagrams.answer(instance, run, inquiry)
      : this.#finder.answer(instance, run, inquiry);
  }
}
