import { expect } from 'vitest';
import { test } from './browser';
import { ORDERLY } from './clusters';

test('a cluster of seven replicas starts over and elects its leader', async ({ visit }) => {
  const she = await visit();
  await she.page.getByRole('button', { name: 'Settings' }).click();
  await she.settings.getByLabel('Replicas').fill('7');
  await she.settings.getByRole('button', { name: 'Start over' }).click();
  await expect.poll(() => she.replicas()).toHaveLength(7);
  await she.setSpeed('1');
  await she.seesLeader();
});

test('a number out of range is refused beside its field', async ({ visit }) => {
  const she = await visit();
  await she.page.getByRole('button', { name: 'Settings' }).click();
  await she.settings.getByLabel('Replicas').fill('22');
  await she.settings.getByRole('button', { name: 'Start over' }).click();
  await she.settings.getByText(/from 1 to 21/).waitFor();
  expect(await she.replicas()).toHaveLength(5);
});

test('another latency holds for the next message', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(60, ORDERLY);
  await she.page.getByRole('button', { name: 'Settings' }).click();
  await she.settings.getByLabel('Latency of a hop, to').fill('44');
  await she.settings.getByLabel('Latency of a hop, to').press('Enter');
  await she.settings.getByLabel('Latency of a hop, from').fill('44');
  await she.settings.getByLabel('Latency of a hop, from').press('Enter');
  await she.settings.getByRole('button', { name: 'Close' }).click();
  // The answers to the first entries leave as it arrives, at 70 ms.
  await she.step();
  await expect.poll(async () => (await she.inFlight()).join()).toMatch(/S\d to S1, due in 44\.0 ms/);
});

test('a new seed is another run', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(400, { ...ORDERLY, actions: [] });
  const hash = await she.hash();
  await she.page.getByRole('button', { name: 'Settings' }).click();
  const seed = she.settings.getByLabel('Seed', { exact: true });
  expect(await seed.inputValue()).toBe('7');
  await she.settings.getByRole('button', { name: 'New seed' }).click();
  await expect.poll(() => seed.inputValue()).not.toBe('7');
  await she.settings.getByRole('button', { name: 'Start over' }).click();
  await expect.poll(async () => (await she.clock()) === 400 && (await she.hash()) !== hash).toBe(true);
});

test('a network that loses everything elects nobody', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(5, { ...ORDERLY, actions: [] });
  await she.page.getByRole('button', { name: 'Settings' }).click();
  await she.settings.getByLabel('Loss').fill('1');
  await she.settings.getByText('100%').waitFor();
  await she.setSpeed('10');
  await she.play();
  await she.untilClock(3000);
  expect(await she.leaders()).toEqual([]);
});
