import { expect } from 'vitest';
import { test } from './browser';

test('the gallery is opened, filtered and walked through by keys, and a scenario of it is a tour', async ({
  visit,
}) => {
  const she = await visit();
  await she.seesLeader();
  await she.page.keyboard.press('q');
  const gallery = she.page.getByRole('dialog', { name: 'Gallery' });
  const cards = gallery.locator('.gallery-card');
  await expect.poll(() => cards.count()).toBeGreaterThanOrEqual(20);
  // Each has a picture of its cluster.
  expect(await gallery.locator('.gallery-picture .ring-replica').count()).toBeGreaterThan(60);

  await she.page.keyboard.type('figure');
  await expect
    .poll(() => cards.locator('.gallery-title').allInnerTexts())
    .toEqual(['Figure 7: six followers', 'Figure 8: an old entry is not counted', 'Figure 8 of the paper']);
  await she.page.keyboard.press('ArrowDown');
  await she.page.keyboard.press('ArrowRight');
  await she.page.keyboard.press('Enter');
  await she.seesRun('Figure 8: an old entry is not counted');

  const tour = she.page.getByRole('region', { name: 'Tour' });
  await expect.poll(() => tour.innerText()).toContain('A tour in 7 captions');
  // It stands until she wants to see more, then plays to the next caption and stands there.
  expect(await she.clock()).toBe(0);
  await she.setSpeed('1');
  await tour.getByRole('button', { name: 'Next caption' }).click();
  await expect.poll(() => tour.innerText()).toContain('(a) S1 leads term 1');
  await she.standsStill();
  const first = await she.clock();
  await she.page.locator('body').press('n');
  await expect.poll(() => tour.innerText()).toContain('(b) S1 has crashed');
  await she.standsStill();
  expect(await she.clock()).toBeGreaterThan(first);
  // Going back, the caption of that moment is there again.
  await tour.getByRole('button', { name: 'Previous caption' }).click();
  await expect.poll(() => tour.innerText()).toContain('(a) S1 leads term 1');
  await expect.poll(() => she.clock()).toBe(first);
});

test('the menu of scenarios leads to the gallery', async ({ visit }) => {
  const she = await visit();
  await she.seesLeader();
  await she.page.keyboard.press('o');
  await she.page.getByRole('button', { name: /^Gallery/ }).click();
  const gallery = she.page.getByRole('dialog', { name: 'Gallery' });
  await gallery.getByRole('searchbox').fill('no such thing');
  await expect.poll(() => gallery.innerText()).toContain('Nothing has these words');
});
