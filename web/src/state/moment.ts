/** Going to another moment of the run on screen, or to another branch of it. */
import { signal } from '@preact/signals';
import type { Landmark } from '../engine/protocol';
import { ask, changes, frame, pause, settings } from './run';

/** The moment that is being gone to, in µs of virtual time, while the run is on its way there. */
export const goingTo = signal<number | null>(null);

/**
 * Goes to a moment, back or ahead, and stands there. The recording keeps what was done later: the run plays on as
 * it did, until a person does something else, which begins a branch.
 *
 * Where the run was never so far and getting there takes long, the page shows how it gets there; another moment, or
 * another run, ends it.
 */
export async function goTo(at: number, branch?: number): Promise<void> {
  pause();
  goingTo.value = at;
  const run = changes.value;
  await ask({ type: 'go', to: at, ...(branch === undefined ? {} : { branch }) });
  for (let before = -1; onTheWay(at, run) && now() > before;) {
    before = now();
    await ask({ type: 'advance', to: at });
  }
  if (goingTo.value === at) goingTo.value = null;
}

/** How far ahead it is worth looking for what has not happened yet, in µs of virtual time. */
export const FAR = 60_000_000;

/** Pauses, and takes the last event back. */
export async function stepBack(): Promise<void> {
  pause();
  const processed = frame.value?.counters.processed ?? 0;
  if (processed > 0) await ask({ type: 'go', processed: processed - 1 });
}

/**
 * Goes to the next thing of a kind, or the one before, and says whether there is one. Ahead the run may go where it has
 * never been, until its end.
 */
export async function jump(to: Landmark, back = false): Promise<boolean> {
  pause();
  const [run, start] = [changes.value, now()];
  for (let before = -1; changes.value === run && now() > before;) {
    before = now();
    const answer = await ask({ type: 'jump', to, back });
    if (answer?.type !== 'frame' || answer.reached === true) return answer?.type === 'frame';
    if (back || to === 'action' || now() >= (settings.value?.end_ms ?? Infinity) * 1000) break;
    if (now() > start + FAR) break;
  }
  // Another run that took its place meanwhile stays where it is.
  if (changes.value === run && now() !== start) await goTo(start);
  return false;
}

export async function undo(): Promise<void> {
  pause();
  await ask({ type: 'undo' });
}

export async function redo(): Promise<void> {
  pause();
  await ask({ type: 'redo' });
}

const now = (): number => frame.value?.now ?? Infinity;

const onTheWay = (at: number, run: number): boolean =>
  goingTo.value === at && changes.value === run && now() < at;
