import index from '../../../crate/scenarios/index.json';

/** A scenario that comes with the page. */
export interface Bundled {
  id: string;
  title: string;
  group: 'Scenarios' | 'Course tests';
  /** The text of its file. */
  load(): Promise<string>;
}

const FOLDER = '../../../crate/scenarios/';

/** The scenario that a fresh page opens. It is part of the first load, the others are fetched when picked. */
export const DEFAULT_SCENARIO = 'first-election';

const inlined = import.meta.glob<string>('../../../crate/scenarios/first-election.json', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const fetched = import.meta.glob<string>(
  [
    '../../../crate/scenarios/**/*.json',
    '!../../../crate/scenarios/index.json',
    '!../../../crate/scenarios/first-election.json',
  ],
  { query: '?raw', import: 'default' },
);

/** In the order of the menu. */
export const scenarios: readonly Bundled[] = index.map(({ id, title, group, file }) => ({
  id,
  title,
  group: group as Bundled['group'],
  load: () => textOf(FOLDER + file),
}));

export function scenario(id: string): Bundled | undefined {
  return scenarios.find((bundled) => bundled.id === id);
}

async function textOf(path: string): Promise<string> {
  const text = inlined[path] ?? (await fetched[path]?.());
  if (text === undefined) throw new Error(`no scenario file at ${path}`);
  return text;
}
