/** The course that a person takes part in: it comes as a link or a file, and is kept in her browser until she leaves it. */
import { batch, signal } from '@preact/signals';
import type { BadInput } from '../engine/protocol';
import { nameOf, readCourse, type Course } from '../share/course';
import { readCourseFile, readCourseLink } from '../share/course-link';
import { tell } from '../state/notices';
import { openDialog } from './dialogs';

const KEPT = 'raft-playground.course';

export const course = signal<Course | null>(kept());

export const openCourseLink = async (fragment: string): Promise<boolean> =>
  take(await readCourseLink(fragment));

export const openCourseFile = (text: string): boolean => take(readCourseFile(text));

/** An exercise that came as a file is a course of its own. */
export const openExerciseFile = (text: string): boolean =>
  take({ title: nameOf(text)?.title ?? '', lessons: [], exercises: [{ text }] });

export function leaveCourse(): void {
  course.value = null;
  try {
    localStorage.removeItem(KEPT);
  } catch {
    // Where nothing may be kept, nothing was.
  }
}

/** Takes it up, and shows what is to be done; what is refused is told. */
function take(read: Course | BadInput): boolean {
  if ('place' in read) {
    tell(`${read.place}: ${read.message}`, 'bad');
    return false;
  }
  const before = course.peek();
  batch(() => {
    course.value = read;
    openDialog.value = 'lessons';
  });
  if (before !== null && JSON.stringify(before) !== JSON.stringify(read)) {
    const back = { text: 'Back to it', press: () => void take(before) };
    tell(`“${read.title}” stands in the place of “${before.title}”.`, 'info', back);
  }
  try {
    localStorage.setItem(KEPT, JSON.stringify(read));
  } catch {
    // Where nothing may be kept it is known as long as the page is open.
  }
  return true;
}

/** Anything may stand there: another version may have written it, or a person. */
function kept(): Course | null {
  try {
    const read = readCourse(localStorage.getItem(KEPT) ?? '', 'course');
    return 'place' in read ? null : read;
  } catch {
    return null;
  }
}
