import { expect } from 'vitest';
import { test } from './browser';

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
