import { expect } from 'vitest';
import { test } from './browser';
import type { Person } from './person';

/** Waits until all files of the page are kept. */
async function kept(she: Person): Promise<void> {
  await she.page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active?.state === 'activated') return;
    await new Promise((resolve) => active?.addEventListener('statechange', resolve));
  });
}

test('after one visit everything works without a network', async ({ visit }) => {
  const she = await visit();
  await she.seesLeader();
  await kept(she);
  await she.page.context().setOffline(true);
  await she.page.goto('about:blank');
  await she.page.goBack();
  await she.seesLeader();

  // Parts that come on demand, and the second file of the core with a scenario that needs it.
  await she.chooses('Joint consensus');
  await she.seesLeader();
  await she.page.keyboard.press('y');
  await she.history.waitFor();
  await she.page.keyboard.press('?');
  await she.page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await she.page.keyboard.press('Escape');
  await she.page.keyboard.press('v');
  await she.grader.waitFor();
  expect(await she.notices.filter({ hasText: 'could not be loaded' }).count()).toBe(0);
});

test('the page can be installed: its manifest has a name, an address and icons that are there', async ({
  visit,
}) => {
  const she = await visit();
  const manifest = await she.page.evaluate(async () => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="manifest"]')!;
    const read = (await (await fetch(link.href)).json()) as { name: string; icons: { src: string }[] };
    const icons = await Promise.all(read.icons.map(({ src }) => fetch(new URL(src, link.href))));
    return { name: read.name, icons: icons.map(({ ok }) => ok) };
  });
  expect(manifest).toEqual({ name: 'Raft Playground', icons: [true, true] });
});
