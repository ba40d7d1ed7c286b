import first from '../../../crate/scenarios/first-election.json?raw';

/** The text of the scenario that a fresh page opens. It is part of the first load. */
export const FIRST_SCENARIO = first;

/** The list of all that come with the page, fetched when it is first looked at. */
export const bundledScenarios = () => import('./scenario_list').then(({ scenarios }) => scenarios);
