/**
 * The frame at a pace that lists and tables can follow. The frame itself changes with every picture;
 * text that is rebuilt as often could not be read and would cost the stage its time.
 */
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Frame } from '../engine/protocol';
import { frame } from '../state/run';
import { replicaCount } from './packed';

const PACE_MS = 100;

const paced = signal<Frame | null>(null);
export const slowFrame: ReadonlySignal<Frame | null> = paced;

/** Who takes part changes only from run to run, so what depends on it alone is drawn once a run. */
export const replicas = computed(() => replicaCount(paced.value));
export const clients = computed(() => paced.value?.clients ?? 0);

let last = -Infinity;
let waiting = false;

function take(): void {
  waiting = false;
  last = performance.now();
  paced.value = frame.peek();
}

effect(() => {
  if (frame.value === paced.peek() || waiting) return;
  const wait = last + PACE_MS - performance.now();
  if (wait <= 0) {
    take();
  } else {
    // The last frame of a burst must arrive too, so there is always a timer behind it.
    waiting = true;
    setTimeout(take, wait);
  }
});
