import type { Core, Instance } from './core';
import type { Stretch, StretchInquiry } from './diagram-protocol';
import { SecondRun, type Subject } from './second-run';

/** Real time, in ms, that one answer may take for reading the run. */
const PATIENCE = 8;

/** What the core answers about the diagram. */
interface Drawing extends Core {
  ask(question: 'diagram', text: ''): void;
  /** From, to, how many arrows, how many parts; arrows, cells, spans, bands, and the operations with their texts. */
  ask(
    question: 'window',
    text: string,
  ): [Float64Array, Float64Array, Float64Array, Float64Array, [Float64Array, string[]]];
}

/**
 * Answers what the space–time diagram shows. The core keeps it for a second run of the recording, which goes on with the
 * run on screen.
 */
export class Diagrams {
  readonly #clock: () => number;
  #run: SecondRun | null = null;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  answer(instance: Instance, on: Subject, { from, to, mostArrows, parts }: StretchInquiry): Stretch {
    const run = this.#runOf(instance, on);
    const until = this.#clock() + PATIENCE;
    run.follow();
    run.catchUp(() => this.#clock() < until);
    const core = run.core as Drawing;
    const stretch = core.ask('window', `${from} ${to} ${mostArrows} ${parts}`);
    const [arrows, cells, spans, bands, [places, texts]] = stretch;
    const upTo = run.isBehind ? run.queue.now : on.timeline.branch.end.now;
    const operations = { places, texts };
    return { ask: 'stretch', from, to, upTo, done: !run.isBehind, arrows, cells, spans, bands, operations };
  }

  #runOf(instance: Instance, on: Subject): SecondRun {
    if (this.#run?.isOf(on) === true) return this.#run;
    this.#run?.end(instance);
    this.#run = null;
    const run = new SecondRun(instance, on);
    (run.core as Drawing).ask('diagram', '');
    return (this.#run = run);
  }
}
