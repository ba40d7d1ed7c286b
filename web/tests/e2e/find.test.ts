import { expect } from 'vitest';
import { test } from './browser';
import { ORDERLY } from './clusters';
import type { Person } from './person';

/** S1 leads from 50 ms on, C1 puts, and S3 is down for a while. */
const EVENTFUL = {
  ...ORDERLY,
  title: 'Eventful',
  actions: [
    ...ORDERLY.actions,
    { at_ms: 200, do: 'request', client: 'C1', to: 'leader', op: 'put', key: 'x', value: '1' },
    { at_ms: 300, do: 'crash', replica: 'S3' },
    { at_ms: 400, do: 'restart', replica: 'S3' },
    { at_ms: 500, do: 'crash', replica: 'S3' },
    { at_ms: 550, do: 'restart', replica: 'S3' },
  ],
};

const field = (she: Person) => she.find.getByRole('combobox', { name: /Predicate|Words/ });
const moments = (she: Person) => she.find.getByRole('list', { name: 'Moments found' }).getByRole('button');
const says = (she: Person) => she.find.getByRole('status');

async function finds(she: Person, ms = 700): Promise<void> {
  await she.standsAt(ms, EVENTFUL);
  await she.page.keyboard.press('f');
  await field(she).waitFor();
}

test('a predicate is found at the moments at which it becomes true, and the keys go from one to the next', async ({
  visit,
}) => {
  const she = await visit();
  await finds(she);
  await field(she).fill('not S3.up');
  await field(she).press('Enter');
  await she.find.getByText('No moment after this one so far.').waitFor();
  expect(await moments(she).allInnerTexts()).toEqual(['300.000 ms', '500.000 ms']);
  await field(she).press('Shift+Enter');
  await expect.poll(() => she.clock()).toBe(500);
  await field(she).press('Shift+Enter');
  await expect.poll(() => she.clock()).toBe(300);
  await she.standsStill();
  expect(await she.replica('S3').getAttribute('aria-label')).toContain('crashed');
  await she.find.getByRole('button', { name: 'Next' }).click();
  await expect.poll(() => she.clock()).toBe(500);
  await moments(she).first().click();
  await expect.poll(() => she.clock()).toBe(300);
});

test('words of events are found', async ({ visit }) => {
  const she = await visit();
  await finds(she);
  await she.find.getByRole('radio', { name: 'Words of events' }).check();
  await field(she).fill('wins term 1');
  await field(she).press('Shift+Enter');
  await expect.poll(() => she.clock()).toBe(50);
  expect(await moments(she).allInnerTexts()).toEqual(['50.000 ms']);
});

test('the field is completed by keyboard', async ({ visit }) => {
  const she = await visit();
  await finds(she);
  await field(she).pressSequentially('S3.commi');
  await she.find.getByRole('option', { name: /^commitIndex the/ }).waitFor();
  await field(she).press('ArrowDown');
  await field(she).press('Enter');
  expect(await field(she).inputValue()).toBe('S3.commitIndex ');
  await she.find.getByRole('option', { name: /is at least/ }).waitFor();
  await field(she).pressSequentially('>= 2');
  await field(she).press('Shift+Enter');
  await expect.poll(() => moments(she).count()).toBeGreaterThan(0);
  await expect.poll(() => she.clock()).toBeLessThan(700);
});

test('it is put together from menus', async ({ visit }) => {
  const she = await visit();
  await finds(she);
  const menus = she.find.getByRole('group', { name: 'Put together from menus' });
  await menus.getByRole('combobox', { name: 'Whose' }).selectOption('S1');
  await menus.getByRole('button', { name: 'Put in' }).click();
  await menus.getByRole('combobox', { name: 'Whose' }).selectOption('all replicas');
  await menus.getByRole('combobox', { name: 'Field' }).selectOption('commitIndex');
  await menus.getByRole('combobox', { name: 'Comparison' }).selectOption('>=');
  await menus.getByRole('textbox', { name: 'Value' }).fill('2');
  await menus.getByRole('button', { name: 'And' }).click();
  expect(await field(she).inputValue()).toBe('S1.role = leader and (all S: S.commitIndex >= 2)');
  await she.find.getByRole('button', { name: 'Previous' }).click();
  await expect.poll(() => moments(she).count()).toBeGreaterThan(0);
});

test('what is wrong is said under the field, with its column and what is allowed', async ({ visit }) => {
  const she = await visit();
  await finds(she);
  await field(she).fill('S3.rol = leader');
  await field(she).press('Enter');
  await she.find.getByText('column 4: a replica has no "rol"; its fields are up, role,').waitFor();
  expect(await field(she).getAttribute('aria-invalid')).toBe('true');
});

test('the run goes on until it becomes true, and stands there', async ({ visit }) => {
  const she = await visit();
  await finds(she, 100);
  await field(she).fill('S5.commitIndex >= 100');
  await she.find.getByRole('button', { name: 'Run until' }).click();
  await says(she).getByText('It does not become true up to 100.000 ms.').waitFor();

  // What is pasted into a field is for the field.
  await field(she).blur();
  await she.opens({ ...EVENTFUL, title: 'Endless' });
  await she.pause();
  await field(she).fill('time >= 5000 and leader = S1');
  await she.find.getByRole('button', { name: 'Run until' }).click();
  await expect.poll(() => she.clock()).toBeGreaterThanOrEqual(5000);
  await she.standsStill();
  expect(await she.clock()).toBeLessThan(5100);
});

test('watched expressions show their values at every moment, and stay when the page is loaded again', async ({
  visit,
}) => {
  const she = await visit();
  await finds(she);
  await she.find.getByRole('textbox', { name: 'Expression to watch' }).fill('count(S: S.up)');
  await she.find.getByRole('textbox', { name: 'Expression to watch' }).press('Enter');
  const value = she.find.locator('.find-values dd');
  await expect.poll(() => value.innerText()).toBe('5');
  await field(she).fill('not S3.up');
  await field(she).press('Shift+Enter');
  await expect.poll(() => value.innerText()).toBe('4');
  await she.page.reload();
  await she.seesLeader();
  await she.page.keyboard.press('f');
  await expect.poll(() => value.innerText()).toBe('5');
  await she.find.getByRole('button', { name: 'Stop watching count(S: S.up)' }).click();
  await expect.poll(() => value.count()).toBe(0);
});

test('find gives its place back to the logs', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(100, ORDERLY);
  await she.page.getByRole('button', { name: 'Find', exact: true }).click();
  await she.find.getByRole('button', { name: 'Close find' }).click();
  await she.logs.waitFor();
});
