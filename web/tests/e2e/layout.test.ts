import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { test } from './browser';

const SIZES = { '1440×900': [1440, 900], '1024×768': [1024, 768], '390×844': [390, 844] } as const;

for (const [name, [width, height]] of Object.entries(SIZES)) {
  test(`nothing needs scrolling sideways at ${name}`, async ({ visit }) => {
    const she = await visit({ viewport: { width, height } });
    await she.seesLeader();
    expect(await overflow(she.page)).toMatchObject({ x: 0 });
    for (const key of ['s', '?', 'g', 'v']) {
      await she.page.keyboard.press(key);
      await she.page.getByRole('dialog').waitFor();
      expect(await overflow(she.page), key).toMatchObject({ x: 0 });
      expect(await beyondTheEdge(she.page), key).toEqual([]);
      await she.page.keyboard.press('Escape');
      await she.page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await she.page.keyboard.press('o');
    expect(await beyondTheEdge(she.page), 'menu').toEqual([]);
  });
}

test('at 1440×900 the whole page is in sight', async ({ visit }) => {
  const she = await visit();
  await she.seesLeader();
  expect(await overflow(she.page)).toEqual({ x: 0, y: 0 });
});

test('21 replicas have room at every size', async ({ visit }) => {
  for (const [width, height] of Object.values(SIZES)) {
    const she = await visit({ viewport: { width, height } });
    await she.opens({ title: 'A crowd', replicas: 21, clients: 3, seed: 1 });
    await expect.poll(() => she.replicas()).toHaveLength(21);
    const outside = await she.stage.evaluate((stage) => {
      const room = stage.getBoundingClientRect();
      const circles = [...stage.querySelectorAll('.replica .body, .client .body')];
      return circles.filter((circle) => {
        const { left, right, top, bottom } = circle.getBoundingClientRect();
        return left < room.left || right > room.right || top < room.top || bottom > room.bottom;
      }).length;
    });
    expect(outside).toBe(0);
  }
});

test('light and dark follow the system, and a choice outlasts a reload', async ({ visit }) => {
  const she = await visit({ colorScheme: 'light' });
  const background = () => she.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await she.page.emulateMedia({ colorScheme: 'dark' });
  const dark = await background();
  expect(dark).not.toBe(light);

  const button = she.page.getByRole('button', { name: /^Theme: / });
  await button.click();
  await expect.poll(background).toBe(light);
  await she.page.reload();
  await expect.poll(() => button.getAttribute('aria-label')).toBe('Theme: light');
  expect(await background()).toBe(light);
});

test('nothing is animated for those who ask for less motion', async ({ visit }) => {
  const she = await visit({ reducedMotion: 'reduce' });
  await she.seesLeader();
  await she.page.keyboard.press('s');
  await she.settings.waitFor();
  const longest = await she.page.evaluate(() => {
    const seconds = (list: string) => Math.max(...list.split(',').map((time) => parseFloat(time)));
    const all = [...document.querySelectorAll('*')].map((element) => getComputedStyle(element));
    return Math.max(
      ...all.map(({ transitionDuration, animationDuration }) =>
        Math.max(seconds(transitionDuration), seconds(animationDuration)),
      ),
    );
  });
  expect(longest).toBeLessThanOrEqual(0.01);
});

/** By how many pixels the page is larger than what is seen of it. */
async function overflow(page: Page): Promise<{ x: number; y: number }> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
    return { x: scrollWidth - clientWidth, y: scrollHeight - clientHeight };
  });
}

/** Buttons and fields that stick out at a side of the screen. */
async function beyondTheEdge(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('button, input, select, textarea, h2, h3')]
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 1 && (left < 0 || right > innerWidth);
      })
      .map((element) => element.outerHTML.slice(0, 80)),
  );
}
