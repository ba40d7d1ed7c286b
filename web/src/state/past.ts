/** What clients and faults did in the run on screen, kept up to date while someone looks at it. */
import { signal } from '@preact/signals';
import type { Past } from '../engine/history';
import { keepUp } from './recording';
import { ask } from './run';

/** Of the recording as it stands. It reaches beyond the moment on screen where the run went back to that. */
export const past = signal<Past | null>(null);

/** The recording that `past` is of. */
let of = -1;

export function keepPast(): () => void {
  return keepUp({
    pace: 700,
    known: () => ({ run: of, upTo: past.peek()?.at ?? -1 }),
    wanted: ({ now }) => now,
    fetch: async (run) => {
      const answer = await ask({ type: 'past' });
      if (answer?.type !== 'past') return false;
      of = run;
      past.value = answer.past;
      return true;
    },
  });
}
