import { isBadInput } from './core';
import type { Core, Instance } from './core';
import type { InquiryAnswer } from './find-protocol';
import type { Past } from './history';
import type { Inquiries } from './inquiries';
import { REPLICA } from './protocol';
import type {
  BranchView,
  Frame,
  Landmark,
  Numbered,
  Reply,
  Request,
  Settings,
  Stamped,
  Watch,
} from './protocol';
import { Queue } from './queue';
import { restoredText } from './recovery';
import { BEGINNING, newBranch, Timeline } from './timeline';
import type { Branch, Moment } from './timeline';

/** Real time, in ms, after which an advance shows how far it came. It paces the page and never changes the run. */
const PATIENCE = 10;
/** Events between two looks at the clock: far below a millisecond of work. */
const BATCH = 512;

/** The most that one frame carries of a thing, whatever is asked for. */
const MOST = { events: 500, entries: 4096, answers: 20, name: 60 } as const;

/** A scenario being run: what it was opened with, and all that was done to it since. */
interface Run {
  text: string;
  core: Core;
  queue: Queue;
  timeline: Timeline;
  settings: Settings;
}

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
  #inquiries: Inquiries | undefined;
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
        this.#advance(run, Math.floor(request.to));
        return this.#frame(run);
      case 'step':
        run.queue.step();
        run.timeline.follow();
        return this.#frame(run);
      case 'go':
        return this.#go(run, request);
      case 'jump':
        return this.#jump(run, request);
      case 'undo':
        run.timeline.undo();
        return this.#moved(run);
      case 'redo':
        run.timeline.redo();
        return this.#moved(run);
      case 'name':
        return this.#named(run, request.branch, request.name);
      case 'delete':
        run.timeline.delete(request.branch);
        return timelineOf(run.timeline);
      case 'timeline':
        return timelineOf(run.timeline);
      case 'peek':
        return glanceOf(run, Math.floor(request.to), request.branch);
      case 'act':
        return this.#act(run, request.action);
      case 'entry':
        return { type: 'entry', entry: run.core.entry(request.replica, request.index) ?? null };
      case 'explain':
        return { type: 'explained', answer: run.core.explain(JSON.stringify(request.question)) };
      case 'export':
        return { type: 'export', text: run.core.export() };
      case 'past':
        return { type: 'past', past: pastOf(run) };
      case 'ask':
        return {
          type: 'ask',
          answer: this.#inquiries?.answer(this.#instance, run, request.inquiry) ?? this.#loadInquiries(),
        };
      case 'restart':
        return this.#open(run.text, request.seed ?? run.settings.seed, [], 0);
    }
  }

  /** Answers are given in order, so no one can wait for it here. */
  #loadInquiries(): InquiryAnswer {
    void import('./inquiries').then((part) => (this.#inquiries ??= new part.Inquiries(this.#clock)));
    return { ask: 'loading' };
  }

  /** The run on screen gives way only when the new one is there. */
  #open(text: string, seed: number | undefined, actions: readonly Stamped[], to: number): Reply {
    const branches = [{ ...newBranch(actions), number: 0 }];
    const run = this.#start(text, seed, branches, 0, { now: to, processed: Infinity });
    this.#replace(run);
    const { settings, timeline } = run;
    return { type: 'opened', settings, actions: timeline.branch.actions, frame: this.#wholeFrame(run) };
  }

  /** A run that stands at a moment of a branch, or before it where it has not come so far. */
  #start(
    text: string,
    seed: number | undefined,
    branches: Iterable<Branch>,
    current: number,
    moment: Moment,
  ): Run {
    const core = this.#instance.open(text, seed);
    try {
      const queue = new Queue(core, this.#instance.memory);
      const timeline = new Timeline(core, queue, branches, current);
      timeline.seek(moment);
      return { text, core, queue, timeline, settings: core.settings() };
    } catch (thrown) {
      // One of the actions was refused. A core that failed is thrown away with its instance.
      if (isBadInput(thrown)) core.free();
      throw thrown;
    }
  }

  #advance({ queue, timeline }: Run, to: number): void {
    const violated = queue.violated;
    const patientUntil = this.#clock() + PATIENCE;
    while (!queue.runUntil(to, BATCH)) {
      if (queue.violated !== violated || this.#clock() >= patientUntil) break;
      timeline.follow();
    }
    timeline.follow();
  }

  /** Goes to a moment, or, beyond what was run already, towards it as far as an advance comes. */
  #go(run: Run, { to = Infinity, processed = Infinity, branch }: Request & { type: 'go' }): Reply {
    const { timeline } = run;
    const aim = timeline.branches.get(branch ?? timeline.current);
    if (aim === undefined) return noBranch(branch!);
    // Where no time is given, it is that of the last event.
    const now = processed === Infinity ? Math.min(Math.floor(to), aim.end.now) : Infinity;
    timeline.seek({ now, processed: Math.max(processed, 0) }, branch);
    if (to < Infinity) this.#advance(run, Math.floor(to));
    return this.#moved(run);
  }

  /** Goes to a landmark. Ahead, what was not run yet is run as far as an advance comes. */
  #jump(run: Run, { to, back }: Request & { type: 'jump' }): Reply {
    const found = back === true ? landmarkBefore(run, to) : this.#landmarkAfter(run, to);
    if (found !== undefined) run.timeline.seek({ now: found, processed: Infinity });
    return { ...this.#moved(run), reached: found !== undefined };
  }

  #landmarkAfter(run: Run, to: Landmark): number | undefined {
    const { core, queue, timeline } = run;
    if (to === 'action') return timeline.branch.actions.find(({ at }) => at > queue.now)?.at;
    const committed = commitIndex(core);
    const patientUntil = this.#clock() + PATIENCE;
    do {
      const from = queue.events;
      queue.runUntil(Infinity, BATCH);
      timeline.follow();
      const found = core.first_landmark(to, from, committed);
      if (found !== undefined) return found;
    } while (queue.nextTime() < Infinity && this.#clock() < patientUntil);
    return undefined;
  }

  /** What is on screen after the run went to another moment. What died on the way there is not seen dying now. */
  #moved(run: Run): Reply & { type: 'frame' } {
    run.queue.takeDeaths();
    run.settings = run.core.settings();
    const { actions } = run.timeline.branch;
    return { type: 'frame', frame: this.#wholeFrame(run), settings: run.settings, actions };
  }

  #named({ timeline }: Run, number: number, name: string): Reply {
    const branch = timeline.branches.get(number);
    if (branch !== undefined) branch.name = name.slice(0, MOST.name);
    return timelineOf(timeline);
  }

  /** The run on screen gives way to another one. */
  #replace(run: Run): void {
    this.#run?.core.free();
    this.#run = run;
  }

  /**
   * Runs an action of a person, with all that comes before it and all that is due at once because of it. If she had
   * gone back, this begins a branch.
   */
  #act(run: Run, action: Stamped['action']): Reply {
    const { core, queue, timeline } = run;
    if (queue.over) {
      const message = 'it is over: as many messages were sent as the test file allows (max_packets)';
      return { type: 'refused', why: { place: 'run', message } };
    }
    if ('message' in action && queue.slotOf(action.message) === -1) {
      return { type: 'refused', why: { place: 'message', message: 'it is no longer in flight' } };
    }
    const at = queue.stamp();
    timeline.act({ at, action });
    this.#advance(run, at);
    timeline.acted({ at, action });
    run.settings = core.settings();
    const { actions } = timeline.branch;
    return { type: 'acted', at, settings: run.settings, actions, frame: this.#wholeFrame(run) };
  }

  /** What the page draws, in short where nothing has happened since it drew last. */
  #frame(run: Run): Reply {
    if (run.queue.processed === this.#shown) return { type: 'still', now: run.queue.now };
    if (run.queue.acted === this.#settled) return { type: 'frame', frame: this.#wholeFrame(run) };
    run.settings = run.core.settings();
    return { type: 'frame', frame: this.#wholeFrame(run), settings: run.settings };
  }

  #wholeFrame({ core, queue, timeline, settings }: Run): Frame {
    this.#shown = queue.processed;
    this.#settled = queue.acted;
    return {
      now: queue.now,
      end: Math.max(timeline.branch.end.now, queue.now),
      branch: timeline.current,
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
      return this.#putBack(lost, lost.timeline, moment, reason);
    } catch {
      // The replay failed or, since each frame brings it, looking at what is watched.
      this.#instance = this.#load();
      this.#watch = {};
      return this.#putBack(lost, null, BEGINNING, reason);
    }
  }

  #putBack({ text, settings }: Run, kept: Timeline | null, moment: Moment, reason: string): Reply {
    const branches = kept?.branches.values() ?? [{ ...newBranch([]), number: 0 }];
    const run = this.#start(text, settings.seed, branches, kept?.current ?? 0, moment);
    const frame = this.#wholeFrame(run);
    this.#run = run;
    const { actions } = run.timeline.branch;
    const told = restoredText(reason, run.queue.now);
    return { type: 'restored', text: told, settings: run.settings, actions, frame };
  }
}

