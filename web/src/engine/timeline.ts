import type { Core } from './core';
import type { Stamped } from './protocol';
import type { Held, Queue } from './queue';

/** A point in a run: a virtual time and, since much can happen at one time, how much has happened. */
export interface Moment {
  now: number;
  processed: number;
}

export const BEGINNING: Moment = { now: 0, processed: 0 };

/** Events between two checkpoints at first, and how many checkpoints a branch keeps before every other one goes. */
const APART = 4096;
const MOST = 48;

/** A moment that is kept, so that going there runs nothing. */
interface Checkpoint {
  /** Its number in the core, which needs none for the start. */
  number: number | null;
  held: Held;
}

/** One way in which a run went: what was done to it, from the start. */
export interface Branch {
  number: number;
  /** The branch that it left, and where; the first one left none. */
  parent: number | null;
  from: Moment;
  /** How far it was run. */
  end: Moment;
  actions: Stamped[];
  /** As a person calls it. */
  name?: string;
  /** The branch on which the action was done that is undone here. */
  undone?: number;
  /** What stood out up to a moment: its end, once that was left. */
  marks: { upTo: Moment; packed: Float64Array } | null;
  /** Behind `from`, in the order of time. */
  checkpoints: Checkpoint[];
  /** Events between two of them. */
  apart: number;
}

/**
 * All ways in which a run went, and checkpoints along them.
 *
 * Going to a moment takes up the nearest checkpoint before it and runs the rest again, which gives the same events. A
 * branch has a bounded number of checkpoints: they lie further apart the longer it is.
 */
export class Timeline {
  /** By number. The first one is 0. */
  readonly branches = new Map<number, Branch>();
  current: number;

  readonly #core: Core;
  readonly #queue: Queue;
  readonly #beginning: Checkpoint;
  #numbers = 0;

  /** The timeline of a run that is at its start. Branches and the number of the present one may be of a run before it. */
  constructor(core: Core, queue: Queue, branches: Iterable<Branch>, current = 0) {
    this.#core = core;
    this.#queue = queue;
    for (const branch of branches) this.#add({ ...branch, checkpoints: [] }, branch.number);
    this.#beginning = { number: null, held: queue.save() };
    this.current = current;
    this.#schedule();
  }

  get branch(): Branch {
    return this.branches.get(this.current)!;
  }

  /** Takes note of how far the run has come; after every so many events it keeps a checkpoint. */
  follow(): void {
    const { branch } = this;
    const { now, processed } = this.#queue;
    if (processed < branch.end.processed || now < branch.end.now) return;
    branch.end = { now, processed };
    const last = branch.checkpoints.at(-1)?.held ?? branch.from;
    if (processed - last.processed >= branch.apart) this.#keep();
  }

  /** Whether the run was once further than it is now. */
  get isPast(): boolean {
    return this.#queue.now < this.branch.end.now || this.#queue.processed < this.branch.end.processed;
  }

  /** Puts an action into the script, to run next. In the past it leaves the branch, once the core has taken it. */
  act(stamped: Stamped): void {
    this.#put(stamped);
    if (!this.isPast) return;
    this.#leave(this.#core.added_done());
    this.#put(stamped);
  }

  /** Takes note of an action that ran. */
  acted(stamped: Stamped): void {
    const { branch } = this;
    branch.actions = [...branch.actions, stamped];
  }

