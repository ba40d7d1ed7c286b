/** The stretch of the space–time diagram that is looked at, kept up to date while someone does. */
import { effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Stretch, StretchInquiry } from '../engine/diagram-protocol';
import { inquire } from './find';
import { changes, frame, playing } from './run';

/** What is seen, and how finely. */
export type Wanted = Omit<StretchInquiry, 'ask'>;

/** The newest one that came. It may be of another stretch than is looked at by now. */
export const stretch = signal<Stretch | null>(null);

/** While the run plays a stretch is fetched once in so many ms. */
const PACE = 90;

/** Fetches what is wanted, one stretch at a time, the newest wish first. Returns how to end that. */
export function keepStretch(wanted: ReadonlySignal<Wanted | null>): () => void {
  let asked = false;
  let last = -Infinity;
  let later: ReturnType<typeof setTimeout> | undefined;
  let of = '';
  let ended = false;

  const look = (): void => {
    const [wish, now, run, plays] = [wanted.value, frame.value, changes.value, playing.value];
    if (wish === null || now === null || asked || ended) return;
    // Of a stretch that lies behind it does not matter how far the run has come.
    const reach = Math.min(now.end, wish.to);
    const what = `${run} ${reach} ${wish.from} ${wish.to} ${wish.mostArrows} ${wish.parts}`;
    if (what === of) return;
    const wait = plays ? last + PACE - performance.now() : 0;
    if (wait <= 0) void ask(wish, what, run);
    else {
      later ??= setTimeout(() => {
        later = undefined;
        look();
      }, wait);
    }
  };

  const ask = async (wish: Wanted, what: string, run: number): Promise<void> => {
    asked = true;
    const answer = await inquire({ ask: 'stretch', ...wish });
    asked = false;
    last = performance.now();
    if (answer?.ask !== 'stretch' || ended) return;
    // Until the whole run is read, it is asked for again.
    of = answer.done ? what : '';
    if (run === changes.peek()) stretch.value = answer;
    look();
  };

  const end = effect(look);
  return () => {
    ended = true;
    end();
    clearTimeout(later);
  };
}
