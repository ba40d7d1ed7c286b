import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import index from '../../../crate/scenarios/index.json';
import { test } from './browser';
import { ORDERLY } from './clusters';

const COURSE_TEST = readFileSync(
  new URL('../../../crate/scenarios/course/crash-3.json', import.meta.url),
  'utf8',
);

test('a file of the course is dropped onto the page and runs to its end', async ({ visit }) => {
  const she = await visit();
  await she.setSpeed('100');
  await she.drops('crash-3.json', COURSE_TEST);
  await she.seesRun('crash-3');
  await she.seesNotice(/crash-3\.json is open/);
  // It asks 400 times in 30 s and kills its leader at 10 s; then it waits for the last answers.
  await she.untilClock(30_000);
  await she.standsStill();
  await expect
    .poll(async () => (await she.replicas()).filter((said) => said.includes('crashed')))
    .toHaveLength(1);
  await expect.poll(() => she.leaders()).toHaveLength(1);
  const [asked = 0, ok = 0] = (await she.fact('requests').innerText()).match(/\d+/g)?.map(Number) ?? [];
  expect(asked).toBe(400);
  expect(ok).toBeGreaterThan(100);
});

test('a broken file is refused with its reason while the run on screen stays', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(300, ORDERLY);
  const before = await she.hash();
  const events = await she.counter('Events');

  await she.drops('broken.json', '{\n  "replicas": 5,\n  "seed": \n}');
  await she.seesNotice(/line 4/);
  await she.drops('too-many.json', '{"replicas": 99}');
  await she.seesNotice(/replicas: .*1 to 21/);

  expect(await she.scenario()).toBe(ORDERLY.title);
  expect(await she.hash()).toBe(before);
  await she.step();
  await expect.poll(() => she.counter('Events')).toBe(events + 1);
  await expect.poll(() => she.hash()).not.toBe(before);
});

test('a scenario is opened by pasting it anywhere, and in the dialog for it', async ({ visit }) => {
  const she = await visit();
  await she.opens({ ...ORDERLY, title: 'Pasted', replicas: 3 });
  await expect.poll(() => she.replicas()).toHaveLength(3);

  await she.page.getByRole('button', { name: /^Scenario: / }).click();
  await she.page.getByRole('button', { name: 'Paste…' }).click();
  const dialog = she.page.getByRole('dialog', { name: 'Paste a scenario' });
  await dialog.getByRole('textbox').fill('{"replicas": 0}');
  await dialog.getByRole('button', { name: 'Open' }).click();
  await dialog.getByText(/replicas: /).waitFor();
  await dialog.getByRole('textbox').fill(JSON.stringify({ ...ORDERLY, title: 'Typed' }));
  await dialog.getByRole('button', { name: 'Open' }).click();
  await dialog.waitFor({ state: 'detached' });
  await she.seesRun('Typed');
});

test('a scenario opened late in another run begins at its beginning', async ({ visit }) => {
  const she = await visit();
  await she.setSpeed('100');
  await she.untilClock(5_000);
  await she.opens({ ...ORDERLY, end_ms: 300 });
  await she.standsStill();
  await expect.poll(() => she.clock()).toBe(300);
});

test('a file is picked from the disk', async ({ visit }) => {
  const she = await visit();
  await she.page.getByRole('button', { name: /^Scenario: / }).click();
  const [chooser] = await Promise.all([
    she.page.waitForEvent('filechooser'),
    she.page.getByRole('button', { name: 'Open file…' }).click(),
  ]);
  await chooser.setFiles({
    name: 'picked.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify({ ...ORDERLY, title: 'Picked' })),
  });
  await she.seesRun('Picked');
});

// That all of them open, the unit tests hold: here each group of the menu is gone through at its ends.
test('scenarios of every group of the menu open and run', { timeout: 240_000 }, async ({ visit }) => {
  const she = await visit();
  await she.setSpeed('1');
  const ends = index.filter(
    ({ group }, nth) => index[nth - 1]?.group !== group || index[nth + 1]?.group !== group,
  );
  for (const { title, group } of ends.filter(({ id }) => id !== 'first-election')) {
    await she.chooses(title);
    // Where a rule is broken there may never be a leader.
    if (group === 'Broken rules') await she.untilClock(50);
    else await she.seesLeader();
    expect(await she.page.locator('.notice.bad').allInnerTexts(), title).toEqual([]);
  }
});

test('a run is saved with everything that was done to it, and opened again', async ({ visit }) => {
  const she = await visit();
  await she.opens(ORDERLY);
  await she.seesLeader();
  await she.pause();
  await she.clicks('S4');
  await she.inspector.getByRole('button', { name: 'Crash' }).click();
  await expect.poll(() => she.replica('S4').getAttribute('aria-label')).toContain('crashed');
  const crashed = await she.replica('S4').getAttribute('aria-label');
  await she.page.getByRole('button', { name: 'Share' }).click();
  const [download] = await Promise.all([
    she.page.waitForEvent('download'),
    she.page.getByRole('button', { name: 'Save run' }).click(),
  ]);
  const text = readFileSync(await download.path(), 'utf8');

  await she.opens({ ...ORDERLY, title: 'Another' });
  await expect.poll(() => she.replica('S4').getAttribute('aria-label')).toContain('up');
  await she.drops('saved.json', text);
  await she.seesRun(ORDERLY.title);
  await expect.poll(() => she.replica('S4').getAttribute('aria-label')).toBe(crashed);
});
