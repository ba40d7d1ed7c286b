import { readFileSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import leaderCrash from '../../../crate/scenarios/leader-crash.json';
import { test } from './browser';

/** The picture in README.md. `UPDATE_SCREENSHOT=1` draws it anew. */
const PICTURE = new URL('../../docs/screenshot.png', import.meta.url);

/** A moment with much to see, in ms: the leader's next entry is on its way, answers come back, S1 is about to crash. */
const MOMENT = 474.9;

/** The pictures are compared this coarsely, since every machine has fonts of its own. */
const GRID = { width: 60, height: 38 };
/** Cells whose brightness, from 0 to 255, differs by more than this count as other ones. */
const TOLERANCE = 24;
const MOST_OTHER = 0.05;

test('the picture in the README shows the page as it is', async ({ visit }) => {
  const she = await visit({ colorScheme: 'light' });
  await she.standsAt(MOMENT, leaderCrash);
  await she.clicks((await she.seesLeader()).name);
  await she.inspector.getByRole('button', { name: 'Crash' }).waitFor();
  await she.page.mouse.move(0, 0);
  const now = await settled(she.page);
  if (process.env['UPDATE_SCREENSHOT'] !== undefined) writeFileSync(PICTURE, now);

  const page = await she.page.context().newPage();
  const [before, after] = [await cells(page, readFileSync(PICTURE)), await cells(page, now)];
  const other = before.filter((light, i) => Math.abs(light - after[i]!) > TOLERANCE).length;
  const share = other / before.length;
  expect(share, 'UPDATE_SCREENSHOT=1 npm run test:e2e draws it anew').toBeLessThan(MOST_OTHER);
});

/** The page once two pictures in a row are the same: crosses have faded, panels have caught up. */
async function settled(page: Page): Promise<Buffer> {
  let before = await page.screenshot();
  await expect
    .poll(async () => {
      const now = await page.screenshot();
      const same = now.equals(before);
      before = now;
      return same;
    })
    .toBe(true);
  return before;
}

/** The brightness of each cell of the grid. The browser decodes the picture and averages it. */
async function cells(page: Page, png: Buffer): Promise<number[]> {
  return page.evaluate(
    async ([base64, { width, height }]) => {
      const picture = new Image();
      picture.src = `data:image/png;base64,${base64}`;
      await picture.decode();
      const context = new OffscreenCanvas(width, height).getContext('2d')!;
      context.imageSmoothingQuality = 'high';
      context.drawImage(picture, 0, 0, width, height);
      const { data } = context.getImageData(0, 0, width, height);
      return Array.from({ length: width * height }, (_, i) => {
        const [red = 0, green = 0, blue = 0] = data.subarray(4 * i, 4 * i + 3);
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      });
    },
    [png.toString('base64'), GRID] as const,
  );
}
