/** The branches of the run on screen and what stands out on them, kept up to date while someone looks at them. */
import { effect, signal } from '@preact/signals';
import type { TimelineView } from '../engine/protocol';
import { ask, changes, frame, playing } from './run';

export const timeline = signal<TimelineView | null>(null);

/** While the run plays it is fetched once in so many ms. */
const PACE = 400;

/** The recording, and how far it reached, when it was fetched last. */
let of = { run: -1, end: -1 };

/** Fetches the timeline when the run has come further, or become another one. Returns how to end that. */
export function keepTimeline(): () => void {
  let asked = false;
  let last = -Infinity;
  let later: ReturnType<typeof setTimeout> | undefined;

  const look = (): void => {
    const [now, run, plays] = [frame.value, changes.value, playing.value];
    if (now === null || asked || (run === of.run && now.end <= of.end)) return;
    const wait = run === of.run && plays ? last + PACE - performance.now() : 0;
    if (wait <= 0) void fetch(run);
    else {
      later ??= setTimeout(() => {
        later = undefined;
        look();
      }, wait);
    }
  };

  const fetch = async (run: number): Promise<void> => {
    asked = true;
    await show(run, { type: 'timeline' });
    asked = false;
    last = performance.now();
    look();
  };

  const end = effect(look);
  return () => {
    end();
    clearTimeout(later);
  };
}

/** Calls a branch something. */
export async function nameBranch(branch: number, name: string): Promise<void> {
  await show(changes.value, { type: 'name', branch, name });
}

/** Gives a branch up: not the first one, and not that on screen. */
export async function deleteBranch(branch: number): Promise<void> {
  await show(changes.value, { type: 'delete', branch });
}

async function show(run: number, body: Parameters<typeof ask>[0]): Promise<void> {
  const answer = await ask(body);
  if (answer?.type !== 'timeline') return;
  const { current, branches } = answer.timeline;
  of = { run, end: branches.find(({ number }) => number === current)?.end ?? -1 };
  timeline.value = answer.timeline;
}
