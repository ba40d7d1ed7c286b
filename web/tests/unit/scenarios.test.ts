import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { scenario, scenarios } from '../../src/state/scenario_list';
import { FIRST_SCENARIO } from '../../src/state/scenarios';

const folder = new URL('../../../crate/scenarios/', import.meta.url);

const course = [
  ...['simple-1', 'simple-2', 'unreliable-1', 'unreliable-2', 'unreliable-3'],
  ...['crash-1', 'crash-2', 'crash-3', 'crash-4'],
  ...['partition-1', 'partition-2', 'partition-3', 'partition-4'],
  ...['advanced-1', 'advanced-2', 'advanced-3', 'advanced-4'],
];

describe('the bundled scenarios', () => {
  test('go from the first election through the chapters of the gallery to the rules and the course tests', () => {
    expect(scenarios[0]?.id).toBe('first-election');
    const inGallery = scenarios.map(({ chapter }) => chapter !== undefined);
    expect(inGallery.indexOf(true)).toBe(1);
    expect(inGallery.slice(1).indexOf(false)).toBe(inGallery.filter(Boolean).length);
  });

  test('have the 17 course tests as their last group, in the order of the course', () => {
    const of = (group: string): string[] =>
      scenarios.filter((bundled) => bundled.group === group).map(({ id }) => id);
    expect(of('Course tests')).toEqual(course);
    expect(scenarios.slice(-course.length).map(({ id }) => id)).toEqual(course);
  });

  test('have a scenario for each rule as a group of its own', () => {
    const files = scenarios.filter(({ group }) => group === 'Broken rules').map(({ id }) => `${id}.json`);
    expect(files.toSorted()).toEqual(readdirSync(new URL('rules/', folder)).toSorted());
  });

  test('begin with the one that a fresh page opens', async () => {
    expect(await scenarios[0]?.load()).toBe(FIRST_SCENARIO);
    expect(scenario('first-election')).toBe(scenarios[0]);
    expect(scenario('no-such')).toBeUndefined();
  });

  test.each(scenarios.map((bundled) => [bundled.id, bundled] as const))(
    '%s is there and is JSON',
    async (_, bundled) => {
      const value: unknown = JSON.parse(await bundled.load());
      expect(value).toBeTypeOf('object');
    },
  );

  test('every file of the folder is in the list', () => {
    const files = [
      ...readdirSync(folder).filter((file) => file.endsWith('.json') && file !== 'index.json'),
      ...['course', 'rules'].flatMap((group) =>
        readdirSync(new URL(`${group}/`, folder)).map((file) => `${group}/${file}`),
      ),
    ];
    const index = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as { file: string }[];
    expect(index.map(({ file }) => file)).toEqual(expect.arrayContaining(files));
  });
});
