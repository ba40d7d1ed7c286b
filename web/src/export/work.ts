/** What is being exported, where that takes its time: one thing at once, with how far it is and a way to stop it. */
import { signal } from '@preact/signals';

export interface Work {
  /** What is done, as in "The trace is being written". */
  doing: string;
  /** From 0 to 1. */
  share: number;
}

export const work = signal<Work | null>(null);

/** What came of the last. */
export const outcome = signal<{ text: string; bad: boolean } | null>(null);

let stopping: AbortController | null = null;

export interface Pace {
  /** Aborted when it is to be stopped. */
  readonly stop: AbortSignal;
  at(share: number): void;
}

/** Does something, and tells what came of it: the name of a file, or why there is none. */
export async function doing(what: string, task: (pace: Pace) => Promise<string | Wrong>): Promise<void> {
  stop();
  const own = new AbortController();
  stopping = own;
  const isOn = () => stopping === own;
  outcome.value = null;
  work.value = { doing: what, share: 0 };
  let came: string | Wrong;
  try {
    came = await task({
      stop: own.signal,
      at: (share) => {
        if (isOn()) work.value = { doing: what, share };
      },
    });
  } catch (failure) {
    came = new Wrong(failure instanceof Error ? failure.message : String(failure));
  }
  if (!isOn()) return;
  stopping = null;
  work.value = null;
  outcome.value =
    came instanceof Wrong ? { text: came.why, bad: true } : { text: `${came} is saved.`, bad: false };
}

/** Stops what is being done, and tells nothing of it. */
export function stop(): void {
  stopping?.abort();
  stopping = null;
  work.value = null;
  outcome.value = null;
}

/** Why there is no file. */
export class Wrong {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}
