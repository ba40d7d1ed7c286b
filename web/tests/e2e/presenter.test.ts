import { expect } from 'vitest';
import { test } from './browser';
import { ORDERLY } from './clusters';

test('a presenter has a large stage, few controls, and directs it by one key each', async ({ visit }) => {
  const she = await visit({ viewport: { width: 1920, height: 1080 } });
  await she.opens({ ...ORDERLY, actions: [...ORDERLY.actions, { at_ms: 2000, do: 'crash', replica: 'S1' }] });
  await she.seesLeader();
  await she.pause();
  const circle = she.replica('S1').locator('.body');
  const before = (await circle.boundingBox())!.width;

  await she.page.locator('body').press('z');
  const bar = she.page.getByRole('contentinfo', { name: 'Presenter' });
  await expect.poll(() => bar.isVisible()).toBe(true);
  expect(await she.inspector.isVisible()).toBe(false);
  expect(await she.logs.isVisible()).toBe(true);
  await expect.poll(async () => (await circle.boundingBox())!.width).toBeGreaterThan(before * 1.2);

  // A click meets what it points at, though all is enlarged.
  const box = (await she.replica('S2').locator('.body').boundingBox())!;
  await she.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await expect.poll(() => she.replica('S2').getAttribute('class')).toContain('selected');

  // The next thing that is scripted is the crash.
  await she.page.locator('body').press('n');
  await she.page.locator('body').press('n');
  await expect.poll(() => she.replica('S1').getAttribute('aria-label')).toContain('crashed');
  // All of the others stand at once, so nobody wins.
  await she.page.locator('body').press('a');
  await bar.getByRole('button', { name: 'Faster' }).click();
  await bar.getByRole('button', { name: 'Play' }).click();
  await expect
    .poll(async () => (await she.replicas()).filter((said) => said.includes('candidate')).length)
    .toBeGreaterThanOrEqual(2);

  await bar.getByRole('button', { name: 'Exit' }).click();
  await expect.poll(() => she.inspector.isVisible()).toBe(true);
  await expect.poll(() => bar.count()).toBe(0);
});
