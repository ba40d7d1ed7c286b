/** What is fetched of the recording as a whole, kept up to date while someone looks at it. */
import { effect } from '@preact/signals';
import type { Frame } from '../engine/protocol';
import { changes, frame, playing } from './run';

interface Kept {
  /** While the run plays it is fetched once in so many ms. */
  pace: number;
  /** Of which recording it is, as `changes` counts them, and up to which time. */
  known(): { run: number; upTo: number };
  /** The time up to which it is wanted where a frame is on screen. */
  wanted(frame: Frame): number;
  /** Fetches it of this recording. False where it cannot be had now. */
  fetch(run: number): Promise<boolean>;
}

/** Fetches it when the run has come beyond what is known, or become another one. Returns how to end that. */
export function keepUp({ pace, known, wanted, fetch }: Kept): () => void {
  let asked = false;
  let last = -Infinity;
  let later: ReturnType<typeof setTimeout> | undefined;

  const look = (): void => {
    const [now, run, plays] = [frame.value, changes.value, playing.value];
    const { run: of, upTo } = known();
    if (now === null || asked || (run === of && wanted(now) <= upTo)) return;
    // Of another recording it is wanted at once.
    const wait = run === of && plays ? last + pace - performance.now() : 0;
    if (wait <= 0) void ask(run);
    else {
      later ??= setTimeout(() => {
        later = undefined;
        look();
      }, wait);
    }
  };

  const ask = async (run: number): Promise<void> => {
    asked = true;
    const came = await fetch(run);
    asked = false;
    last = performance.now();
    if (came) look();
  };

  const end = effect(look);
  return () => {
    end();
    clearTimeout(later);
  };
}
