/** A seed of a test on the stage, shortly before what went wrong. */
import { scenarioOf, type CourseTest } from '../../state/grader';
import { tell } from '../../state/notices';
import { transport } from '../../state/run';
import type { Finding } from '../../state/tally';
import { openDialog } from '../dialogs';
import { ms } from '../format';
import { openText } from '../opened';

/** So long before it the run stands, in µs: a few hops of the grader's network. */
const BEFORE = 500;

/** At this speed a hop of the grader's network takes a twentieth of a second. */
const SPEED = 1 / 400;

export async function openFinding(test: CourseTest, { seed, at, reasons }: Finding): Promise<void> {
  const opened = await openSeed(test, seed, at === null ? undefined : Math.max(0, at - BEFORE));
  if (!opened) return;
  const when = at === null ? '' : `, at ${ms(at)} ms`;
  tell(`${test.name}, seed ${seed}${when}: ${reasons.join('; ')}`);
}

/** Opens a seed at its start, or paused at a time. */
export async function openSeed(test: CourseTest, seed: number, to?: number): Promise<boolean> {
  const text = await scenarioOf(test, seed);
  if (text === null) return false;
  transport.choose(SPEED);
  const why = await openText(text, test.name, to === undefined ? {} : { to });
  if (why) return false;
  openDialog.value = null;
  return true;
}
