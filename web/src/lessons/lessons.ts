/** The lessons, in their order: a folder each, whose name says where it stands. */
import { lessonOf, type Checks, type Lesson } from './lesson';

const texts = import.meta.glob<string>('./*/text.md', { query: '?raw', import: 'default' });
const scenarios = import.meta.glob<string>('./*/scenario.json', { query: '?raw', import: 'default' });
const checks = import.meta.glob<Checks>('./*/checks.json', { import: 'default', eager: true });

const idOf = (path: string): string => path.split('/')[1]!;

/** What the list says of each. */
export const LESSONS = Object.entries(checks)
  .map(([path, { title, section, minutes, steps }]) => ({
    id: idOf(path),
    title,
    section,
    minutes,
    steps: steps.length,
  }))
  .sort((one, other) => (one.id < other.id ? -1 : 1));

export async function loadLesson(id: string): Promise<Lesson> {
  const folder = `./${id}/`;
  const [text, scenario] = await Promise.all([
    texts[`${folder}text.md`]!(),
    scenarios[`${folder}scenario.json`]!(),
  ]);
  return lessonOf(id, text, scenario, checks[`${folder}checks.json`]!);
}
