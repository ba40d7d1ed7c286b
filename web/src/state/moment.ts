/** Going to a moment of the run on screen. */
import { signal } from '@preact/signals';
import { ask, changes, frame, pause } from './run';

/** The moment that is being gone to, in µs of virtual time, while the run is on its way there. */
export const goingTo = signal<number | null>(null);

/**
 * Goes to a moment, back or ahead, and stands there. The recording keeps what was done later: the run plays on as
 * it did, until a person does something else.
 *
 * Back means that the run is replayed from its start. Where that takes long, the page shows how it gets there; another
 * moment, or another run, ends it.
 */
export async function goTo(at: number): Promise<void> {
  pause();
  goingTo.value = at;
  const run = changes.value;
  await ask({ type: 'go', to: at });
  for (let before = -1; onTheWay(at, run) && now() > before;) {
    before = now();
    await ask({ type: 'advance', to: at });
  }
  if (goingTo.value === at) goingTo.value = null;
}

const now = (): number => frame.value?.now ?? Infinity;

const onTheWay = (at: number, run: number): boolean =>
  goingTo.value === at && changes.value === run && now() < at;
