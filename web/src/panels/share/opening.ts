/** Opens a run that someone shared, and goes to its moment. Nothing of it is trusted: its way there is bounded and can be stopped. */
import { effect } from '@preact/signals';
import type { BadInput } from '../../engine/protocol';
import type { SharedMoment, SharedRun, SharedView } from '../../share/shared-run';
import { goingTo, goTo } from '../../state/moment';
import { dismiss, tell } from '../../state/notices';
import { fetched } from '../../state/parts';
import { ask, changes, frame } from '../../state/run';
import { bundledScenarios } from '../../state/scenarios';
import { selected } from '../../state/selection';
import { openText } from '../opened';
import { replicaIndex } from '../packed';
import { foot, view } from '../view';

/** Events by which the way may come beyond its end: an advance stops at a time, not at a number of them. */
const BEYOND = 50_000;

/** A way that takes longer than this, in real ms, tells that it can be stopped. */
const LONG = 400;

export async function openShared(read: SharedRun | BadInput): Promise<boolean> {
  if ('place' in read) {
    tell(`${read.place}: ${read.message}`, 'bad');
    return false;
  }
  const { scenario, seed, actions, moment } = read;
  const found = typeof scenario === 'string' ? await bundled(scenario) : scenario;
  if (found === null) return false;
  if (await openText(found.text, found.name, { seed, actions })) return false;
  show(read.view);
  await arrive(moment);
  return true;
}

async function bundled(id: string): Promise<{ text: string; name: string } | null> {
  const all = await fetched(bundledScenarios);
  if (all === null) return null;
  const found = all.find((one) => one.id === id);
  const text = found && (await fetched(found.load));
  if (found && text) return { text, name: found.title };
  if (!found) tell(`link.scenario: no scenario of this page is called ${JSON.stringify(id)}`, 'bad');
  return null;
}

function show(shown: SharedView): void {
  const { selected: name } = shown;
  if (name?.startsWith('C')) selected.value = { kind: 'client', name };
  else if (name && replicaIndex(frame.peek(), name) >= 0) selected.value = { kind: 'replica', name };
  view.value = shown.panel ?? null;
  foot.value = shown.foot ?? 'logs';
}

async function arrive({ now, processed, hash }: SharedMoment): Promise<void> {
  const run = changes.peek();
  const came = await goBounded(now, processed);
  if (changes.peek() !== run || !came) return;
  const there = frame.peek();
  // Of what happens at one time, a step or a pause may have seen a part only.
  if (there && there.counters.processed > processed) await ask({ type: 'go', processed });
  if (changes.peek() === run && frame.peek()?.hash !== hash) {
    tell(
      'The run has gone another way here than where the link was made: by another version of the page, or the link was changed.',
    );
  }
}

/** Goes to a time, unless far more happens on the way than was said. Says whether it came there. */
async function goBounded(to: number, processed: number): Promise<boolean> {
  let notice: number | undefined;
  const stop = (): void => {
    if (goingTo.peek() === to) goingTo.value = null;
  };
  const late = setTimeout(() => {
    notice = tell('Going to the moment of the link.', 'info', { text: 'Stop here', press: stop });
  }, LONG);
  const off = effect(() => {
    const seen = frame.value?.counters.processed ?? 0;
    if (goingTo.value !== to || seen <= processed + BEYOND) return;
    stop();
    tell('link.moment: more happens up to it than the link says; the run stops here.', 'bad');
  });
  await goTo(to);
  off();
  clearTimeout(late);
  if (notice !== undefined) dismiss(notice);
  return frame.peek()?.now === to;
}
