/** The address bar: it holds the run on screen, and opens the run that someone puts into it. */
import { effect } from '@preact/signals';
import { fragmentOf, isLink, LONGEST_LINK, readLink } from '../../share/link';
import { goingTo } from '../../state/moment';
import { fetched } from '../../state/parts';
import { changes, frame, playing } from '../../state/run';
import { selected } from '../../state/selection';
import { openDialog } from '../dialogs';
import { foot, view } from '../view';
import { openShared } from './opening';
import { runOnScreen, whyNot } from './on-screen';

/** The least real time between two addresses, in ms: browsers bound how often it changes. While the run plays it is never right for long. */
const PACE = { playing: 2000, standing: 300 } as const;

/** What the page wrote, or has opened, to tell it from what someone puts there. */
let written = '';

/** Begins to keep the address. Within a page of someone else it is that of the frame, which nobody sees. */
export async function keepAddress(): Promise<void> {
  addEventListener('hashchange', () => void openAddress());
  await openAddress();
  let later: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    // What is in it, apart from the settings, which change with these.
    const seen = [frame.value, changes.value, selected.value, view.value, foot.value];
    if (seen[0] === null || goingTo.value !== null) return;
    later ??= setTimeout(
      () => {
        later = undefined;
        void write();
      },
      playing.value ? PACE.playing : PACE.standing,
    );
  });
  // Who stops it wants the address of where it stands, not soon but now.
  playing.subscribe((plays) => {
    if (!plays) void write();
  });
}

async function openAddress(): Promise<void> {
  if (!isPutThere()) return;
  written = location.hash;
  if (written === TEACH) openDialog.value = 'teach';
  else if (isCourse(written)) await (await fetched(() => import('../course')))?.openCourseLink(written);
  else await openShared(await readLink(written));
}

/** Where the page for teachers is. */
const TEACH = '#teach';

const isCourse = (fragment: string): boolean => fragment.startsWith('#course.');

/** Whether someone put something there that was not opened yet. */
function isPutThere(): boolean {
  const { hash } = location;
  return hash !== written && (isLink(hash) || isCourse(hash) || hash === TEACH);
}

/** The run as a fragment; null where that is too long, or not to be shared. */
export async function fragmentOfRun(): Promise<string | null> {
  const run = await runOnScreen();
  if (run === null || whyNot(run) !== null) return null;
  const fragment = await fragmentOf(run);
  return fragment.length <= LONGEST_LINK ? fragment : null;
}

async function write(): Promise<void> {
  const fragment = await fragmentOfRun();
  // It may have been put there meanwhile, and the event that tells so is still to come.
  if (goingTo.peek() !== null || isPutThere()) return;
  const next = location.href.split('#')[0]! + (fragment ?? '');
  if (next === location.href) return;
  history.replaceState(history.state, '', next);
  written = location.hash;
}
