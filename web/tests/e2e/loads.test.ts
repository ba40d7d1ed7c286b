import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { test } from './browser';

const COURSE_TEST = readFileSync(
  new URL('../../../crate/scenarios/course/crash-3.json', import.meta.url),
  'utf8',
);

/** Two of the longest election timeouts: whoever splits the first vote has time for a second one. */
const TWO_TIMEOUTS = 600;

test('the built page runs from below any path', async ({ open }) => {
  const page = await open();
  expect(new URL(page.url()).pathname).not.toBe('/');
  expect(await page.title()).toContain('Raft Playground');
});

test('five replicas elect a leader, without a click', async ({ visit }) => {
  const she = await visit();
  const leader = await she.seesLeader();
  expect(await she.clock()).toBeLessThan(TWO_TIMEOUTS);
  await expect.poll(() => she.replicas()).toHaveLength(5);
  await expect
    .poll(async () =>
      (await she.replicas()).filter((said) => said.includes(`follower, term ${leader.term}, up`)),
    )
    .toHaveLength(4);
});

test('the run moves by itself, with its time and its messages in sight', async ({ visit }) => {
  const she = await visit();
  await she.seesLeader();
  const before = await she.clock();
  await she.untilClock(before + 5);
  await expect.poll(() => she.counter('Messages')).toBeGreaterThan(0);
});

test('the rest of the core is fetched when it is first needed', async ({ visit }) => {
  const fetched: string[] = [];
  const she = await visit({
    before: (page) => Promise.resolve(page.on('request', (request) => fetched.push(request.url()))),
  });
  const rest = () => fetched.filter((url) => url.includes('_rest-'));
  await she.seesLeader();
  await she.asks('put', { Key: 'x', Value: '1' });
  await she.seesAnswer(/put x=1 .*\bok\b/);
  expect(rest()).toEqual([]);
  await she.drops('crash-3.json', COURSE_TEST);
  await she.seesRun('crash-3');
  expect(rest()).toHaveLength(1);
});
