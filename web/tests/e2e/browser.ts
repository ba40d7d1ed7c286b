import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';
import { test as base, expect, inject } from 'vitest';
import { Person } from './person';

/** Chromium's own traffic (updates, sync) would be noise; as root it has no sandbox. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Opening extends BrowserContextOptions {
  /** Where the page is, unless where all tests have it. */
  site?: string;
  /** What follows the page's address, such as '#…' or '?…'. */
  at?: string;
  /** What is to be done before the page loads. */
  before?: (page: Page) => Promise<unknown>;
}

interface Fixtures {
  browser: Browser;
  /**
   * What went wrong on the pages of this test: uncaught errors, errors in the console (where
   * Chromium also reports what the content security policy refused), failed requests, and requests
   * that leave the site. A test fails for any that is still listed when it ends; one that provokes
   * them asserts them and empties the list.
   */
  problems: string[];
  /** Opens the page, at 1440×900 unless told otherwise, in a context of its own. */
  open: (opening?: Opening) => Promise<Page>;
  /** The same, with a person in front of it. */
  visit: (opening?: Opening) => Promise<Person>;
}

export const test = base.extend<Fixtures>({
  browser: [
    // eslint-disable-next-line no-empty-pattern -- Vitest reads a fixture's needs from this pattern.
    async ({}, use) => {
      const browser = await chromium.launch({
        executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
        args: FLAGS,
      });
      await use(browser);
      await browser.close();
    },
    { scope: 'file' },
  ],
  // eslint-disable-next-line no-empty-pattern
  problems: async ({}, use) => {
    const problems: string[] = [];
    await use(problems);
    expect(problems, 'problems on the page').toEqual([]);
  },
  open: async ({ browser, problems }, use) => {
    const contexts: { close(): Promise<void> }[] = [];
    await use(async ({ site = inject('pageAddress'), at = '', before, ...options } = {}) => {
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        // It would fetch all files of the page in each test: those about it allow it.
        serviceWorkers: 'block',
        ...options,
      });
      contexts.push(context);
      const page = await context.newPage();
      listen(page, site, problems);
      await page.addInitScript(atHalfThePace);
      await before?.(page);
      await page.goto(site + at);
      return page;
    });
    // A closed page aborts what it was loading; that is no problem of the page.
    const count = problems.length;
    await Promise.all(contexts.map((context) => context.close()));
    problems.length = count;
  },
  visit: async ({ open }, use) => {
    await use(async (opening) => {
      const page = await open(opening);
      // What hands need comes when the cluster runs: a person is not as quick as a test.
      await page.locator('.drop-over').waitFor({ state: 'attached' });
      await page.locator('.time-line').waitFor();
      return new Person(page);
    });
  },
});

/** Every second picture is enough to see by: drawing is what takes a machine without a graphics card its time. */
function atHalfThePace(): void {
  const next = requestAnimationFrame;
  globalThis.requestAnimationFrame = (draw) => next(() => next(draw));
}

function listen(page: Page, site: string, problems: string[]) {
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('requestfailed', (request) => {
    problems.push(`failed: ${request.url()} ${request.failure()?.errorText ?? ''}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    const own = url.startsWith(site) || url.startsWith('data:') || url.startsWith('blob:');
    if (!own) problems.push(`leaves the site: ${url}`);
  });
}
