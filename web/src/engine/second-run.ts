import type { Core, Instance } from './core';
import type { Settings } from './protocol';
import { Queue } from './queue';
import type { Timeline } from './timeline';

/** The run on screen. */
export interface Subject {
  text: string;
  settings: Settings;
  core: Core;
  queue: Queue;
  timeline: Timeline;
}

/** Events between two looks at the clock. */
const BATCH = 256;

/**
 * The recording of a branch, run again in a core of its own to look at each event. It goes on when the branch has gone
 * on; another branch needs another one.
 */
export class SecondRun {
  readonly core: Core;
  readonly queue: Queue;
  readonly #instance: Instance;
  readonly #of: Subject;
  readonly #branch: number;
  /** The actions that this run knows of. */
  #actions = 0;

  constructor(instance: Instance, of: Subject) {
    this.#instance = instance;
    this.#of = of;
    this.#branch = of.timeline.current;
    this.core = instance.open(of.text, of.settings.seed);
    this.queue = new Queue(this.core, instance.memory);
  }

  /** Whether the run on screen is this one, and maybe further. */
  isOf(run: Subject): boolean {
    const { timeline } = run;
    const next = timeline.branch.actions[this.#actions];
    return (
      run.core === this.#of.core &&
      timeline.current === this.#branch &&
      (next === undefined || next.at > this.queue.now)
    );
  }

  /** Takes in what was done to the run since. */
  follow(): void {
    const { actions } = this.#of.timeline.branch;
    for (const { at, action } of actions.slice(this.#actions)) {
      this.core.enqueue(JSON.stringify(action), at);
    }
    this.#actions = actions.length;
  }

  /** Whether the run on screen was once further than this. */
  get isBehind(): boolean {
    return this.queue.processed < this.#of.timeline.branch.end.processed;
  }

  /** Lets one event after the other happen for as long as `goesOn` says, and looks at the clock now and then. */
  run(goesOn: () => boolean, more: () => boolean, look: () => void): void {
    while (goesOn() && more()) {
      for (let left = BATCH; left > 0 && goesOn(); left--) {
        this.queue.runUntil(Infinity, 1);
        look();
      }
    }
  }

  /** Goes up to where the run on screen was, or as far as there is time. */
  catchUp(more: () => boolean): void {
    const { queue } = this;
    const { processed } = this.#of.timeline.branch.end;
    while (this.isBehind && more()) queue.runUntil(Infinity, Math.min(BATCH, processed - queue.processed));
  }

  /** Gives it up. An instance that failed is thrown away whole. */
  end(instance: Instance): void {
    if (instance === this.#instance) this.core.free();
  }
}
