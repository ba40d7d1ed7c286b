import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Frame, Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { test as base } from './browser';
import { Person } from './person';

interface How {
  width?: number;
  height?: number;
  host?: string;
}

interface Fixtures {
  /**
   * A page of another origin that shows ours, with what follows its address: of another site, where browsers deny all
   * storage, or of another port of this one.
   */
  embeds: (at: string, how?: How) => Promise<{ page: Page; frame: Frame }>;
}

const test = base.extend<Fixtures>({
  embeds: async ({ browser, problems }, use) => {
    const site = inject('pageAddress');
    const server = createServer((request, response) => {
      const given = new URL(request.url!, 'http://elsewhere').searchParams;
      response.setHeader('content-type', 'text/html');
      response.end(
        `<!doctype html><title>A course</title><iframe src="${site}${given.get('at')}" width="${given.get('width')}" height="${given.get('height')}"></iframe>`,
      );
    });
    await new Promise<void>((ready) => server.listen(0, ready));
    const { port } = server.address() as AddressInfo;
    const context = await browser.newContext();
    await use(async (at, { width = 640, height = 400, host = '127.0.0.1' } = {}) => {
      const page = await context.newPage();
      page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
      const query = new URLSearchParams({ at, width: String(width), height: String(height) });
      await page.goto(`http://${host}:${port}/?${query.toString()}`);
      const frame = page.frames().find((one) => one !== page.mainFrame())!;
      await frame.locator('.embed').waitFor();
      return { page, frame };
    });
    await context.close();
    server.close();
  },
});

const regions = (frame: Frame) =>
  frame
    .locator(':is(main, section, footer)[aria-label]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));

test('within a page of another origin it runs, with the panels that are named', async ({ embeds }) => {
  const { frame } = await embeds('?embed');
  const leader = frame.getByRole('button', { name: /leader, term/ });
  await leader.waitFor();
  expect(await regions(frame)).toEqual(['Stage', 'Transport']);
  expect(await frame.locator('header.top').count()).toBe(0);
  const { frame: other } = await embeds('?embed=logs,stage,events', { width: 900, height: 500 });
  await other.getByRole('button', { name: /leader, term/ }).waitFor();
  expect(await regions(other)).toEqual(['Stage', 'Logs', 'Events']);
});

test('it stores nothing, registers nothing, and leaves the address of the page around it alone', async ({
  embeds,
}) => {
  const { page, frame } = await embeds('?embed&theme=dark', { host: 'localhost' });
  const address = page.url();
  await frame.getByRole('button', { name: /leader, term/ }).waitFor();
  await frame.getByRole('button', { name: 'Pause' }).click();
  await expect.poll(() => new URL(frame.url()).hash).toMatch(/^#1\./);
  const kept = await frame.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    cookies: document.cookie,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    caches: (await caches.keys()).length,
    databases: (await indexedDB.databases()).length,
    theme: document.documentElement.dataset['theme'],
  }));
  expect(kept).toEqual({
    local: 0,
    session: 0,
    cookies: '',
    workers: 0,
    caches: 0,
    databases: 0,
    theme: 'dark',
  });
  expect(page.url()).toBe(address);
});

test('its link opens the whole page at the same run', async ({ embeds }) => {
  const { page, frame } = await embeds('?embed', { width: 320, height: 240 });
  await frame.getByRole('button', { name: /leader, term/ }).waitFor();
  await frame.getByRole('button', { name: 'Pause' }).click();
  await frame.locator('.transport[data-still="true"]').waitFor();
  const clock = await frame.locator('.digits').innerText();
  const link = frame.getByRole('link', { name: 'Open in Raft Playground' });
  await link.hover();
  await expect.poll(() => link.getAttribute('href')).toMatch(/\/#1\./);
  const [opened] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
  const she = new Person(opened);
  await expect.poll(() => she.transport.locator('.digits').innerText()).toBe(clock);
  expect(new URL(opened.url()).search).toBe('');
  expect(await opened.evaluate(() => window.opener as unknown)).toBeNull();
});

test('what is wrong in its address is told, with what is allowed, and the rest is done', async ({
  embeds,
}) => {
  const { frame } = await embeds('?embed=stage,lgos&theme=blue');
  await expect
    .poll(() => frame.getByRole('alert').allInnerTexts())
    .toEqual(
      expect.arrayContaining([
        'embed: "lgos" is no panel; there are stage, transport, logs, diagram, history, events, inspector, client',
        'theme: "blue" is none; there are light and dark',
      ]),
    );
  expect(await regions(frame)).toEqual(['Stage']);
});

test('the dialog gives the HTML for this run', async ({ visit }) => {
  const she = await visit();
  await she.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await she.seesLeader();
  await she.page.getByRole('button', { name: 'Share' }).click();
  await she.page.getByRole('button', { name: 'Copy embed HTML' }).click();
  await she.seesNotice(/The HTML for this run is copied/);
  const html = await she.page.evaluate(() => navigator.clipboard.readText());
  const site = she.page.url().split(/[?#]/)[0]!;
  expect(html.startsWith(`<iframe src="${site}?embed#1.`)).toBe(true);
});