/** When the last landmark was before now. */
function landmarkBefore({ core, queue, timeline }: Run, to: Landmark): number | undefined {
  if (to === 'action') return timeline.branch.actions.findLast(({ at }) => at < queue.now)?.at;
  return core.last_landmark(to, queue.now);
}

/** That of the cluster: the greatest of any replica. */
function commitIndex(core: Core): number {
  const replicas = core.replicas();
  let most = 0;
  for (let at = REPLICA.COMMIT; at < replicas.length; at += REPLICA.STRIDE) {
    most = Math.max(most, replicas[at]!);
  }
  return most;
}

function timelineOf(timeline: Timeline): Reply {
  timeline.mark();
  const branches = [...timeline.branches.values()].map((branch): BranchView => {
    const { number, parent, name, actions, from, end, marks } = branch;
    return {
      number,
      parent,
      from: from.now,
      end: end.now,
      actions,
      marks: marks?.packed ?? new Float64Array(0),
      ...(name === undefined ? {} : { name }),
    };
  });
  return { type: 'timeline', timeline: { current: timeline.current, branches } };
}

/** The cluster at another moment of what was run. */
function glanceOf({ core, queue, timeline }: Run, to: number, branch = timeline.current): Reply {
  const aim = timeline.branches.get(branch);
  if (aim === undefined) return noBranch(branch);
  return timeline.aside(() => {
    timeline.seek({ now: Math.min(to, aim.end.now), processed: Infinity }, branch);
    const glance = { now: queue.now, hash: core.hash(), replicas: core.replicas(), cuts: core.cuts() };
    return { type: 'glance', glance };
  });
}

function noBranch(number: number): Reply {
  return { type: 'refused', why: { place: 'branch', message: `${number} is none of this run` } };
}

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
