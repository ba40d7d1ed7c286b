import { readFileSync, writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { BadInput } from '../../src/engine/protocol';
import { isExercise, MOST_OF_COURSE, type Course } from '../../src/share/course';
import {
  courseFileOf,
  courseFragment,
  isCourseFile,
  readCourseFile,
  readCourseLink,
} from '../../src/share/course-link';
import { isLink } from '../../src/share/link';

const OWN = JSON.stringify({ id: 'my-own', title: 'Ein "eigenes" 值', kind: 'schedule' });

const COURSE: Course = {
  title: 'Distributed systems, week 5',
  due: 'Friday, 18:00',
  key: '0123456789abcdef'.repeat(4),
  lessons: ['01-one-server', '04-an-election'],
  exercises: [{ id: 'two-leaders' }, { text: OWN }, { id: 'figure-8' }],
};

const linkTo = (json: string): string => `#course.1.${deflateSync(json).toString('base64url')}`;

const changed = (part: object): string => linkTo(JSON.stringify({ ...COURSE, ...part }));

const said = (read: Course | BadInput): string =>
  'place' in read ? `${read.place}: ${read.message}` : 'not refused';

const refusal = async (fragment: string): Promise<string> => said(await readCourseLink(fragment));

describe('a course', () => {
  test('is the same one where its link is opened', async () => {
    expect(await readCourseLink(await courseFragment(COURSE))).toEqual(COURSE);
    const bare: Course = { title: 'Raft', lessons: [], exercises: [] };
    expect(await readCourseLink(await courseFragment(bare))).toEqual(bare);
  });

  test('and by a file, which is told from all others by its beginning', () => {
    const file = courseFileOf(COURSE);
    expect(readCourseFile(file)).toEqual(COURSE);
    expect(isCourseFile(file.slice(0, 60))).toBe(true);
    expect(isCourseFile(OWN)).toBe(false);
    expect(isCourseFile('{"raft_playground_run":1,"run":{}}')).toBe(false);
  });

  test('an exercise alone is told from a scenario and from a hand-in', () => {
    expect(isExercise(JSON.stringify({ ...JSON.parse(OWN), scenario: {} }))).toBe(true);
    expect(isExercise('{"title":"First election","replicas":5}')).toBe(false);
    expect(isExercise('{"hand_in":1,"exercise":"two-leaders","tag":"ada"}')).toBe(false);
    expect(isExercise('null')).toBe(false);
  });

  test('is no link to a run, and a run is no course', async () => {
    expect(isLink(await courseFragment(COURSE))).toBe(false);
    expect(await refusal('#1.abc')).toBe(
      'link: holds no course: it begins with "#course.", a version and "."',
    );
  });
});

describe('a course that is not as it has to be is refused with its place', () => {
  test.each<[object, string]>([
    [{ title: 5 }, 'course.title: is no text'],
    [{ title: 'x'.repeat(101) }, 'course.title: has more than 100 characters'],
    [{ due: null }, 'course.due: is no text'],
    [{ due: 'x'.repeat(201) }, 'course.due: has more than 200 characters'],
    [{ key: 'secret' }, 'course.key: is not 64 hexadecimal digits'],
    [{ key: 'A'.repeat(64) }, 'course.key: is not 64 hexadecimal digits'],
    [{ lessons: 'all' }, 'course.lessons: is missing, or no list'],
    [{ lessons: Array(51).fill('a') }, 'course.lessons: has more than 50 of them'],
    [
      { lessons: ['01-one-server', '../x'] },
      'course.lessons[1]: is not 1 to 60 small letters, digits and hyphens',
    ],
    [{ exercises: Array(51).fill({ id: 'a' }) }, 'course.exercises: has more than 50 of them'],
    [{ exercises: ['figure-8'] }, 'course.exercises[0]: is missing, or no object'],
    [
      { exercises: [{ id: '__proto__' }] },
      'course.exercises[0].id: is not 1 to 60 small letters, digits and hyphens',
    ],
    [{ exercises: [{}] }, 'course.exercises[0].id: is not 1 to 60 small letters, digits and hyphens'],
    [
      { exercises: [{ id: 'a', text: OWN }] },
      'course.exercises[0]: has both "id" and "text", where one of them is enough',
    ],
    [{ exercises: [{ text: '{' }] }, 'course.exercises[0].text: is no exercise with an id and a title'],
    [{ exercises: [{ text: 'null' }] }, 'course.exercises[0].text: is no exercise with an id and a title'],
    [
      { exercises: [{ text: '['.repeat(100_000) }] },
      'course.exercises[0].text: is no exercise with an id and a title',
    ],
    [
      { exercises: [{ text: 'x'.repeat(200_001) }] },
      'course.exercises[0].text: has more than 200000 characters',
    ],
    [
      { exercises: [{ id: 'my-own' }, { text: OWN }] },
      'course.exercises[1]: is the second one with the id my-own',
    ],
    [{ salt: 'secret' }, 'course: has an unknown part "salt"; there are title, lessons, exercises, due, key'],
  ])('%#: %s', async (part, why) => {
    expect(await refusal(changed(part))).toBe(why);
  });

  test('a list, a number, null, nothing', async () => {
    for (const json of ['[]', '7', 'null', '"course"']) {
      expect(await refusal(linkTo(json))).toBe('course: is missing, or no object');
    }
    expect(await refusal(linkTo('{'))).toBe('course: is damaged: what is in it is no JSON');
    expect(await refusal(linkTo('{}'))).toBe('course.title: is missing');
    expect(await refusal('#course.1.')).toBe('link: is damaged or was cut short on its way');
  });

  test('wherever its link was cut short', async () => {
    const whole = await courseFragment(COURSE);
    for (let length = '#course.1.'.length; length < whole.length; length++) {
      expect(await refusal(whole.slice(0, length)), `cut to ${length}`).toMatch(/^link: is damaged/);
    }
  });

  test('too long, or too large once it is unpacked', async () => {
    expect(await refusal(`#course.1.${'A'.repeat(70_000)}`)).toBe(
      'link: is longer than 64000 characters, the most that is read',
    );
    const bomb = deflateSync(Buffer.alloc(40_000_000, ' '), { level: 9 }).toString('base64url');
    expect(await refusal(`#course.1.${bomb}`)).toBe(
      `link: holds more than ${MOST_OF_COURSE.bytes} bytes, the most that is read`,
    );
  });

  test('of another version', async () => {
    expect(await refusal('#course.2.abc')).toBe('link: is of version 2; this page reads version 1');
    expect(said(readCourseFile(courseFileOf(COURSE).replace('_course":1', '_course":2')))).toBe(
      'file: is of version 2; this page reads version 1',
    );
  });

  test('a file that ends in the middle', () => {
    expect(said(readCourseFile(courseFileOf(COURSE).slice(0, -20)))).toBe(
      'course: is damaged: what is in it is no JSON',
    );
  });
});

/** Links as they were made once, one of each version, to `COURSE`. `RECORD=1` adds that of this version if it is missing. */
const file = new URL('course-links.txt', import.meta.url);

describe('an old link to a course keeps working', () => {
  const recorded = readFileSync(file, 'utf8').trim().split('\n').filter(Boolean);

  test.each(recorded)('%#', async (fragment) => {
    expect(await readCourseLink(fragment)).toEqual(COURSE);
  });

  test('and of this version one is recorded', async () => {
    const fragment = await courseFragment(COURSE);
    const [begins = ''] = /^#course\.\d+\./.exec(fragment) ?? [];
    const known = recorded.some((line) => line.startsWith(begins));
    if (!known && process.env['RECORD'] === '1')
      writeFileSync(file, `${[...recorded, fragment].join('\n')}\n`);
    else expect(known).toBe(true);
  });
});
