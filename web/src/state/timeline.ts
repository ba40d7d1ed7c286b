/** The branches of the run on screen and what stands out on them, kept up to date while someone looks at them. */
import { signal } from '@preact/signals';
import type { Request, TimelineView } from '../engine/protocol';
import { keepUp } from './recording';
import { ask, changes } from './run';

export const timeline = signal<TimelineView | null>(null);

/** The recording that `timeline` is of, and how far it reached. */
let known = { run: -1, upTo: -1 };

export function keepTimeline(): () => void {
  return keepUp({
    pace: 400,
    known: () => known,
    wanted: ({ end }) => end,
    fetch: (run) => show(run, { type: 'timeline' }),
  });
}

/** Calls a branch something. */
export async function nameBranch(branch: number, name: string): Promise<void> {
  await show(changes.value, { type: 'name', branch, name });
}

/** Gives a branch up: not the first one, and not that on screen. */
export async function deleteBranch(branch: number): Promise<void> {
  await show(changes.value, { type: 'delete', branch });
}

async function show(run: number, body: Request): Promise<boolean> {
  const answer = await ask(body);
  if (answer?.type !== 'timeline') return false;
  const { current, branches } = answer.timeline;
  known = { run, upTo: branches.find(({ number }) => number === current)?.end ?? -1 };
  timeline.value = answer.timeline;
  return true;
}
