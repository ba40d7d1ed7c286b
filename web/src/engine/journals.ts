import type { Instance } from './core';
import type { InquiryAnswer, JournalFormat } from './find-protocol';
import { Queue } from './queue';
import type { Subject } from './second-run';
import type { Moment } from './timeline';

/** Real time, in ms, that one answer may take, and events between two looks at the clock. */
const PATIENCE = 8;
const BATCH = 256;

/** Writes the journal of the run on screen, up to where it stands: a second core runs the recording again. */
export class Journals {
  readonly #clock: () => number;
  #written: Written | null = null;
  #count = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** The next stretch of a journal; the first one of a new journal where the one that is asked for is not under way. */
  answer(instance: Instance, run: Subject, format: JournalFormat, journal: number): InquiryAnswer {
    if (this.#written?.number !== journal) {
      // An instance that failed is thrown away whole.
      if (this.#written?.instance === instance) this.#written.end();
      this.#written = new Written(++this.#count, instance, run, format);
    }
    const written = this.#written;
    const until = this.#clock() + PATIENCE;
    written.goOn(() => this.#clock() < until);
    const { number, done, share } = written;
    const text = written.take();
    if (done) {
      written.end();
      this.#written = null;
    }
    return { ask: 'journal', journal: number, text, share, done };
  }
}

/** A journal under way. */
class Written {
  readonly number: number;
  readonly instance: Instance;
  readonly #core: Subject['core'];
  readonly #queue: Queue;
  readonly #end: Moment;

  constructor(
    number: number,
    instance: Instance,
    { text, settings, queue, timeline }: Subject,
    format: JournalFormat,
  ) {
    this.number = number;
    this.instance = instance;
    this.#end = { now: queue.now, processed: queue.processed };
    this.#core = instance.open(text, settings.seed);
    for (const { at, action } of timeline.branch.actions) this.#core.enqueue(JSON.stringify(action), at);
    this.#core.keep_journal(format);
    this.#queue = new Queue(this.#core, instance.memory);
  }

  get done(): boolean {
    return this.#queue.processed >= this.#end.processed;
  }

  /** How much of it is written, from 0 to 1. */
  get share(): number {
    return this.done ? 1 : this.#queue.processed / this.#end.processed;
  }

  goOn(more: () => boolean): void {
    while (!this.done && more()) {
      this.#queue.runUntil(this.#end.now, Math.min(BATCH, this.#end.processed - this.#queue.processed));
    }
  }

  take(): string {
    return this.#core.take_journal();
  }

  end(): void {
    this.#core.free();
  }
}
