/**
 * The frame at a pace that text can follow. The frame itself changes with every picture; text that is
 * rebuilt as often could not be read and would cost the stage its time.
 */
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Frame } from '../engine/protocol';
import { frame, playing } from '../state/run';
import { replicaCount } from './packed';

/** For lists and tables. */
export const slowFrame = paced(100);

/** For the clock, which is to be seen running. */
export const clockFrame = paced(50);

/** Who takes part changes only from run to run, so what depends on it alone is drawn once a run. */
export const replicas = computed(() => replicaCount(slowFrame.value));
export const clients = computed(() => slowFrame.value?.clients ?? 0);

/** The newest frame once in so many ms while a run plays; where it stands, or another begins, at once. */
function paced(pace: number): ReadonlySignal<Frame | null> {
  const shown = signal<Frame | null>(null);
  let last = -Infinity;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const show = (): void => {
    clearTimeout(waiting);
    waiting = undefined;
    last = performance.now();
    shown.value = frame.peek();
  };

  effect(() => {
    const stands = !playing.value;
    const [before, next] = [shown.peek(), frame.value];
    if (next === before) return;
    const begins = next !== null && before !== null && next.events < before.events;
    const wait = stands || begins ? 0 : last + pace - performance.now();
    if (wait <= 0) show();
    // The last frame of a burst must arrive too, so there is always a timer behind it.
    else waiting ??= setTimeout(show, wait);
  });
  return shown;
}
