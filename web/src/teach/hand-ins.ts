/** What was handed in, and what came of judging it. */
import { batch, computed, signal } from '@preact/signals';
import { Exercises } from '../engine/exercises';
import { asCsv, type Result } from '../engine/results';
import { examine } from '../lessons/examiner';
import { download } from '../panels/download';
import { isExercise, MOST_OF_COURSE, nameOf, ownTexts, type Course } from '../share/course';
import { isCourseFile, readCourseFile } from '../share/course-link';
import { rowsOf, type Row } from './alike';
import { beginningOf, MOST_FILES, type Dropped } from './dropped';
import { judgeAll } from './judges';
import { opened } from './opened';
import { salt, textsSetUp } from './set-up';

/** The table is made anew so often, in ms: with thousands of rows each time costs some. */
const PACE = 250;

export const results = signal<readonly Result[]>([]);
export const rows = computed<readonly Row[]>(() => rowsOf(results.value));
export const progress = signal<{ done: number; all: number } | null>(null);
/** The course to which they belong, if its file was dropped too. */
export const course = signal<Course | null>(null);
/** Own exercises that were dropped beside them, by id. */
export const own = signal<ReadonlyMap<string, string>>(new Map());
/** What is wrong with what was dropped. */
export const wrong = signal<readonly string[]>([]);
/** The salt with which they were judged. */
export const judgedWith = signal<string | null>(null);

let handIns: Dropped[] = [];
let cancelling = new AbortController();

/** Takes what was dropped, and judges everything there is by then. */
export async function take(dropped: readonly Dropped[]): Promise<void> {
  wrong.value = [];
  for (const one of dropped) await sort(one);
  if (handIns.length > MOST_FILES) {
    complain(`More than ${MOST_FILES.toLocaleString('en')} files: the others are left out.`);
    handIns = handIns.slice(0, MOST_FILES);
  }
  await judge();
}

/** A course, an exercise, or else a hand-in: what is in a file says which. */
async function sort(dropped: Dropped): Promise<void> {
  const text = await beginningOf(dropped);
  if (text !== null && dropped.file && isCourseFile(text)) await takeCourse(dropped.name, dropped.file);
  else if (text !== null && isExercise(text)) await takeExercise(dropped.name, text);
  else handIns = [...handIns.filter(({ name }) => name !== dropped.name), dropped];
}

async function takeCourse(name: string, file: File): Promise<void> {
  const text = file.size <= MOST_OF_COURSE.bytes ? await file.text().catch(() => null) : null;
  const read =
    text === null
      ? { place: 'file', message: 'it cannot be read, or is larger than 2 MB' }
      : readCourseFile(text);
  if ('place' in read) complain(`${name}: ${read.place}: ${read.message}`);
  else course.value = read;
}

async function takeExercise(name: string, text: string): Promise<void> {
  const told = await opened(text);
  if (told === null) return;
  if ('refused' in told) complain(`${name}: ${told.refused.place}: ${told.refused.message}`);
  else own.value = new Map([...own.value, [told.answer.id, text]]);
}

function complain(about: string): void {
  wrong.value = [...wrong.value, about];
}

/** Judges all of them, also those that were judged before with another salt. */
export async function judge(): Promise<void> {
  cancelling.abort();
  const { signal: cancel } = (cancelling = new AbortController());
  const judged: (Result | undefined)[] = [];
  let done = 0;
  let last = performance.now();
  const show = (): void =>
    batch(() => {
      results.value = judged.filter((result) => result !== undefined);
      progress.value = { done, all: handIns.length };
    });
  show();
  judgedWith.value = salt.value;
  await checkKey();
  const texts = await ownTextsNow();
  const jobs = handIns.map((dropped) => ({ name: dropped.name, text: () => beginningOf(dropped) }));
  const judging = {
    salt: salt.value,
    own: texts,
    cancel,
    judged: (place: number, result: Result) => {
      judged[place] = result;
      done += 1;
      if (performance.now() - last < PACE) return;
      last = performance.now();
      show();
    },
  };
  await judgeAll(jobs, judging, () => new Exercises());
  // Another judging may have begun meanwhile.
  if (cancel !== cancelling.signal) return;
  show();
  progress.value = null;
}

/** Own exercises: those dropped here, else of the course dropped here, else of the one being set up. */
async function ownTextsNow(): Promise<string[]> {
  const texts = new Map<string, string>();
  const setUp = await textsSetUp().catch(() => []);
  for (const text of [...setUp, ...(course.value ? ownTexts(course.value) : [])]) {
    texts.set(nameOf(text)?.id ?? '', text);
  }
  return [...new Map([...texts, ...own.value]).values()];
}

/** With another salt than that of the course nothing that depends on it can be right. */
async function checkKey(): Promise<void> {
  const key = course.value?.key;
  if (key === undefined) return;
  const made = await examine({ ask: 'key', salt: salt.value });
  if (made !== null && made !== key) complain(`This is not the salt of “${course.value?.title ?? ''}”.`);
}

export function cancel(): void {
  cancelling.abort();
}

export function clear(): void {
  cancelling.abort();
  handIns = [];
  batch(() => {
    results.value = [];
    progress.value = null;
    course.value = null;
    own.value = new Map();
    wrong.value = [];
    judgedWith.value = null;
  });
}

export function exportCsv(): void {
  download('hand-ins.csv', 'text/csv', asCsv(results.value));
}
