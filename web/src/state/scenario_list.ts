import index from '../../../crate/scenarios/index.json';

/** A scenario that comes with the page. */
export interface Bundled {
  id: string;
  title: string;
  group: 'Scenarios' | 'Broken rules' | 'Course tests';
  /** The chapter of the gallery that it belongs to, if it is in the gallery. */
  chapter?: string;
  /** The text of its file. */
  load(): Promise<string>;
}

const FOLDER = '../../../crate/scenarios/';

const files = import.meta.glob<string>(
  [
    '../../../crate/scenarios/**/*.json',
    '!../../../crate/scenarios/index.json',
    '!../../../crate/scenarios/gallery/*.json',
  ],
  { query: '?raw', import: 'default' },
);

/** In the order of the menu. */
export const scenarios: readonly Bundled[] = index.map(({ id, title, group, chapter, file }) => ({
  id,
  title,
  group: group as Bundled['group'],
  ...(chapter === undefined ? {} : { chapter }),
  load: () => textOf(FOLDER + file),
}));

export function scenario(id: string): Bundled | undefined {
  return scenarios.find((bundled) => bundled.id === id);
}

async function textOf(path: string): Promise<string> {
  const text = await files[path]?.();
  if (text === undefined) throw new Error(`no scenario file at ${path}`);
  return text;
}
