/** A run that one person shows to another: all that it takes to have it again, and what of it was looked at. */
import type { BadInput, Stamped } from '../engine/protocol';
import { inObject, inside, Misfit, textAt, wholeAt } from './untrusted';

export interface SharedRun {
  /** One that comes with the page by its id, any other as text, with the name that it goes by. */
  scenario: string | { text: string; name: string };
  seed: number;
  /** What was done, also later than the moment. */
  actions: Stamped[];
  moment: SharedMoment;
  view: SharedView;
}

/** Where the run stands. The hash tells whether it is the same run where it is opened. */
export interface SharedMoment {
  now: number;
  processed: number;
  hash: string;
}

export interface SharedView {
  /** The replica or client that the inspector shows. */
  selected?: string;
  panel?: (typeof PANELS)[number];
  foot?: (typeof FEET)[number];
}

const PANELS = ['inspector', 'events', 'client', 'logs'] as const;

/** What stands below the stage in the place of the logs, where that is told. */
export const FEET = ['history', 'diagram'] as const;

/** Within these limits a run can be shared, and whoever opens one is asked for no more work than this. */
export const MOST = {
  /** Bytes of JSON. */
  bytes: 4_000_000,
  /** Characters of a scenario: as many as the page reads from a file. */
  scenario: 1_000_000,
  actions: 10_000,
  /** How deep objects and lists stand in each other, in an action. The deepest that there is has 4. */
  depth: 8,
  /** Events up to the moment. */
  processed: 2_000_000,
  /** The moment: a day, in µs of virtual time. */
  now: 86_400_000_000,
  name: 200,
} as const;

/** Reads what someone else wrote. What is missing, wrong, too much or unknown is refused, with its place. */
export function readSharedRun(json: string, place: string): SharedRun | BadInput {
  if (json.length > MOST.bytes)
    return { place, message: `is larger than ${MOST.bytes} bytes, the most that is read` };
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { place, message: 'is damaged: what is in it is no JSON' };
  }
  try {
    return sharedRunOf(value, place);
  } catch (thrown) {
    if (thrown instanceof Misfit) return { place: thrown.place, message: thrown.message };
    throw thrown;
  }
}

function sharedRunOf(value: unknown, place: string): SharedRun {
  const run = inObject(value, place, ['scenario', 'seed', 'actions', 'moment', 'view']);
  return {
    scenario: scenarioOf(run['scenario'], `${place}.scenario`),
    seed: wholeAt(run['seed'], `${place}.seed`, Number.MAX_SAFE_INTEGER),
    actions: actionsOf(run['actions'], `${place}.actions`),
    moment: momentOf(run['moment'], `${place}.moment`),
    view: viewOf(run['view'], `${place}.view`),
  };
}

function scenarioOf(value: unknown, place: string): SharedRun['scenario'] {
  if (typeof value === 'string') return textAt(value, place, MOST.name);
  const { text, name } = inObject(value, place, ['text', 'name']);
  return {
    text: textAt(text, `${place}.text`, MOST.scenario),
    name: textAt(name, `${place}.name`, MOST.name),
  };
}

function actionsOf(value: unknown, place: string): Stamped[] {
  if (!Array.isArray(value)) throw new Misfit(place, 'is missing, or no list');
  if (value.length > MOST.actions) throw new Misfit(place, `has more than ${MOST.actions} actions`);
  let before = 0;
  return value.map((one: unknown, nth) => {
    const here = `${place}[${nth}]`;
    const { at, action } = inObject(one, here, ['at', 'action']);
    const stamped = { at: wholeAt(at, `${here}.at`, MOST.now), action: actionOf(action, `${here}.action`) };
    if (stamped.at < before) throw new Misfit(`${here}.at`, 'is earlier than the action before it');
    before = stamped.at;
    return stamped;
  });
}

/** Which actions there are and what belongs to each, the core knows best: it reads them when the run is opened. */
function actionOf(value: unknown, place: string): Stamped['action'] {
  if (typeof inside(value, place)['do'] !== 'string')
    throw new Misfit(`${place}.do`, 'is missing, or no text');
  if (isDeeper(value, MOST.depth)) throw new Misfit(place, `is nested more than ${MOST.depth} deep`);
  return value as Stamped['action'];
}

function isDeeper(value: unknown, than: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return than === 0 || Object.values(value).some((inner) => isDeeper(inner, than - 1));
}

function momentOf(value: unknown, place: string): SharedMoment {
  const { now, processed, hash } = inObject(value, place, ['now', 'processed', 'hash']);
  if (typeof hash !== 'string' || !/^[0-9a-f]{16}$/.test(hash)) {
    throw new Misfit(`${place}.hash`, 'is not 16 hexadecimal digits');
  }
  return {
    now: wholeAt(now, `${place}.now`, MOST.now),
    processed: wholeAt(processed, `${place}.processed`, MOST.processed),
    hash,
  };
}

function viewOf(value: unknown, place: string): SharedView {
  const { selected, panel, foot } = inObject(value, place, [], ['selected', 'panel', 'foot']);
  const view: SharedView = {};
  if (selected !== undefined) {
    if (typeof selected !== 'string' || !/^[SC]\d{1,2}$/.test(selected)) {
      throw new Misfit(`${place}.selected`, 'is not the name of a replica or client, such as S1 or C1');
    }
    view.selected = selected;
  }
  if (panel !== undefined) {
    const found = PANELS.find((name) => name === panel);
    if (found === undefined) throw new Misfit(`${place}.panel`, `is none of ${PANELS.join(', ')}`);
    view.panel = found;
  }
  if (foot !== undefined) {
    const found = FEET.find((name) => name === foot);
    if (found === undefined) throw new Misfit(`${place}.foot`, `is none of ${FEET.join(', ')}`);
    view.foot = found;
  }
  return view;
}
