import { expect } from 'vitest';
import { test as base } from './browser';
import type { Person } from './person';
import { plainHost, type PlainHost } from './plain-host';

const test = base.extend<{ host: PlainHost }>({
  // eslint-disable-next-line no-empty-pattern -- Vitest reads a fixture's needs from this pattern.
  host: async ({}, use) => {
    const host = await plainHost();
    await use(host);
    await host.close();
  },
});

/** Waits until all files of the page are kept. */
async function kept(she: Person): Promise<void> {
  await she.page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active?.state === 'activated') return;
    await new Promise((resolve) => active?.addEventListener('statechange', resolve));
  });
}

test('after one visit everything works without a network', async ({ visit }) => {
  const she = await visit({ serviceWorkers: 'allow' });
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

test('its files work from any static host, also one that knows nothing of wasm', async ({ visit, host }) => {
  const she = await visit({ site: host.address, serviceWorkers: 'allow' });
  await she.seesLeader();
  await kept(she);
  await she.chooses('Joint consensus');
  await she.seesLeader();
});

test('a newer version is told, and comes when she asks for it', async ({ visit, host }) => {
  const she = await visit({ site: host.address, serviceWorkers: 'allow' });
  await she.seesLeader();
  await kept(she);
  const versions = () => she.page.evaluate(async () => (await caches.keys()).length);
  expect(await versions()).toBe(1);

  host.instead.set('service-worker.js', (file) => file.replace(/^const VERSION = "/, '$&next-'));
  await she.page.reload();
  await she.seesNotice(/There is a new version of this page/);
  // What she has open goes on as it is: the run stands where she was, and plays on.
  await she.play();
  const before = await she.clock();
  await she.untilClock(before + 1);
  const loaded = she.page.waitForEvent('load');
  await she.notices.getByRole('button', { name: 'Reload' }).click();
  await loaded;
  await she.seesLeader();
  expect(await she.notices.count()).toBe(0);
  expect(await versions()).toBe(2);
});
