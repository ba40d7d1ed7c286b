import { firstOfCore, restOfCore } from './core-address';
import type { CompiledCore, FromGrader, Graded, Task, ToGrader } from './grader-protocol';

/** The part of a Worker that is used, for a test to stand in for. */
export interface GraderPort {
  postMessage(message: ToGrader): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromGrader>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/** More workers than this take memory and gain little. */
const MOST = 8;

/** So many workers lost without an answer between them: whatever it is, another one will not help. */
const HOPELESS = 3;

export interface Job<T extends Task> {
  task: T;
  wants: 'report' | 'scenario';
}

/** What becomes of the tasks of a batch. */
export interface Listener<T extends Task> {
  graded(task: T, answer: Graded): void;
  /** Its worker died of it, or with it. The others go on. */
  lost(task: T, why: string): void;
}

interface Batch {
  /** Takes the next task, where there is one. */
  next(): Underway | undefined;
  underway: number;
  /** Whether all its tasks were taken. */
  exhausted: boolean;
  end(): void;
}

interface Underway {
  message: ToGrader;
  answered(answer: Graded): void;
  lost(why: string): void;
}

interface Seat {
  port: GraderPort;
  busy: { batch: Batch; work: Underway } | null;
}

/**
 * Workers that run tests of the course side by side. Tasks are taken one by one from whoever lists them, so that a
 * thousand seeds wait nowhere.
 */
export class Graders {
  readonly #spawn: () => GraderPort;
  readonly #seats: Seat[] = [];
  #batches: Batch[] = [];
  /** Workers lost since the last answer. */
  #lost = 0;

  /** They start to load at once, so that they are ready when they are asked. */
  constructor(spawn: () => GraderPort, count = usualCount()) {
    this.#spawn = spawn;
    for (let i = 0; i < count; i++) this.#seats.push(this.#fill({ port: spawn(), busy: null }));
  }

  /** Runs tasks; ends when all are answered or lost, or when the signal cancels them. */
  run<T extends Task>(jobs: Iterable<Job<T>>, listener: Listener<T>, cancel?: AbortSignal): Promise<void> {
    const waiting = jobs[Symbol.iterator]();
    return new Promise((end) => {
      const batch: Batch = {
        underway: 0,
        exhausted: false,
        end,
        next: () => {
          const taken = waiting.next();
          if (taken.done === true) {
            batch.exhausted = true;
            return undefined;
          }
          const { task, wants } = taken.value;
          return {
            message: { task: { text: task.text, seed: task.seed, profile: task.profile }, wants },
            answered: (answer) => listener.graded(task, answer),
            lost: (why) => listener.lost(task, why),
          };
        },
      };
      this.#batches.push(batch);
      cancel?.addEventListener('abort', () => this.#drop(batch), { once: true });
      for (const seat of this.#seats) this.#feed(seat);
    });
  }

  /** One answer; null where the worker died of it. */
  async ask(task: Task, wants: 'report' | 'scenario'): Promise<Graded | null> {
    let found: Graded | null = null;
    await this.run([{ task, wants }], { graded: (_, answer) => (found = answer), lost: () => undefined });
    return found;
  }

  #fill(seat: Seat): Seat {
    const { port } = seat;
    port.onmessage = ({ data }) => {
      if (seat.port !== port) return;
      if ('failed' in data) this.#replace(seat, data.failed);
      else this.#hear(seat, data);
    };
    port.onerror = (event) => {
      if (seat.port === port) this.#replace(seat, event.message || 'its script could not be loaded');
    };
    return seat;
  }

  #hear(seat: Seat, answer: Graded): void {
    const { busy } = seat;
    seat.busy = null;
    this.#lost = 0;
    if (busy) {
      busy.batch.underway -= 1;
      busy.work.answered(answer);
    }
    this.#feed(seat);
    if (busy) this.#endIfDone(busy.batch);
  }

  /** Gives a worker the next task of the newest batch that has one: what a person asks last is to come soon. */
  #feed(seat: Seat): void {
    if (seat.busy) return;
    for (const batch of this.#batches.toReversed()) {
      const work = batch.next();
      if (!work) {
        this.#endIfDone(batch);
        continue;
      }
      batch.underway += 1;
      seat.busy = { batch, work };
      seat.port.postMessage(work.message);
      return;
    }
  }

  #endIfDone(batch: Batch): void {
    if (batch.underway > 0 || !batch.exhausted || !this.#batches.includes(batch)) return;
    this.#batches = this.#batches.filter((other) => other !== batch);
    batch.end();
  }

  /** Puts a new worker in the place of one that is lost. What it was at is not tried again. */
  #replace(seat: Seat, why: string): void {
    const { busy } = seat;
    this.#renew(seat);
    this.#lost += 1;
    if (busy) {
      busy.batch.underway -= 1;
      busy.work.lost(why);
    }
    if (this.#lost >= HOPELESS) this.#giveUp(why);
    else this.#feed(seat);
    if (busy) this.#endIfDone(busy.batch);
  }

  #renew(seat: Seat): void {
    seat.port.terminate();
    seat.busy = null;
    seat.port = this.#spawn();
    this.#fill(seat);
  }

  /** Everything that waits is lost. */
  #giveUp(why: string): void {
    this.#lost = 0;
    for (const batch of this.#batches) {
      for (let work = batch.next(); work; work = batch.next()) work.lost(why);
    }
    for (const batch of this.#batches) this.#endIfDone(batch);
  }

  /** What is under way ends with its worker: it may take long. */
  #drop(batch: Batch): void {
    if (!this.#batches.includes(batch)) return;
    this.#batches = this.#batches.filter((other) => other !== batch);
    for (const seat of this.#seats) if (seat.busy?.batch === batch) this.#renew(seat);
    batch.end();
    for (const seat of this.#seats) this.#feed(seat);
  }
}

const usualCount = (): number => Math.min(Math.max(navigator.hardwareConcurrency, 1), MOST);

/** Workers that share a core which is fetched and compiled once. */
export function startGraders(): Graders {
  const core = compiled();
  return new Graders(() => spawnGrader(core));
}

async function compiled(): Promise<CompiledCore> {
  const compile = (address: URL) => WebAssembly.compileStreaming(fetch(address));
  const [first, rest] = await Promise.all([compile(firstOfCore()), compile(restOfCore())]);
  return { first, rest };
}

function spawnGrader(core: Promise<CompiledCore>): GraderPort {
  const worker = new Worker(new URL('./grader-worker.ts', import.meta.url), { type: 'module' });
  core.then(
    (modules) => worker.postMessage(modules),
    (failure: unknown) => {
      worker.dispatchEvent(
        new ErrorEvent('error', { message: `the core could not be loaded (${String(failure)})` }),
      );
    },
  );
  // A task must not overtake the core.
  return {
    postMessage: (message) =>
      void core.then(
        () => worker.postMessage(message),
        () => undefined,
      ),
    terminate: () => worker.terminate(),
    set onmessage(hear: GraderPort['onmessage']) {
      worker.onmessage = hear;
    },
    set onerror(hear: GraderPort['onerror']) {
      worker.onerror = hear;
    },
  };
}
