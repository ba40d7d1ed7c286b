import { isBadInput } from './core';
import type { Core, Instance } from './core';
import type { Past } from './history';
import type { Frame, Numbered, Reply, Request, Settings, Stamped, Watch } from './protocol';
import { Queue } from './queue';
import { restoredText } from './recovery';

/** Real time, in ms, after which an advance shows how far it came. It paces the page and never changes the run. */
const PATIENCE = 10;
/** Events between two looks at the clock: far below a millisecond of work. */
const BATCH = 512;

/** The most that one frame carries of a thing, whatever is asked for. */
const MOST = { events: 500, entries: 4096, answers: 20 } as const;

/** A scenario being run: what it was opened with, and what was done to it since. */
interface Run {
  text: string;
  actions: Stamped[];
  core: Core;
  queue: Queue;
  settings: Settings;
}

/** A point in a run: a virtual time and, since much can happen at one time, how much has happened. */
type Moment = Pick<Queue, 'now' | 'processed'>;

const BEGINNING: Moment = { now: 0, processed: 0 };

/**
 * One run and the requests to it: all of the worker but the posting, so that it runs in Node too.
 *
 * What the core throws is either its answer to an input (a `BadInput`), which becomes a reply, or a
 * failure of the core. After a failure its instance is thrown away, and scenario, seed and actions,
 * which are the whole of a run, are replayed in a new one to where the run was before the request.
 */
export class Session {
  readonly #load: () => Instance;
  readonly #clock: () => number;
  #instance: Instance;
  #run: Run | null = null;
  #watch: Watch = {};
  /** The moment that the last frame showed; −1 asks for a whole frame again. */
  #shown = -1;
  /** The actions that had run when settings were sent last. */
  #settled = 0;

  constructor(load: () => Instance, clock: () => number = () => performance.now()) {
    this.#load = load;
    this.#clock = clock;
    this.#instance = load();
  }

  handle({ id, body }: Numbered<Request>): Numbered<Reply> {
    return { id, body: this.answer(body) };
  }

  answer(request: Request): Reply {
    const { now, processed } = this.#run?.queue ?? BEGINNING;
    try {
      return this.#answer(request);
    } catch (thrown) {
      if (isBadInput(thrown))
        return { type: 'refused', why: { place: thrown.place, message: thrown.message } };
      return this.#recover({ now, processed }, thrown);
    }
  }

  #answer(request: Request): Reply {
    switch (request.type) {
      case 'open':
        return this.#open(request.text, request.seed, request.actions ?? [], request.to ?? 0);
      case 'seed':
        return { type: 'seed', seed: this.#instance.freshSeed() };
      case 'watch':
        this.#watch = request.watch;
        this.#shown = -1;
        break;
      default:
    }
    const run = this.#run;
    if (run === null) return { type: 'refused', why: { place: 'scenario', message: 'none is open yet' } };
    switch (request.type) {
      case 'watch':
        return this.#frame(run);
      case 'advance':
        this.#advance(run.queue, Math.floor(request.to));
        return this.#frame(run);
      case 'step':
        run.queue.step();
        return this.#frame(run);
      case 'go':
        return this.#go(run, Math.floor(request.to));
      case 'act':
        return this.#act(run, request.action);
      case 'entry':
        return { type: 'entry', entry: run.core.entry(request.replica, request.index) ?? null };
      case 'export':
        return { type: 'export', text: run.core.export() };
      case 'past':
        return { type: 'past', past: pastOf(run) };
      case 'restart':
        return this.#open(run.text, request.seed ?? run.settings.seed, [], 0);
    }
  }

  /** The run on screen gives way only when the new one is there. */
  #open(text: string, seed: number | undefined, actions: readonly Stamped[], to: number): Reply {
    const run = this.#start(text, seed, actions, { now: to, processed: Infinity });
    this.#replace(run);
    return { type: 'opened', settings: run.settings, frame: this.#wholeFrame(run) };
  }

  /** A run that stands at a moment, or before it where it has not come so far. */
  #start(text: string, seed: number | undefined, actions: readonly Stamped[], moment: Moment): Run {
    const core = this.#instance.open(text, seed);
    const queue = new Queue(core, this.#instance.memory);
    for (const { at, action } of actions) core.enqueue(JSON.stringify(action), at);
    if (moment.now > 0) {
      // A violation only interrupts it.
      while (!queue.runUntil(moment.now, moment.processed - queue.processed)) {
        if (queue.processed === moment.processed) break;
      }
    }
    return { text, actions: [...actions], core, queue, settings: core.settings() };
  }

  #advance(queue: Queue, to: number): void {
    const violated = queue.violated;
    const patientUntil = this.#clock() + PATIENCE;
    while (!queue.runUntil(to, BATCH)) {
      if (queue.violated !== violated || this.#clock() >= patientUntil) return;
    }
  }

  /**
   * Goes to a time, or towards it as far as an advance comes. Back means anew from the start, with what was done
   * later still ahead.
   */
  #go(before: Run, to: number): Reply {
    let run = before;
    if (to < before.queue.now) {
      run = this.#start(before.text, before.settings.seed, before.actions, BEGINNING);
      this.#replace(run);
    }
    this.#advance(run.queue, to);
    // What died on the way there is not seen dying now.
    run.queue.takeDeaths();
    run.settings = run.core.settings();
    return { type: 'frame', frame: this.#wholeFrame(run), settings: run.settings };
  }

