/** The texts of the exercises that come with the page, in their order, and what a list says of each. */

export interface BundledExercise {
  id: string;
  title: string;
  section: string;
  text: string;
  /** How many actions it allows, where a run is acted on. */
  actions: number | null;
}

const texts = import.meta.glob<string>('../../../crate/exercises/*/exercise.json', {
  query: '?raw',
  import: 'default',
});

let loaded: Promise<BundledExercise[]> | null = null;

/** Rejects if they cannot be fetched; the next call tries again. */
export function bundledExercises(): Promise<BundledExercise[]> {
  loaded ??= load().catch((failure: unknown) => {
    loaded = null;
    throw failure;
  });
  return loaded;
}

async function load(): Promise<BundledExercise[]> {
  const folders = Object.keys(texts).sort();
  return (await Promise.all(folders.map((folder) => texts[folder]!()))).map(described);
}

function described(text: string): BundledExercise {
  const { id, title, section, budget } = JSON.parse(text) as BundledExercise & {
    budget?: { actions: number };
  };
  return { id, title, section, text, actions: budget?.actions ?? null };
}
