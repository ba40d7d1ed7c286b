import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { test } from './browser';
import type { Person } from './person';

const SIZES = { desktop: [1440, 900], tablet: [1024, 768], phone: [390, 844] } as const;

/** What axe-core objects to, each with the first elements concerned. */
async function objections(page: Page, only?: string): Promise<string[]> {
  const found = await page.evaluate(async (rule) => {
    const checker = (globalThis as unknown as { axe: typeof axe }).axe;
    // What is on its way in or out has colours that nobody reads.
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null)));
    const run = rule === undefined ? {} : { runOnly: [rule] };
    const { violations } = await checker.run(document, { resultTypes: ['violations'], ...run });
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map((node) => node.html)
          .join(' ')}`,
    );
  }, only);
  return found;
}

/** Every part of the page that is not always there, opened one after the other. */
async function* parts(she: Person, phone: boolean): AsyncGenerator<string> {
  const { page } = she;
  yield 'the page';
  await she.clicks((await she.seesLeader()).name);
  if (phone) {
    for (const panel of ['Inspector', 'Events', 'Client', 'Logs']) {
      await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: panel }).click();
      await page.getByRole('region', { name: panel }).waitFor();
      yield `the sheet ${panel}`;
    }
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  } else {
    await page.getByRole('button', { name: 'Deselect' }).waitFor();
    yield 'a replica';
  }
  await page.keyboard.press('y');
  await page.getByRole('region', { name: 'History' }).getByText('Linearizable', { exact: true }).waitFor();
  yield 'the history';
  await page.keyboard.press('y');
  if (phone) await page.keyboard.press('Escape');
  await page.keyboard.press('v');
  await page.getByRole('button', { name: 'Run simple-1' }).click();
  await page.getByText(/^(passed|failed)$/).waitFor();
  yield 'the course tests';
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Course tests' }).waitFor({ state: 'detached' });
  for (const [key, name] of Object.entries({ s: 'Settings', g: 'Cut groups', '?': 'Keys' })) {
    await page.keyboard.press(key);
    await page.getByRole('dialog', { name }).waitFor();
    yield name;
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name }).waitFor({ state: 'detached' });
  }
  await page.keyboard.press('o');
  await page.getByRole('button', { name: 'Paste…' }).waitFor();
  yield 'the menu of scenarios';
  await page.getByRole('button', { name: 'Paste…' }).click();
  await page.getByRole('dialog', { name: 'Paste a scenario' }).waitFor();
  yield 'the dialog to paste';
  await page.keyboard.press('Escape');
  await she.clicks('S1', 'right');
  await page.getByRole('menu', { name: 'S1' }).waitFor();
  yield 'the menu of a replica';
}

for (const [device, [width, height]] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    // Only the colours differ between the two, so that is what is looked at again.
    const only = colorScheme === 'dark' ? 'color-contrast' : undefined;
    test(`axe-core finds nothing on a ${device}, ${colorScheme}`, async ({ visit }) => {
      const she = await visit({ viewport: { width, height }, colorScheme });
      await she.seesLeader();
      await she.pause();
      await she.page.evaluate(axe.source);
      const found: Record<string, string[]> = {};
      for await (const part of parts(she, device === 'phone')) {
        const here = await objections(she.page, only);
        if (here.length > 0) found[part] = here;
      }
      expect(found).toEqual({});
    });
  }
}
