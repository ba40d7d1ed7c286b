import { expect } from 'vitest';
import { test } from './browser';
import { ORDERLY } from './clusters';
import type { Person } from './person';

const track = (she: Person) => she.transport.getByRole('slider', { name: 'Time' });
const branches = (she: Person) => she.page.getByRole('region', { name: 'Branches' });

/** Presses the middle of the time line of a run that ends at 300 ms, and waits until the run is there. */
async function goesToTheMiddle(she: Person): Promise<void> {
  const box = (await track(she).boundingBox())!;
  await she.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await expect.poll(() => she.clock()).toBeLessThan(160);
  expect(await she.clock()).toBeGreaterThan(140);
  await she.standsStill();
}

async function crashesS2(she: Person): Promise<void> {
  await she.page.keyboard.press('2');
  await she.page.keyboard.press('c');
  await expect.poll(async () => (await she.replicas())[1]).toContain('down');
  await she.standsStill();
}

test('she goes along the time line, and the run is at each moment what it was', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(300, ORDERLY);
  const later = await she.hash();
  await track(she).press('Home');
  await expect.poll(() => she.clock()).toBe(0);
  await expect.poll(() => she.leaders()).toEqual([]);
  await track(she).press('End');
  await expect.poll(() => she.clock()).toBe(300);
  await goesToTheMiddle(she);
  const half = [await she.clock(), await she.hash()];
  await track(she).press('End');
  await expect.poll(() => she.clock()).toBe(300);
  expect(await she.hash()).toBe(later);
  await goesToTheMiddle(she);
  expect([await she.clock(), await she.hash()]).toEqual(half);
});

test('an event can be taken back and done again', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(300, ORDERLY);
  const [events, hash] = [await she.counter('Events'), await she.hash()];
  await she.page.keyboard.press(',');
  await expect.poll(() => she.counter('Events')).toBe(events - 1);
  await she.transport.getByRole('button', { name: 'Step back' }).click();
  await expect.poll(() => she.counter('Events')).toBe(events - 2);
  await she.step();
  await she.step();
  await expect.poll(() => she.hash()).toBe(hash);
});

test('who acts in the past begins a branch, and the one that she left is there as it was', async ({
  visit,
}) => {
  const she = await visit();
  await she.standsAt(300, ORDERLY);
  const first = await she.hash();
  await goesToTheMiddle(she);
  await crashesS2(she);
  await she.transport.getByRole('button', { name: 'Branches: 2' }).click();
  const rows = branches(she).getByRole('listitem');
  await expect.poll(() => rows.count()).toBe(2);
  await rows.first().getByRole('button', { name: 'Compare' }).click();
  await expect
    .poll(() => branches(she).innerText())
    .toMatch(/They part at\s+1[45]\d\.\d+ ms\s*: crash S2 on Branch 1\./);
  await rows.first().getByRole('button', { name: 'First run', exact: true }).click();
  await expect.poll(() => she.hash()).toBe(first);
  // The stage is back in the place of the two that were compared.
  await expect.poll(async () => (await she.replicas())[1]).not.toContain('down');
  await rows.nth(1).getByRole('button', { name: 'Delete Branch 1' }).click();
  await expect.poll(() => rows.count()).toBe(1);
});

test('what she did is undone and done again by keys', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(300, ORDERLY);
  await crashesS2(she);
  const crashed = await she.hash();
  await she.page.keyboard.press('Control+z');
  await expect.poll(async () => (await she.replicas())[1]).not.toContain('down');
  await she.page.keyboard.press('Control+Shift+z');
  await expect.poll(async () => (await she.replicas())[1]).toContain('down');
  await expect.poll(() => she.hash()).toBe(crashed);
});

test('she jumps to the election, from behind and from before it', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(300, ORDERLY);
  await she.transport.getByRole('button', { name: 'Previous election' }).click();
  await expect.poll(() => she.leaders()).toHaveLength(1);
  await she.standsStill();
  const elected = await she.clock();
  expect(elected).toBeLessThan(300);
  await track(she).press('Home');
  await expect.poll(() => she.leaders()).toEqual([]);
  await she.page.keyboard.press(']');
  await expect.poll(() => she.clock()).toBe(elected);
  expect(await she.leaders()).toHaveLength(1);
});

test('pointing at a moment shows the cluster there', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(300, ORDERLY);
  const hash = await she.hash();
  const box = (await track(she).boundingBox())!;
  await she.page.mouse.move(box.x + 2, box.y + 5);
  await she.page.locator('.track .ring-replica.follower').nth(4).waitFor();
  await she.page.mouse.move(box.x + box.width * 0.8, box.y + 5);
  await she.page.locator('.track .ring-replica.leader').waitFor();
  expect(await she.hash()).toBe(hash);
});