  /** Goes to a moment of a branch. */
  seek(moment: Moment, to = this.current): void {
    this.mark();
    const here = this.#queue;
    const kept = this.#nearest(moment, to);
    const ahead = to === this.current && isUpTo(here, moment) && kept.held.processed <= here.processed;
    this.current = to;
    if (!ahead) this.#restore(kept);
    runTo(this.#queue, moment);
    this.follow();
  }

  /**
   * Goes to before the last action that was done by now, on a branch on which it is not done. The branch that is left
   * keeps it. False if nothing was done.
   */
  undo(): boolean {
    const done = this.#core.added_done();
    const last = this.branch.actions[done - 1];
    if (last === undefined) return false;
    const { current, branch } = this;
    // Nothing was done on it but to undo: the next one is undone on it as well.
    const again =
      branch.undone !== undefined && branch.actions.length === done && !this.#hasBranches(current);
    this.seek({ now: Math.max(last.at - 1, 0), processed: last.at === 0 ? 0 : Infinity });
    this.#leave(done - 1);
    this.branch.undone = again ? branch.undone! : current;
    if (again) this.delete(current);
    return true;
  }

  /** Does again what was undone, or goes to what was done next. False if there is nothing. */
  redo(): boolean {
    const { current, branch } = this;
    const done = this.#core.added_done();
    const undone = branch.actions.length === done ? branch.undone : undefined;
    const next = this.branches.get(undone ?? current)!.actions[done];
    if (next === undefined) return false;
    this.seek({ now: next.at, processed: Infinity }, undone);
    if (undone !== undefined && !this.#hasBranches(current)) this.delete(current);
    return true;
  }

  /**
   * Takes note of what stands out on the present branch: at its end, since in the past the core knows of the past only.
   * It looks through the whole trace, so not again where nothing has happened since.
   */
  mark(): void {
    const { branch } = this;
    if (this.isPast || (branch.marks !== null && isUpTo(branch.end, branch.marks.upTo))) return;
    branch.marks = { upTo: branch.end, packed: this.#core.marks(this.#queue.now) };
  }

  /** Gives a branch up, but not the first one, nor that on screen. What left it is taken to have left where it did. */
  delete(number: number): boolean {
    const branch = this.branches.get(number);
    if (branch === undefined || branch.parent === null || number === this.current) return false;
    for (const checkpoint of branch.checkpoints) this.#forget(checkpoint);
    for (const other of this.branches.values()) {
      if (other.parent === number) {
        other.parent = branch.parent;
        if (isUpTo(branch.from, other.from)) other.from = branch.from;
      }
      if (other.undone === number) delete other.undone;
    }
    return this.branches.delete(number);
  }

  /** A copy of the present moment, to look at another one and come back. */
  aside<T>(look: () => T): T {
    const { current } = this;
    const here = { number: this.#core.save(), held: this.#queue.save() };
    try {
      return look();
    } finally {
      this.current = current;
      this.#restore(here);
      this.#forget(here);
    }
  }

  #hasBranches(number: number): boolean {
    return [...this.branches.values()].some(({ parent }) => parent === number);
  }

  /** The last checkpoint up to a moment, on the branch or on those that it came from. */
  #nearest(moment: Moment, at: number): Checkpoint {
    const { parent, from, checkpoints } = this.branches.get(at)!;
    const kept = checkpoints.findLast(({ held }) => isUpTo(held, moment));
    if (kept !== undefined || parent === null) return kept ?? this.#beginning;
    return this.#nearest(isUpTo(from, moment) ? from : moment, parent);
  }

  #restore({ number, held }: Checkpoint): void {
    if (number === null) this.#core.rewind();
    else this.#core.restore(number);
    this.#queue.restore(held);
    this.#schedule(this.#core.added_done());
  }

  #forget({ number }: Checkpoint): void {
    if (number !== null) this.#core.forget(number);
  }

  /** Puts the actions of the branch into the script, but for so many that are done. */
  #schedule(done = 0): void {
    for (const stamped of this.branch.actions.slice(done)) this.#put(stamped);
  }

  #put({ at, action }: Stamped): void {
    this.#core.enqueue(JSON.stringify(action), at);
  }

  /** Begins a branch here, with the first so many of the actions of the present one. */
  #leave(actions: number): void {
    const { now, processed } = this.#queue;
    const from = { now, processed };
    // Before the present branch began, it is another one that is left.
    let parent = this.branch;
    while (parent.parent !== null && !isUpTo(parent.from, from)) parent = this.branches.get(parent.parent)!;
    const done = this.branch.actions.slice(0, actions);
    this.current = this.#add({ ...newBranch(done), parent: parent.number, from, end: from });
    // The script has what the other branch does next.
    this.#restore(this.#nearest(from, this.current));
    runTo(this.#queue, from);
  }

  #add(branch: Omit<Branch, 'number'>, number = this.#numbers): number {
    this.branches.set(number, { ...branch, number });
    this.#numbers = Math.max(this.#numbers, number + 1);
    return number;
  }

  #keep(): void {
    const { branch } = this;
    branch.checkpoints.push({ number: this.#core.save(), held: this.#queue.save() });
    if (branch.checkpoints.length <= MOST) return;
    const [kept, given]: [Checkpoint[], Checkpoint[]] = [[], []];
    branch.checkpoints.forEach((checkpoint, nth) => (nth % 2 === 0 ? kept : given).push(checkpoint));
    for (const checkpoint of given) this.#forget(checkpoint);
    branch.checkpoints = kept;
    branch.apart *= 2;
  }
}

/** A branch on which this was done, and nothing else yet. */
export function newBranch(actions: readonly Stamped[]): Omit<Branch, 'number'> {
  return {
    parent: null,
    from: BEGINNING,
    end: BEGINNING,
    actions: actions.toSorted((one, other) => one.at - other.at),
    marks: null,
    checkpoints: [],
    apart: APART,
  };
}

function isUpTo(one: Moment, other: Moment): boolean {
  return one.now <= other.now && one.processed <= other.processed;
}

/** Runs on to a moment, or as far as anything happens. A violation only interrupts it. */
function runTo(queue: Queue, { now, processed }: Moment): void {
  while (!queue.runUntil(now, processed - queue.processed) && queue.processed < processed);
}
