/**
 * A course as a link, `#course.1.` and the course as JSON, compressed; and as a file, for what is too long for one.
 *
 * As with runs, a link that was given out once opens for good: another form of `Course` is another version, beside which
 * the reading of those before stays. `tests/unit/course-links.txt` has links of every version.
 */
import type { BadInput } from '../engine/protocol';
import { MOST_OF_COURSE, readCourse, type Course } from './course';
import { packed, unpacked } from './packing';

/** The most that is read: who gets a longer one whole may have it. */
const LONGEST_READ = 64_000;

const VERSION = '1';
const LINK = /^#course\.(\d{1,4})\.(.*)$/s;

export async function courseFragment(course: Course): Promise<string> {
  return `#course.${VERSION}.${await packed(JSON.stringify(course))}`;
}

export async function readCourseLink(fragment: string): Promise<Course | BadInput> {
  const refused = (message: string): BadInput => ({ place: 'link', message });
  if (fragment.length > LONGEST_READ)
    return refused(`is longer than ${LONGEST_READ} characters, the most that is read`);
  const [, version, letters] = LINK.exec(fragment) ?? [];
  if (version === undefined || letters === undefined)
    return refused('holds no course: it begins with "#course.", a version and "."');
  if (version !== VERSION) return refused(`is of version ${version}; this page reads version ${VERSION}`);
  const json = await unpacked(letters, MOST_OF_COURSE.bytes);
  if (json === undefined) return refused('is damaged or was cut short on its way');
  if (json === null) return refused(`holds more than ${MOST_OF_COURSE.bytes} bytes, the most that is read`);
  return readCourse(json, 'course');
}

export const COURSE_FILE_ENDING = '.course.json';

const BEGINNING = /^\s*\{\s*"raft_playground_course"\s*:\s*(\d{1,4})\s*,\s*"course"\s*:/;

export function courseFileOf(course: Course): string {
  return `{"raft_playground_course":${VERSION},"course":${JSON.stringify(course)}}\n`;
}

/** Whether a text, or the beginning of one, is a course. */
export const isCourseFile = (text: string): boolean => BEGINNING.test(text);

export function readCourseFile(text: string): Course | BadInput {
  const [beginning, version] = BEGINNING.exec(text) ?? [];
  if (beginning === undefined) return { place: 'file', message: 'holds no course' };
  if (version !== VERSION) {
    return { place: 'file', message: `is of version ${version}; this page reads version ${VERSION}` };
  }
  return readCourse(text.trimEnd().slice(beginning.length, -1), 'course');
}
