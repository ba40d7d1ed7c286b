/** What clients and faults did in the run on screen, kept up to date while someone looks at it. */
import { effect, signal } from '@preact/signals';
import type { Past } from '../engine/history';
import { ask, changes, frame, playing } from './run';

/** Of the recording as it stands. It reaches beyond the moment on screen where the run went back to that. */
export const past = signal<Past | null>(null);

/** While the run plays it is fetched once in so many ms. */
const PACE = 700;

/** The recording that `past` is of. */
let of = -1;

/** Fetches the past when the run has come beyond it, or become another one. Returns how to end that. */
export function keepPast(): () => void {
  let asked = false;
  let last = -Infinity;
  let later: ReturnType<typeof setTimeout> | undefined;

  const look = (): void => {
    const [now, run, plays] = [frame.value?.now, changes.value, playing.value];
    if (now === undefined || asked || (run === of && past.peek() && now <= past.peek()!.at)) return;
    const wait = run === of && plays ? last + PACE - performance.now() : 0;
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
    const answer = await ask({ type: 'past' });
    asked = false;
    last = performance.now();
    if (answer?.type !== 'past') return;
    of = run;
    past.value = answer.past;
    look();
  };

  const end = effect(look);
  return () => {
    end();
    clearTimeout(later);
  };
}
