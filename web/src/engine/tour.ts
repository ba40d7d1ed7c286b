import type { Core, Instance } from './core';
import type { CaptionMoment, CaptionView, InquiryAnswer } from './find-protocol';
import { SecondRun, type Subject } from './second-run';

/** So far beyond all that is scripted captions are waited for, in µs of virtual time, where the scenario has no end. */
const FAR = 10_000_000;

/** The most events, beyond those of the run, that are looked through for captions. */
const MOST = 100_000;

/** Real time, in ms, that one answer may take. */
const PATIENCE = 8;

/** What the core answers about the captions of its scenario. */
interface Guide extends Core {
  /** What the scenario says and does. From then on the run keeps no trace. */
  ask(question: 'tour', text: ''): { captions: CaptionView[]; actions: number[] };
  /** How many of the captions have come. */
  ask(question: 'come', text: ''): number;
  /** Whether another caption comes with the events since this was last asked. */
  becomes_true(): boolean;
}

/** Knows the captions of the run on screen. */
export class Tours {
  readonly #clock: () => number;
  #tour: Tour | null = null;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  answer(instance: Instance, run: Subject): InquiryAnswer & { ask: 'tour' } {
    if (this.#tour?.goesOn(run) !== true) {
      this.#tour?.end(instance);
      this.#tour = null;
      this.#tour = new Tour(instance, run);
    }
    const until = this.#clock() + PATIENCE;
    return this.#tour.answer(() => this.#clock() < until);
  }
}

/** The captions of a scenario, and the moments at which they come on one branch of the run. */
class Tour {
  readonly #second: SecondRun;
  readonly #captions: readonly CaptionView[];
  readonly #actions: readonly number[];
  readonly #come: CaptionMoment[] = [];
  /** Until when, and until how many events, captions are waited for. */
  readonly #until: number;
  readonly #most: number;

  constructor(instance: Instance, run: Subject) {
    this.#second = new SecondRun(instance, run);
    const { captions, actions } = this.#core.ask('tour', '');
    this.#captions = captions;
    this.#actions = actions;
    const { end } = run.timeline.branch;
    const scripted = Math.max(end.now, ...actions, ...captions.map(({ at = 0 }) => at));
    this.#until = (run.settings.end_ms ?? Infinity) * 1000;
    if (this.#until === Infinity) this.#until = scripted + FAR;
    this.#most = end.processed + MOST;
    // Before the first event, what holds at the start.
    this.#core.becomes_true();
    this.#note();
  }

  get #core(): Guide {
    return this.#second.core as Guide;
  }

  goesOn(run: Subject): boolean {
    return this.#second.isOf(run);
  }

  /** Looks on while there is time. */
  answer(more: () => boolean): InquiryAnswer & { ask: 'tour' } {
    this.#second.follow();
    this.#second.run(
      () => !this.#isDone(),
      more,
      () => {
        if (this.#core.becomes_true()) this.#note();
      },
    );
    if (this.#isDone()) this.#takeTimed();
    const captions = this.#captions.map(({ text }, nth) => this.#come[nth] ?? { text, at: null });
    return { ask: 'tour', captions, actions: [...this.#actions], done: this.#isDone() };
  }

  end(instance: Instance): void {
    this.#second.end(instance);
  }

  #isDone(): boolean {
    const { queue } = this.#second;
    const all = this.#come.length === this.#captions.length;
    return all || queue.nextTime() > this.#until || queue.processed >= this.#most;
  }

  /** Those that have a time and whose turn it is come although no event is left to come with. */
  #takeTimed(): void {
    for (const { text, at } of this.#captions.slice(this.#come.length)) {
      if (at === undefined || at > this.#until) break;
      this.#come.push({ text, at });
    }
  }

  #note(): void {
    const { queue } = this.#second;
    const many = this.#core.ask('come', '');
    while (this.#come.length < many) {
      const { text, at } = this.#captions[this.#come.length]!;
      const before = this.#come.at(-1)?.at ?? 0;
      this.#come.push(
        at !== undefined && at >= before ? { text, at } : { text, at: queue.now, processed: queue.processed },
      );
    }
  }
}