  /** The run on screen gives way to another one. */
  #replace(run: Run): void {
    this.#run?.core.free();
    this.#run = run;
  }

  /**
   * Runs an action of a person, with all that comes before it and all that is due at once because of it. If she had
   * gone back, what was done later than now is no longer part of the run.
   */
  #act(before: Run, action: Stamped['action']): Reply {
    const { queue } = before;
    if (queue.over) {
      const message = 'it is over: as many messages were sent as the test file allows (max_packets)';
      return { type: 'refused', why: { place: 'run', message } };
    }
    if ('message' in action && queue.slotOf(action.message) === -1) {
      return { type: 'refused', why: { place: 'message', message: 'it is no longer in flight' } };
    }
    const at = queue.stamp();
    const done = actionsUntil(queue.now, before.actions);
    const diverges = done.length < before.actions.length;
    const run = diverges ? this.#start(before.text, before.settings.seed, done, queue) : before;
    run.core.enqueue(JSON.stringify(action), at);
    if (diverges) this.#replace(run);
    this.#advance(run.queue, at);
    run.actions.push({ at, action });
    run.settings = run.core.settings();
    return { type: 'acted', at, settings: run.settings, frame: this.#wholeFrame(run) };
  }

  /** What the page draws, in short where nothing has happened since it drew last. */
  #frame(run: Run): Reply {
    if (run.queue.processed === this.#shown) return { type: 'still', now: run.queue.now };
    if (run.queue.acted === this.#settled) return { type: 'frame', frame: this.#wholeFrame(run) };
    run.settings = run.core.settings();
    return { type: 'frame', frame: this.#wholeFrame(run), settings: run.settings };
  }

  #wholeFrame({ core, queue, settings }: Run): Frame {
    this.#shown = queue.processed;
    this.#settled = queue.acted;
    return {
      now: queue.now,
      hash: core.hash(),
      next: queue.nextTime(),
      replicas: core.replicas(),
      clients: settings.clients,
      flights: queue.flights(),
      deaths: queue.takeDeaths(),
      cuts: core.cuts(),
      progress: core.progress(),
      events: queue.events,
      counters: core.counters(),
      violation: core.violation() ?? null,
      over: queue.over,
      answers: core.answers(MOST.answers),
      caption: core.caption() ?? null,
      ...this.#watchedParts(core, queue),
    };
  }

  #watchedParts(core: Core, queue: Queue): Partial<Frame> {
    const { replica, message, logs, events } = this.#watch;
    const parts: Partial<Frame> = {};
    if (replica !== undefined) {
      const seen = whatIsThere(() => core.replica(replica));
      if (seen !== undefined) parts.replica = seen;
    }
    if (message !== undefined) {
      const slot = queue.slotOf(message);
      parts.message = slot === -1 ? null : { ...core.message(slot), due: queue.dueOf(slot) };
    }
    if (logs !== undefined) {
      const count = Math.min(logs.count, MOST.entries);
      parts.logs = { first: logs.first, count, terms: core.log_terms(logs.first, count) };
    }
    if (events !== undefined) {
      const count = Math.min(events.count, MOST.events);
      parts.eventList = core.events(count, events.before, events.replica, events.kinds);
    }
    return parts;
  }

  /** Puts the run back to a moment in a new instance; if that fails too, to its beginning. */
  #recover(moment: Moment, failure: unknown): Reply {
    const reason = failure instanceof Error ? failure.message : String(failure);
    const lost = this.#run;
    this.#run = null;
    this.#instance = this.#load();
    if (lost === null) {
      const message = `the simulation failed to open it: ${reason}`;
      return { type: 'refused', why: { place: 'scenario', message } };
    }
    try {
      return this.#putBack(lost, actionsUntil(moment.now, lost.actions), moment, reason);
    } catch {
      // The replay failed or, since each frame brings it, looking at what is watched.
      this.#instance = this.#load();
      this.#watch = {};
      return this.#putBack(lost, [], BEGINNING, reason);
    }
  }

  #putBack(lost: Run, actions: readonly Stamped[], moment: Moment, reason: string): Reply {
    const run = this.#start(lost.text, lost.settings.seed, actions, moment);
    const frame = this.#wholeFrame(run);
    this.#run = run;
    return { type: 'restored', text: restoredText(reason, run.queue.now), settings: run.settings, frame };
  }
}

/** What was done up to a time: an action of the future has not run yet. */
const actionsUntil = (now: number, actions: readonly Stamped[]): Stamped[] =>
  actions.filter(({ at }) => at <= now);

/** What clients and faults did so far. */
function pastOf({ core, queue }: Run): Past {
  return {
    at: queue.now,
    operations: core.history().operations,
    faults: core.faults(),
    report: core.linearizability(),
  };
}

/** What the page watches may be of a run before: a BadInput then means that there is nothing to show. */
function whatIsThere<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (thrown) {
    if (isBadInput(thrown)) return undefined;
    throw thrown;
  }
}
