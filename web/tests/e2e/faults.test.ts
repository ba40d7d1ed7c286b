import { expect } from 'vitest';
import { test } from './browser';
import { ORDERLY } from './clusters';

test('a leader that is crashed is replaced by another in a higher term, and comes back as a follower', async ({
  visit,
}) => {
  const she = await visit();
  await she.setSpeed('1/2');
  await she.opens(ORDERLY);
  const first = await she.seesLeader();
  await she.clicks(first.name);
  await she.inspector.getByRole('button', { name: 'Crash' }).click();
  await expect.poll(() => she.replica(first.name).getAttribute('aria-label')).toContain('crashed');

  const second = await she.seesLeader(first.term);
  expect(second.name).not.toBe(first.name);
  await she.inspector.getByRole('button', { name: 'Restart' }).click();
  await expect
    .poll(() => she.replica(first.name).getAttribute('aria-label'))
    .toContain(`follower, term ${second.term}, up`);
});

test('a replica is crashed and restarted from the menu beside it', async ({ visit }) => {
  const she = await visit();
  await she.clicks('S2', 'right');
  await she.page.getByRole('menu', { name: 'S2' }).getByRole('menuitem', { name: 'Crash' }).click();
  await expect.poll(() => she.replica('S2').getAttribute('aria-label')).toContain('crashed');
  await she.clicks('S2', 'right');
  await she.page.getByRole('menuitem', { name: 'Restart' }).click();
  await expect.poll(() => she.replica('S2').getAttribute('aria-label')).toContain('up');
});

test('a line drawn across the stage cuts the links that it crosses, and the button heals them', async ({
  visit,
}) => {
  const she = await visit();
  const heal = she.toolbar.getByRole('button', { name: 'Heal all' });
  expect(await heal.isDisabled()).toBe(true);
  await she.toolbar.getByRole('button', { name: 'Cut links' }).click();
  // Below S1, from the left to the right: its four links and no other.
  const top = await she.placeOf('S1');
  const beside = await she.placeOf('S2');
  const y = top.y + (beside.y - top.y) * 0.6;
  await she.drags({ x: top.x - 170, y }, { x: top.x, y: y + 6 }, { x: top.x + 170, y });
  await expect.poll(() => she.cutWords()).toEqual(['cut', 'cut', 'cut', 'cut']);
  await she.page.keyboard.press('Escape');
  await she.clicks('S1');
  await she.inspector.getByRole('button', { name: 'Rejoin' }).waitFor();

  await heal.click();
  await expect.poll(() => she.cutWords()).toEqual([]);
  await expect.poll(() => heal.isDisabled()).toBe(true);
});

test('one direction of a link is cut, and the link healed', async ({ visit }) => {
  const she = await visit();
  await she.pause();
  const middle = await she.onTheWay('S5', 'S2', 0.5);
  await she.page.mouse.click(middle.x, middle.y);
  await she.page.getByRole('menuitem', { name: 'Cut S5 → S2' }).click();
  await expect.poll(() => she.cutWords()).toEqual(['cut S5→S2']);
  await she.page.mouse.click(middle.x, middle.y);
  await she.page.getByRole('menuitem', { name: 'Heal' }).click();
  await expect.poll(() => she.cutWords()).toEqual([]);
});

test('a cut between two groups leaves a leader to the side with a majority', async ({ visit }) => {
  const she = await visit();
  await she.setSpeed('1/2');
  await she.opens(ORDERLY);
  const first = await she.seesLeader();
  expect(first.name).toBe('S1');
  await she.toolbar.getByRole('button', { name: 'Cut groups…' }).click();
  const dialog = she.page.getByRole('dialog', { name: 'Cut groups' });
  // The leader and S2 on one side; the others can elect one of their own.
  for (const [name, side] of Object.entries({ S1: 'A', S2: 'A', S3: 'B', S4: 'B', S5: 'B' })) {
    await dialog
      .getByRole('group', { name: `Group of ${name}` })
      .getByRole('radio', { name: side, exact: true })
      .check();
  }
  await dialog.getByText('12 directed links').waitFor();
  await dialog.getByRole('button', { name: 'Cut', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  const second = await she.seesLeader(first.term);
  expect(['S3', 'S4', 'S5']).toContain(second.name);

  await she.toolbar.getByRole('button', { name: 'Heal all' }).click();
  await expect.poll(() => she.leaders()).toEqual([second]);
});
