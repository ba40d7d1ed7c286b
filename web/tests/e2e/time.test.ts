import { expect } from 'vitest';
import { test } from './browser';
import { ORDERLY } from './clusters';

test('a step processes one event and leaves the run paused', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(100, ORDERLY);
  const events = await she.counter('Events');
  const hash = await she.hash();
  await she.step();
  await expect.poll(() => she.counter('Events')).toBe(events + 1);
  await she.step();
  await expect.poll(() => she.counter('Events')).toBe(events + 2);
  await expect.poll(() => she.hash()).not.toBe(hash);
  await she.standsStill();
});

test('nothing moves while the run is paused', async ({ visit }) => {
  const she = await visit();
  await she.seesLeader();
  await she.pause();
  const then = await she.clock();
  await she.seesPictures(10);
  expect(await she.clock()).toBe(then);
});

test('the speed goes from a thousandth to a hundredfold, and time passes accordingly', async ({ visit }) => {
  const she = await visit();
  await she.seesLeader();
  const passes = async (): Promise<number> => {
    const before = await she.clock();
    await she.seesPictures(10);
    return (await she.clock()) - before;
  };
  await she.setSpeed('1/1000');
  const slow = await passes();
  await she.setSpeed('100');
  const fast = await passes();
  expect(fast).toBeGreaterThan(100 * slow);
});

test('the same scenario with the same seed is the same run', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(400, ORDERLY);
  const once = await she.hash();
  await she.transport.getByRole('button', { name: 'Restart' }).click();
  await she.transport.getByRole('button', { name: 'Pause' }).waitFor();
  await expect.poll(() => she.clock()).toBe(400);
  await expect.poll(() => she.hash()).toBe(once);
});
