import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { test } from './browser';
import type { Person } from './person';

const CRASH_3 = readFileSync(
  new URL('../../../crate/scenarios/course/crash-3.json', import.meta.url),
  'utf8',
);

/** Nothing that a replica sends arrives, so nothing is ever acknowledged. */
const HOPELESS = JSON.stringify({ lifetime: 5, replicas: 3, requests: 20, mix: 0.2, drops: 1 });

const row = (she: Person, test: string) => she.grader.getByRole('row').filter({ hasText: test });

async function opensGrader(she: Person): Promise<void> {
  await she.seesLeader();
  await she.page.keyboard.press('v');
  await row(she, 'advanced-4').waitFor();
}

const runsOne = (she: Person, name: string) =>
  she.grader.getByRole('button', { name: `Run ${name}`, exact: true }).click();

async function addsFile(she: Person, name: string, text: string): Promise<void> {
  await she.grader
    .locator('input[type="file"]')
    .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
}

test('all 17 tests stand in their groups, and one is run by itself', async ({ visit }) => {
  const she = await visit();
  await opensGrader(she);
  const groups = await she.grader.getByRole('rowheader').allInnerTexts();
  expect(groups.filter((name) => !/\d/.test(name)).map((name) => name.trim())).toEqual([
    'simple',
    'unreliable',
    'crash',
    'partition',
    'advanced',
  ]);
  expect(groups.filter((name) => /\d/.test(name))).toHaveLength(17);
  await runsOne(she, 'simple-1');
  await row(she, 'simple-1').getByText('passed').waitFor();
  const said = (await row(she, 'simple-1').innerText()).replace(/\s+/g, ' ');
  expect(said).toMatch(/\d+ (bonus|full|partial|none) 1200 3000 5000/);
  expect(said).toMatch(/0\.\d+ (bonus|full) 0\.4 2 50/);
  expect(said).toContain('held');
  expect(await row(she, 'simple-2').innerText()).not.toContain('passed');
});

test('a group is run over several seeds, and tells k of N', async ({ visit }) => {
  const she = await visit();
  await opensGrader(she);
  await she.grader.getByLabel('Seeds', { exact: true }).fill('3');
  await she.grader.getByRole('button', { name: 'crash', exact: true }).click();
  for (const name of ['crash-1', 'crash-2', 'crash-3', 'crash-4']) {
    await row(she, name)
      .getByText(/^\d of 3$/)
      .first()
      .waitFor();
  }
  await she.grader.getByText(/12 runs in [\d.]+ s/).waitFor();
});

test('a long run shows how far it is, and is cancelled with what has come of it', async ({ visit }) => {
  const she = await visit();
  await opensGrader(she);
  await she.grader.getByLabel('Seeds', { exact: true }).fill('1000');
  await she.grader.getByRole('button', { name: 'Run all' }).click();
  const bar = she.grader.getByRole('progressbar', { name: 'Runs graded' });
  await expect.poll(() => bar.evaluate((it: HTMLProgressElement) => it.value)).toBeGreaterThan(17);
  expect(await bar.evaluate((it: HTMLProgressElement) => it.max)).toBe(17_000);
  await she.grader.getByRole('button', { name: 'Cancel' }).click();
  await bar.waitFor({ state: 'detached' });
  expect(await row(she, 'simple-1').innerText()).toMatch(/passed|\d of \d/);
  // The workers are there for the next.
  await she.grader.getByLabel('Seeds', { exact: true }).fill('1');
  await runsOne(she, 'crash-1');
  await row(she, 'crash-1')
    .getByText(/^(passed|failed)$/)
    .waitFor();
});

test('a number of seeds out of its limits is refused', async ({ visit }) => {
  const she = await visit();
  await opensGrader(she);
  await she.grader.getByLabel('Seeds', { exact: true }).fill('1001');
  await she.page.keyboard.press('Tab');
  await she.grader.getByText('Needs a whole number from 1 to 1000.').waitFor();
});

