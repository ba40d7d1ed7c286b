/** How an attempt at an exercise stands, while it is worked at: what was done is run again beside the page, and judged. */
import { effect, type ReadonlySignal } from '@preact/signals';
import type { AttemptProgress, ForWhom, TimedAction } from '../engine/exercise-protocol';
import type { Stamped } from '../engine/protocol';
import { actions, frame, playing, scenarioText } from '../state/run';
import { examine } from './examiner';

/** While the run plays it is looked at once in so many ms. */
const PACE = 300;

interface Followed {
  of: ForWhom;
  /** The text of the scenario that has to be on the stage. */
  stage: ReadonlySignal<string>;
  /** What was done, of what was done to the run up to now. */
  done(upToNow: TimedAction[]): TimedAction[];
  /** Told of each moment that is looked at; of none while another run is on the stage. */
  tell(progress: AttemptProgress | null): void;
}

/** Returns how to end that. */
export function follow({ of, stage, done, tell }: Followed): () => void {
  let asked = false;
  let last = -Infinity;
  let seen = '';
  let later: ReturnType<typeof setTimeout> | undefined;

  const look = (): void => {
    const [now, all, plays, isThere] = [
      frame.value,
      actions.value,
      playing.value,
      scenarioText.value === stage.value,
    ];
    if (!isThere) {
      seen = '';
      tell(null);
    }
    if (now === null || !isThere || asked) return;
    const here = `${stage.value} ${now.hash} ${now.now}`;
    if (here === seen) return;
    const wait = plays ? last + PACE - performance.now() : 0;
    if (wait <= 0) void check(here, now.now, all);
    else {
      later ??= setTimeout(() => {
        later = undefined;
        look();
      }, wait);
    }
  };

  const check = async (here: string, now: number, all: readonly Stamped[]): Promise<void> => {
    asked = true;
    const answer = await examine({
      ask: 'progress',
      ...of,
      actions: done(timed(all, now)),
      now_ms: now / 1000,
    });
    asked = false;
    last = performance.now();
    seen = here;
    if (scenarioText.value === stage.value) tell(answer);
    if (answer) look();
  };

  const end = effect(look);
  return () => {
    end();
    clearTimeout(later);
  };
}

/** What was done up to a time in µs, as scenarios have it. */
export const timed = (all: readonly Stamped[], now: number): TimedAction[] =>
  all.filter(({ at }) => at <= now).map(({ at, action }) => ({ at_ms: at / 1000, ...action }));
