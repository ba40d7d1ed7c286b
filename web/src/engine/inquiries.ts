import type { Instance } from './core';
import { Diagrams } from './diagrams';
import type { Inquiry, InquiryAnswer } from './find-protocol';
import { Finder } from './finder';
import { Journals } from './journals';
import type { Subject } from './second-run';
import { Tours } from './tour';

/** Answers what is seldom asked of a run: the part of the worker that is loaded with the first question. */
export class Inquiries {
  readonly #finder: Finder;
  readonly #diagrams: Diagrams;
  readonly #journals: Journals;
  readonly #tours: Tours;

  constructor(clock: () => number) {
    this.#finder = new Finder(clock);
    this.#diagrams = new Diagrams(clock);
    this.#journals = new Journals(clock);
    this.#tours = new Tours(clock);
  }

  answer(instance: Instance, run: Subject, inquiry: Inquiry): InquiryAnswer {
    switch (inquiry.ask) {
      case 'stretch':
        return this.#diagrams.answer(instance, run, inquiry);
      case 'journal':
        return this.#journals.answer(instance, run, inquiry.format, inquiry.journal);
      case 'tour':
        return this.#tours.answer(instance, run);
      default:
        return this.#finder.answer(instance, run, inquiry);
    }
  }
}