test('a file of her own joins the list, and its failed seed opens on the stage, shortly before', async ({
  visit,
}) => {
  const she = await visit();
  await opensGrader(she);
  await addsFile(she, 'hopeless.json', HOPELESS);
  await row(she, 'hopeless').waitFor();
  await runsOne(she, 'hopeless');
  await row(she, 'hopeless').getByText('failed').waitFor();
  await she.grader.getByRole('button', { name: 'hopeless', exact: true }).click();
  await she.grader.getByRole('listitem').filter({ hasText: 'Open seed 1' }).waitFor();
  await she.grader.getByRole('button', { name: 'Open seed 1 of hopeless' }).click();
  await she.grader.waitFor({ state: 'detached' });
  await she.seesRun('hopeless');
  await she.standsStill();
  expect(await she.clock()).toBeGreaterThan(0);
  await she.seesNotice(/hopeless, seed 1/);

  // What was graded is still there.
  await she.page.keyboard.press('v');
  await row(she, 'hopeless').getByText('failed').waitFor();
});

test('a dropped file joins the list too, and the stage behind keeps its run', async ({ visit }) => {
  const she = await visit();
  await opensGrader(she);
  const dataTransfer = await she.page.evaluateHandle((text) => {
    const carried = new DataTransfer();
    carried.items.add(new File([text], 'mine.json', { type: 'application/json' }));
    return carried;
  }, CRASH_3);
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await she.grader.dispatchEvent(type, { dataTransfer });
  }
  await row(she, 'mine').waitFor();
  expect(await she.scenario()).toBe('First election');
});

test('a bad file is refused with key, value and limit, and the list stays', async ({ visit }) => {
  const she = await visit();
  await opensGrader(she);
  const rows = await she.grader.getByRole('row').count();
  await addsFile(she, 'short.json', '{"lifetime": 3, "replicas": 5, "requests": 10}');
  const alert = she.grader.getByRole('alert');
  await expect.poll(() => alert.innerText()).toMatch(/short\.json: .*lifetime.*3.*5/);
  await addsFile(she, 'broken.json', '{"lifetime": ');
  await expect.poll(() => alert.innerText()).toMatch(/broken\.json: line 1/);
  expect(await she.grader.getByRole('row').count()).toBe(rows);
});

test('a worker that dies is told, and the rest goes on', async ({ visit }) => {
  const she = await visit({
    // The first worker that is given a test to run dies of it.
    before: (page) =>
      page.addInitScript(() => {
        const Living = Worker;
        let died = false;
        globalThis.Worker = class extends Living {
          override postMessage(message: object, ...rest: []): void {
            if ('task' in message && !died) {
              died = true;
              this.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));
            } else super.postMessage(message, ...rest);
          }
        };
      }),
  });
  await opensGrader(she);
  await she.grader.getByRole('button', { name: 'simple', exact: true }).click();
  await expect
    .poll(() => she.grader.getByRole('alert').innerText())
    .toBe('A worker stopped at simple-1, seed 1: out of memory. The others go on.');
  await row(she, 'simple-2')
    .getByText(/^(passed|failed)$/)
    .waitFor();
  await row(she, 'simple-1').getByText('not run').waitFor();
});

test('another profile has other results: those of the last one go', async ({ visit }) => {
  const she = await visit();
  await opensGrader(she);
  await runsOne(she, 'simple-1');
  await row(she, 'simple-1')
    .getByText(/^(passed|failed)$/)
    .waitFor();
  await she.grader.getByLabel('Replicas').selectOption('default');
  await expect.poll(() => row(she, 'simple-1').innerText()).not.toMatch(/passed|failed/);
  await runsOne(she, 'simple-1');
  await row(she, 'simple-1')
    .getByText(/^(passed|failed)$/)
    .waitFor();
});

test('on a phone the tests are cards', async ({ visit }) => {
  const she = await visit({ viewport: { width: 390, height: 844 } });
  await she.seesLeader();
  await she.page.getByRole('button', { name: 'Course tests' }).click();
  const card = she.grader.getByRole('article').filter({ hasText: 'simple-1' });
  await card.getByRole('button', { name: 'Run simple-1' }).click();
  await card.getByText(/^(passed|failed)$/).waitFor();
  await card.getByText('1200 3000 5000').waitFor();
});
