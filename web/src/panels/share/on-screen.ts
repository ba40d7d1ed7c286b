/** The run on screen, as one that can be shown to others. */
import type { Stamped } from '../../engine/protocol';
import type { SharedRun, SharedView } from '../../share/shared-run';
import { FEET, MOST } from '../../share/shared-run';
import { ask, changes, frame, scenarioText, settings } from '../../state/run';
import { bundledScenarios, FIRST_SCENARIO } from '../../state/scenarios';
import { selected } from '../../state/selection';
import { title } from '../opened';
import { foot, view } from '../view';

/** The run with the moment and the view; null where there is none, or where it becomes another one just now. */
export async function runOnScreen(): Promise<SharedRun | null> {
  const text = scenarioText.peek();
  if (text === null) return null;
  const scenario = await nameOf(text);
  const actions = await actionsNow();
  const [now, opened] = [frame.peek(), settings.peek()];
  if (scenarioText.peek() !== text || actions === null || now === null || opened === null) return null;
  const moment = { now: now.now, processed: now.counters.processed, hash: now.hash };
  return { scenario, seed: opened.seed, actions, moment, view: viewNow() };
}

/** Why nobody could open it, if so. */
export function whyNot({ actions, moment }: SharedRun): string | null {
  if (actions.length > MOST.actions) return `More than ${MOST.actions} things were done to this run.`;
  if (moment.processed > MOST.processed)
    return `More than ${MOST.processed} events have happened in this run.`;
  if (moment.now > MOST.now) return 'This run is longer than a day of its time.';
  return null;
}

let named: { text: string; scenario: SharedRun['scenario'] } | null = null;

/** The id of a scenario that comes with the page; the text of any other. */
async function nameOf(text: string): Promise<SharedRun['scenario']> {
  if (named?.text !== text) named = { text, scenario: (await idOf(text)) ?? { text, name: '' } };
  const { scenario } = named;
  return typeof scenario === 'string' ? scenario : { ...scenario, name: title.peek().slice(0, MOST.name) };
}

async function idOf(text: string): Promise<string | undefined> {
  const all = await bundledScenarios();
  // The first one is at hand: for all others their texts are fetched.
  if (text === FIRST_SCENARIO) return all[0]?.id;
  const texts = await Promise.all(all.map(({ load }) => load()));
  return all[texts.indexOf(text)]?.id;
}

let known: { run: number; actions: Stamped[] } | null = null;

/** What was done on the branch on screen. It is asked for only when it has changed. */
async function actionsNow(): Promise<Stamped[] | null> {
  const run = changes.peek();
  if (known?.run === run) return known.actions;
  const answer = await ask({ type: 'timeline' });
  if (answer?.type !== 'timeline' || changes.peek() !== run) return null;
  const { current, branches } = answer.timeline;
  const actions = branches.find(({ number }) => number === current)?.actions ?? [];
  known = { run, actions };
  return actions;
}

function viewNow(): SharedView {
  const shown: SharedView = {};
  const pick = selected.peek();
  const panel = view.peek();
  if (pick?.kind === 'replica' || pick?.kind === 'client') shown.selected = pick.name;
  if (panel !== null) shown.panel = panel;
  const below = FEET.find((name) => name === foot.peek());
  if (below !== undefined) shown.foot = below;
  return shown;
}
