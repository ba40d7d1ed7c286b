/** A course as it is being set up: what was chosen, and the link or file that comes of it. */
import { batch, computed, signal } from '@preact/signals';
import { bundledExercises, type BundledExercise } from '../lessons/bundled-exercises';
import { examine } from '../lessons/examiner';
import { download, fileName } from '../panels/download';
import { MOST_OF_COURSE, type Course, type CourseExercise } from '../share/course';
import { COURSE_FILE_ENDING, courseFileOf, courseFragment } from '../share/course-link';
import { LONGEST_LINK } from '../share/link';
import { opened } from './opened';

/** An exercise of the teacher's own. */
export interface OwnExercise {
  id: string;
  title: string;
  text: string;
}

export const title = signal('');
export const due = signal('');
/** It is nowhere but here, and gone with the page. */
export const salt = signal('');
export const lessons = signal<readonly string[]>([]);
/** Ids of bundled exercises. */
export const exercises = signal<readonly string[]>([]);
/** How many actions a bundled exercise allows, where that is not what it comes with. */
export const budgets = signal<Readonly<Record<string, number>>>({});
export const own = signal<readonly OwnExercise[]>([]);

/** What came of the last thing that was asked for here. */
export const said = signal<{ text: string; good: boolean } | null>(null);

/** Why there is no course yet; null if there is one. */
export const missing = computed(() => {
  if (title.value.trim() === '') return 'Give the course a title.';
  const chosen = lessons.value.length + exercises.value.length + own.value.length;
  return chosen === 0 ? 'Choose at least one lesson or exercise.' : null;
});

export function toggle(chosen: typeof lessons, id: string): void {
  const now = chosen.value;
  chosen.value = now.includes(id) ? now.filter((other) => other !== id) : [...now, id];
}

/** 20 letters and digits: about 100 bits. Letters that look like others are left out. */
export function generateSalt(): void {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
  const random = crypto.getRandomValues(new Uint8Array(20));
  salt.value = Array.from(random, (byte) => letters[byte % letters.length]).join('');
}

/** Takes an exercise of the teacher's own. Another one with its id gives way. What is wrong with it is said. */
export async function addOwn(file: string, text: string): Promise<void> {
  const told = await opened(text);
  if (told === null) return;
  if ('refused' in told) {
    const { place, message } = told.refused;
    said.value = { text: `${file}: ${place}: ${message}`, good: false };
    return;
  }
  const { id, title: name } = told.answer;
  batch(() => {
    own.value = [...own.value.filter((other) => other.id !== id), { id, title: name, text }];
    exercises.value = exercises.value.filter((other) => other !== id);
    said.value = { text: `“${name}” is in the course.`, good: true };
  });
}

export async function addFile(file: File): Promise<void> {
  if (file.size > MOST_OF_COURSE.text) {
    said.value = {
      text: `${file.name}: is larger than ${MOST_OF_COURSE.text} bytes, the most that is read`,
      good: false,
    };
    return;
  }
  try {
    await addOwn(file.name, await file.text());
  } catch {
    said.value = { text: `${file.name}: it cannot be read`, good: false };
  }
}

/** The course that was set up; null where its key cannot be made, which is told. */
async function course(): Promise<Course | null> {
  const all = await bundledExercises();
  const key = salt.value === '' ? undefined : await examine({ ask: 'key', salt: salt.value });
  if (key === null) return null;
  const bundled = all.filter(({ id }) => exercises.value.includes(id));
  return {
    title: title.value.trim(),
    ...(due.value.trim() === '' ? {} : { due: due.value.trim() }),
    ...(key === undefined ? {} : { key }),
    lessons: [...lessons.value].sort(),
    exercises: [...bundled.map(inCourse), ...own.value.map(({ text }) => ({ text }))],
  };
}

function inCourse(exercise: BundledExercise): CourseExercise {
  const actions = budgets.value[exercise.id];
  if (actions === undefined || actions === exercise.actions) return { id: exercise.id };
  return { text: withBudget(exercise.text, actions) };
}

/** An exercise that allows so many actions. It is judged as its text says: the course carries all of it. */
export function withBudget(text: string, actions: number): string {
  const exercise = JSON.parse(text) as { budget: object };
  // Of what is undefined nothing is written: an address that means something in the project only.
  return JSON.stringify({ ...exercise, $schema: undefined, budget: { ...exercise.budget, actions } });
}

export async function copyLink(): Promise<void> {
  const made = await course();
  if (made === null) return;
  said.value = await copied(made);
}

/** Copies the link to a course, and says what came of it. */
export async function copied(made: Course): Promise<{ text: string; good: boolean }> {
  const fragment = await courseFragment(made);
  if (fragment.length > LONGEST_LINK) {
    const [length, most] = [fragment.length, LONGEST_LINK].map((n) => n.toLocaleString('en'));
    return {
      text: `The link has ${length} characters, and many places cut more than ${most}. Save the course as a file instead.`,
      good: false,
    };
  }
  const link = location.href.split('#')[0]! + fragment;
  try {
    await navigator.clipboard.writeText(link);
    return { text: 'The link is copied.', good: true };
  } catch {
    return { text: `The browser does not let the page copy. This is the link: ${link}`, good: false };
  }
}

export async function saveCourse(): Promise<void> {
  const made = await course();
  if (made === null) return;
  download(`${fileName(made.title, 'course')}${COURSE_FILE_ENDING}`, 'application/json', courseFileOf(made));
  said.value = {
    text: 'The course is saved. Dropped on this page it opens, for you and for students.',
    good: true,
  };
}

/** The texts of its exercises that are not as they come with the page. */
export async function textsSetUp(): Promise<string[]> {
  const all = await bundledExercises();
  const changed = all.filter(({ id }) => exercises.value.includes(id)).map(inCourse);
  return [
    ...changed.flatMap((one) => ('text' in one ? [one.text] : [])),
    ...own.value.map(({ text }) => text),
  ];
}
