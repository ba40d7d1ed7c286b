import index from '../../../crate/scenarios/index.json';
import { readText } from './files';
import { Failure } from './status';

/** A test file of the course. */
export interface CourseTest {
  name: string;
  text: string;
}

const files = import.meta.glob<string>('../../../crate/scenarios/course/*.json', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The tests that the course has, in its order. */
export const courseTests: readonly CourseTest[] = index
  .filter(({ group }) => group === 'Course tests')
  .map(({ title, file }) => ({ name: title, text: files[`../../../crate/scenarios/${file}`] ?? '' }));

/** The tests that are named: those of the course by their names, others by their files; all of the course's if none is. */
export async function testsNamed(names: string[]): Promise<readonly CourseTest[]> {
  if (names.length === 0) return courseTests;
  return Promise.all(
    names.map(async (name) => {
      const known = courseTests.find((test) => test.name === name);
      if (known !== undefined) return known;
      return { name, text: await readText(name).catch((failure: unknown) => noTest(name, failure)) };
    }),
  );
}

function noTest(name: string, failure: unknown): never {
  if (name === '-' || !(failure instanceof Failure)) throw failure;
  throw new Failure(`${failure.message}; nor has the course a test of this name`);
}
