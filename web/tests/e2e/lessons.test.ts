import { execFileSync } from 'node:child_process';
import { expect } from 'vitest';
import { test } from './browser';
import type { Person } from './person';

const CLI = new URL('../../dist/cli.mjs', import.meta.url).pathname;

const lesson = (she: Person) => she.page.getByRole('region', { name: 'Lesson' });
const exercise = (she: Person) => she.page.getByRole('region', { name: 'Exercise' });
const met = (she: Person) => exercise(she).locator('.goal .done');

async function chooses(she: Person, title: string): Promise<void> {
  await she.page.keyboard.press('j');
  await she.page
    .getByRole('dialog', { name: 'Lessons and exercises' })
    .getByRole('button')
    .filter({ has: she.page.getByText(title, { exact: true }) })
    .click();
}

/** Opens an exercise and pauses: from then on time passes event by event, so nothing depends on how quick she is. */
async function worksAt(she: Person, title: string): Promise<void> {
  await chooses(she, title);
  await exercise(she).getByRole('heading', { name: title }).waitFor();
  await she.seesRun(title);
  await she.pause();
}

/** Presses a replica's number, and what is to be done with it. */
async function does(she: Person, name: string, key: string): Promise<void> {
  await she.page.keyboard.press(name.slice(1));
  await she.page.keyboard.press(key);
  await she.standsStill();
}

async function stepsUntil(she: Person, seen: () => Promise<boolean>): Promise<void> {
  for (let steps = 0; steps < 200; steps++) {
    if (await seen()) return;
    await she.page.keyboard.press('.');
    await she.standsStill();
  }
  throw new Error('it does not come about within 200 events');
}

const leads = (she: Person, name: string) => async (): Promise<boolean> =>
  (await she.leaders()).some((leader) => leader.name === name);

const puts = async (she: Person, to: string, value: string): Promise<void> => {
  await she.client.getByLabel('To', { exact: true }).selectOption(to);
  await she.asks('put', { Key: 'x', Value: value });
  await she.standsStill();
};

/** Saves the hand-in under a name, and lets the command line judge it. */
async function handsIn(she: Person, name: string): Promise<string> {
  await exercise(she).getByLabel('Name or tag').fill(name);
  const [download] = await Promise.all([
    she.page.waitForEvent('download'),
    exercise(she).getByRole('button', { name: 'Save hand-in' }).click(),
  ]);
  return execFileSync('node', [CLI, 'verify', await download.path()], { encoding: 'utf8' });
}

test('a lesson tells what happened once it is done, and how far she is outlasts a reload', async ({
  visit,
}) => {
  const she = await visit();
  await chooses(she, 'The first election');
  await lesson(she).getByRole('button', { name: 'S3', exact: true }).click();
  await lesson(she).getByText('S3 drew the shortest').waitFor();
  await lesson(she).getByRole('button', { name: 'Next' }).click();
  await lesson(she).getByRole('heading', { name: 'Watch it win' }).waitFor();
  await she.seesLeader();
  await lesson(she).getByText('Terms number time').waitFor();
  await lesson(she).getByRole('button', { name: 'Close the lesson' }).click();
  await she.page.reload();
  await she.page.locator('.drop-over').waitFor({ state: 'attached' });
  await she.page.keyboard.press('j');
  await she.page.getByRole('button', { name: 'The first election' }).getByText('2 of 6').waitFor();
});

test('exercise 4: two leaders, by mouse and keyboard, and the command line finds it solved', async ({
  visit,
}) => {
  const she = await visit();
  await worksAt(she, 'Two leaders at once');
  await stepsUntil(she, leads(she, 'S1'));
  await she.clicks('S2');
  await she.inspector.getByRole('button', { name: 'Crash' }).click();
  await she.seesNotice(/"Two leaders at once" does not allow this. It allows: isolate, partition, cut, heal/);

  await does(she, 'S1', 'i');
  await does(she, 'S3', 't');
  await stepsUntil(she, leads(she, 'S3'));
  await puts(she, 'S1', '1');
  await stepsUntil(she, async () => (await met(she).count()) === 3);
  await she.page.getByRole('button', { name: 'Heal all' }).click();
  await she.standsStill();
  await stepsUntil(she, async () => (await met(she).count()) === 4);
  await exercise(she).getByRole('button', { name: 'Check' }).click();
  await exercise(she).getByText('Solved').waitFor();
  expect(await handsIn(she, 'Ada')).toMatch(/solved, two-leaders of Ada/);
});

test('exercise 9: Figure 8 overwrites a committed entry', async ({ visit }) => {
  const she = await visit();
  await worksAt(she, 'Figure 8');
  const logOf = (name: string) => async (): Promise<boolean> => {
    await she.page.keyboard.press(name.slice(1));
    return (await she.fact('last entry').innerText()).startsWith('index 1');
  };
  await does(she, 'S1', 't');
  await stepsUntil(she, leads(she, 'S1'));
  for (const name of ['S3', 'S4', 'S5']) await does(she, name, 'i');
  await puts(she, 'S1', '1');
  await stepsUntil(she, logOf('S2'));
  await does(she, 'S1', 'c');
  await she.page.keyboard.press('h');
  await does(she, 'S5', 't');
  await stepsUntil(she, leads(she, 'S5'));
  await does(she, 'S5', 'i');
  await puts(she, 'S5', '2');
  await stepsUntil(she, logOf('S5'));
  await does(she, 'S5', 'c');
  await she.page.keyboard.press('h');
  await does(she, 'S1', 'c');
  // Its first term is one in which the others have voted.
  for (let nth = 0; nth < 2; nth++) await does(she, 'S1', 't');
  await stepsUntil(she, leads(she, 'S1'));
  await she.page.keyboard.press('1');
  await stepsUntil(she, async () => (await she.fact('commitIndex').innerText()).startsWith('1'));
  await does(she, 'S1', 'c');
  await does(she, 'S5', 'c');
  for (let nth = 0; nth < 2; nth++) await does(she, 'S5', 't');
  await stepsUntil(she, async () => (await met(she).count()) === 3);
  expect(await handsIn(she, 'Ada')).toMatch(/solved, figure-8 of Ada/);
});
