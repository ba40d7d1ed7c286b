import { expect } from 'vitest';
import { test } from './browser';
import { HEARTBEATS_HALF_WAY, ORDERLY } from './clusters';
import type { Person } from './person';

/** The heartbeat from S1 to S3, chosen where it is drawn: half-way on the stage. */
async function clicksHeartbeat(she: Person): Promise<void> {
  const { x, y } = await she.onTheWay('S1', 'S3', 0.5);
  await she.page.mouse.click(x, y);
  await she.fact('sent').waitFor();
}

test('a message clicked on the stage shows its fields by the names of the paper', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(HEARTBEATS_HALF_WAY, ORDERLY);
  await clicksHeartbeat(she);
  await expect.poll(() => she.message()).toMatchObject({ from: 'S1', to: 'S3', due: 120 });
  const names = await she.inspector.locator('.facts dt').allInnerTexts();
  expect(names).toEqual(expect.arrayContaining(['term', 'prevLogIndex', 'prevLogTerm', 'leaderCommit']));
});

test('a message that is dropped never arrives', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(HEARTBEATS_HALF_WAY, ORDERLY);
  await clicksHeartbeat(she);
  await she.inspector.getByRole('button', { name: 'Drop' }).click();
  await she.inspector.getByText(/Dropped by hand at 110\.000 ms/).waitFor();
  await expect.poll(() => she.inFlight()).toHaveLength(3);
  expect((await she.inFlight()).join()).not.toContain('S1 to S3');
});

test('a message that is delivered now is answered now', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(HEARTBEATS_HALF_WAY, ORDERLY);
  await clicksHeartbeat(she);
  await she.inspector.getByRole('button', { name: 'Deliver now' }).click();
  await she.inspector.getByText(/no longer in flight/).waitFor();
  await expect.poll(async () => (await she.inFlight()).join()).toContain('S3 to S1, due in 20.0 ms');
});

test('a message that is duplicated is there twice', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(HEARTBEATS_HALF_WAY, ORDERLY);
  await clicksHeartbeat(she);
  await she.inspector.getByRole('button', { name: 'Duplicate' }).click();
  await expect
    .poll(async () => (await she.inFlight()).filter((line) => line.includes('S1 to S3')))
    .toHaveLength(2);
});

test('a message dragged along its way goes on from where it was let go', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(HEARTBEATS_HALF_WAY, ORDERLY);
  await she.drags(await she.onTheWay('S1', 'S3', 0.5), await she.onTheWay('S1', 'S3', 0.25));
  await expect.poll(async () => (await she.message()).due).toBeCloseTo(125, 0);
  await she.drags(await she.onTheWay('S1', 'S3', 0.25), await she.onTheWay('S1', 'S3', 0.75));
  await expect.poll(async () => (await she.message()).due).toBeCloseTo(115, 0);
});

test('a message let go over its receiver is delivered', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(HEARTBEATS_HALF_WAY, ORDERLY);
  await she.drags(await she.onTheWay('S1', 'S3', 0.5), await she.placeOf('S3'));
  await expect.poll(async () => (await she.inFlight()).join()).toContain('S3 to S1, due in 20.0 ms');
});

test('messages are listed for the keyboard, which opens, delays and drops them', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(HEARTBEATS_HALF_WAY, ORDERLY);
  await expect.poll(() => she.inFlight()).toHaveLength(4);
  const { keyboard } = she.page;
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await expect.poll(async () => (await she.message()).due).toBe(120);
  await keyboard.press('ArrowLeft');
  await expect.poll(async () => (await she.message()).due).toBe(122);
  await keyboard.press('Delete');
  await she.inspector.getByText(/Dropped by hand/).waitFor();
});
