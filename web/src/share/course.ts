/** A course as its teacher sets it: what is to be done, by when, and the key that makes its predictions its own. */
import type { BadInput } from '../engine/protocol';
import { inObject, Misfit, textAt } from './untrusted';

export interface Course {
  title: string;
  /** By when, in the teacher's words. */
  due?: string;
  /** What is made of the salt, 64 hexadecimal digits. The salt itself stays with the teacher. */
  key?: string;
  /** Ids of lessons. */
  lessons: string[];
  exercises: CourseExercise[];
}

/** One that comes with the page by its id; the teacher's own, or one whose budget she changed, as its text. */
export type CourseExercise = { id: string } | { text: string };

/** Within these limits a course is read. */
export const MOST_OF_COURSE = {
  /** Bytes of JSON. */
  bytes: 2_000_000,
  title: 100,
  due: 200,
  lessons: 50,
  exercises: 50,
  /** Characters of an exercise: the core reads no more. */
  text: 200_000,
} as const;

/** Reads what someone else wrote. What is missing, wrong, too much or unknown is refused, with its place. */
export function readCourse(json: string, place: string): Course | BadInput {
  if (json.length > MOST_OF_COURSE.bytes)
    return { place, message: `is larger than ${MOST_OF_COURSE.bytes} bytes, the most that is read` };
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { place, message: 'is damaged: what is in it is no JSON' };
  }
  try {
    return courseOf(value, place);
  } catch (thrown) {
    if (thrown instanceof Misfit) return { place: thrown.place, message: thrown.message };
    throw thrown;
  }
}

function courseOf(value: unknown, place: string): Course {
  const course = inObject(value, place, ['title', 'lessons', 'exercises'], ['due', 'key']);
  const { due, key } = course;
  const read: Course = {
    title: textAt(course['title'], `${place}.title`, MOST_OF_COURSE.title),
    lessons: listAt(course['lessons'], `${place}.lessons`, MOST_OF_COURSE.lessons, idAt),
    exercises: listAt(course['exercises'], `${place}.exercises`, MOST_OF_COURSE.exercises, exerciseAt),
  };
  if (due !== undefined) read.due = textAt(due, `${place}.due`, MOST_OF_COURSE.due);
  if (key !== undefined) {
    if (typeof key !== 'string' || !/^[0-9a-f]{64}$/.test(key)) {
      throw new Misfit(`${place}.key`, 'is not 64 hexadecimal digits');
    }
    read.key = key;
  }
  const ids = read.exercises.map(idOfExercise);
  const twice = ids.findIndex((id, nth) => ids.indexOf(id) < nth);
  if (twice >= 0) {
    throw new Misfit(`${place}.exercises[${twice}]`, `is the second one with the id ${ids[twice]!}`);
  }
  return read;
}

function listAt<T>(
  value: unknown,
  place: string,
  most: number,
  read: (one: unknown, place: string) => T,
): T[] {
  if (!Array.isArray(value)) throw new Misfit(place, 'is missing, or no list');
  if (value.length > most) throw new Misfit(place, `has more than ${most} of them`);
  return value.map((one: unknown, nth) => read(one, `${place}[${nth}]`));
}

function idAt(value: unknown, place: string): string {
  if (typeof value === 'string' && /^[a-z0-9-]{1,60}$/.test(value)) return value;
  throw new Misfit(place, 'is not 1 to 60 small letters, digits and hyphens');
}

function exerciseAt(value: unknown, place: string): CourseExercise {
  const { id, text } = inObject(value, place, [], ['id', 'text']);
  if (text === undefined) return { id: idAt(id, `${place}.id`) };
  if (id !== undefined) throw new Misfit(place, 'has both "id" and "text", where one of them is enough');
  const own = { text: textAt(text, `${place}.text`, MOST_OF_COURSE.text) };
  if (nameOf(own.text) === null) throw new Misfit(`${place}.text`, 'is no exercise with an id and a title');
  return own;
}

/**
 * What an exercise calls itself; null where the text is not even an object that does. Whether it is an exercise, the
 * core knows: it reads it when it is opened.
 */
export function nameOf(text: string): { id: string; title: string } | null {
  try {
    const { id, title } = JSON.parse(text) as Record<string, unknown>;
    if (typeof title !== 'string') return null;
    return { id: idAt(id, ''), title: title.slice(0, MOST_OF_COURSE.title) };
  } catch {
    return null;
  }
}

/** Whether a text is meant to be an exercise, and no scenario or hand-in. */
export function isExercise(text: string): boolean {
  if (nameOf(text) === null) return false;
  const { kind, scenario } = JSON.parse(text) as Record<string, unknown>;
  return typeof kind === 'string' && typeof scenario === 'object';
}

/** The id that hand-ins name. */
export function idOfExercise(exercise: CourseExercise): string {
  return 'id' in exercise ? exercise.id : (nameOf(exercise.text)?.id ?? '');
}

/** The texts of those that are not as they come with the page: to judge what was handed in, they are needed too. */
export const ownTexts = ({ exercises }: Course): string[] =>
  exercises.flatMap((exercise) => ('text' in exercise ? [exercise.text] : []));
