/** A course from the teacher's hands through a student's and back. */
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { test } from './browser';
import type { Person } from './person';

const cli = fileURLToPath(new URL('../../dist/cli.mjs', import.meta.url));
const SALT = 'between us';

async function dialogOf(page: Page): Promise<Locator> {
  const dialog = page.getByRole('dialog', { name: 'For teachers' });
  await dialog.waitFor();
  return dialog;
}

/** Sets a course up, as a teacher who came by the address, and returns its link. */
async function linkOfTeacher(page: Page): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const dialog = await dialogOf(page);
  expect(await dialog.getByRole('button', { name: 'Copy link' }).isDisabled()).toBe(true);
  await dialog.getByLabel('Title').fill('Systems, week 5');
  await dialog.getByLabel('Due').fill('Friday, 18:00');
  await dialog.getByLabel('Salt', { exact: true }).fill(SALT);
  await dialog.getByRole('checkbox', { name: /^Two leaders at once/ }).check();
  await dialog.getByRole('textbox', { name: 'Actions' }).fill('5');
  await dialog.getByRole('button', { name: 'Copy link' }).click();
  await dialog.getByText('The link is copied.').waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Downloads what a press makes, as a file that is given back. */
async function saved(page: Page, press: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  const path = join(tmpdir(), `${process.pid}-${download.suggestedFilename()}`);
  await download.saveAs(path);
  return path;
}

const part = (card: Locator, says: string): Locator =>
  card.getByRole('list', { name: 'Goal' }).getByRole('listitem').filter({ hasText: says });

const seesMet = (card: Locator, says: string) =>
  expect.poll(() => part(card, says).innerText(), { message: says }).toMatch(/: met$/);

/** Isolates S1, which leads, lets S3 stand, asks S1 for a put, and heals: each while the run stands still. */
async function solves(she: Person, card: Locator): Promise<void> {
  await she.setSpeed('1/4');
  await she.seesLeader();
  await she.pause();
  await she.clicks('S1');
  await she.page.keyboard.press('i');
  await expect.poll(() => she.cutWords()).not.toEqual([]);
  await she.clicks('S3');
  await she.page.keyboard.press('t');
  await she.play();
  await expect.poll(() => she.leaders()).toHaveLength(2);
  await she.pause();
  await she.client.getByLabel('To').selectOption('S1');
  await she.asks('put', { Key: 'x', Value: '1' });
  await she.play();
  await seesMet(card, 'The older leader has an entry then');
  await she.pause();
  await she.toolbar.getByRole('button', { name: 'Heal' }).click();
  await she.play();
  await seesMet(card, 'In the end one leads');
  await she.pause();
  await seesMet(card, 'In the end one leads');
}

test('a teacher makes a link, a student opens it and solves the exercise, and her hand-in is judged', async ({
  visit,
  open,
}) => {
  const teacher = await open({ at: '#teach' });
  const link = await linkOfTeacher(teacher);
  const dialog = await dialogOf(teacher);
  const course = await saved(teacher, () => dialog.getByRole('button', { name: 'Save file' }).click());

  const she = await visit({ at: new URL(link).hash });
  const list = she.page.getByRole('region', { name: 'Course' });
  await list.getByText('Due: Friday, 18:00').waitFor();
  await list.getByRole('button', { name: /^Two leaders at once/ }).click();
  const card = she.page.getByRole('region', { name: 'Exercise' });
  await card.getByText(/of 5 actions/).waitFor();
  await solves(she, card);
  await card.getByLabel('Name or tag').fill('ada');
  const handIn = await saved(she.page, () => card.getByRole('button', { name: 'Save hand-in' }).click());

  const broken = join(tmpdir(), `${process.pid}-broken.json`);
  await writeFile(broken, (await readFile(handIn, 'utf8')).slice(0, 100));
  await dialog.getByRole('radio', { name: 'Hand-ins' }).check();
  await dialog.getByLabel('Choose files…', { exact: true }).last().setInputFiles([course, handIn, broken]);
  const rows = dialog.getByRole('row');
  await expect
    .poll(() => rows.filter({ hasText: 'two-leaders' }).innerText())
    .toMatch(/^ada\s.*solved\s+100 %\s+4/s);
  await expect.poll(() => rows.filter({ hasText: 'truncated' }).count()).toBe(1);
  expect(await dialog.getByText('This is not the salt').count()).toBe(0);
  const table = await saved(teacher, () => dialog.getByRole('button', { name: 'Export CSV' }).click());
  expect(await readFile(table, 'utf8')).toMatch(/,ada,two-leaders,solved,1,4,/);

  const { status, stdout } = spawnSync(
    process.execPath,
    [cli, 'verify', handIn, '--exercise', course, '--salt', SALT],
    { encoding: 'utf8' },
  );
  expect(stdout).toMatch(/: solved, two-leaders of ada/);
  expect(status).toBe(0);
});

test('a course is kept until it is left; a link to one that is damaged is told', async ({ open }) => {
  const teacher = await open({ at: '#teach' });
  const link = await linkOfTeacher(teacher);
  const page = await open({ at: new URL(link).hash });
  const list = page.getByRole('region', { name: 'Course' });
  // The list is whole: nothing of it is still on its way.
  await page.getByRole('button', { name: /Shrink it/ }).waitFor();
  await page.reload();
  await page.locator('.drop-over').waitFor({ state: 'attached' });
  await page.keyboard.press('j');
  await list.getByRole('button', { name: 'Leave the course' }).click();
  await expect.poll(() => list.count()).toBe(0);
  await page.keyboard.press('Escape');
  await page.evaluate((hash) => (location.hash = hash), new URL(link).hash.slice(0, -8));
  await page.locator('.notice', { hasText: 'link: is damaged or was cut short on its way' }).waitFor();
});

test('an exercise of her own: what is wrong is said with its place, mended, tried and added', async ({
  open,
}) => {
  const page = await open({ at: '#teach' });
  const dialog = await dialogOf(page);
  await dialog.getByRole('radio', { name: 'Write an exercise' }).check();
  await dialog.getByText('can be used').waitFor();
  const text = dialog.getByRole('textbox', { name: 'The exercise, as JSON' });
  const example = await text.innerText();
  const writes = async (changed: string) => {
    await text.click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(changed);
  };
  await writes(example.replace('"some A: A.role', '"some A: A.rule'));
  const wrong = dialog.getByRole('alert').filter({ hasText: 'exercise.goal[2].holds' });
  await wrong.getByText(/rule/).waitFor();
  await wrong.getByRole('button').click();
  expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.role)).toBe('textbox');
  await writes(example.replace('A put survives its leader', 'My own'));
  await dialog.getByText('can be used').waitFor();
  await dialog.getByRole('button', { name: 'Add to the course' }).click();
  await dialog.getByRole('button', { name: 'Try it' }).click();
  await page.getByRole('region', { name: 'Exercise' }).getByRole('heading', { name: 'My own' }).waitFor();
});
