import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import earlyRead from '../../../crate/scenarios/rules/read-after-own-commit.json';
import { test } from './browser';
import { ORDERLY } from './clusters';
import type { Person } from './person';

/** C1 puts and gets, S3 is down for a while and S5 cut off. */
const ASKED = {
  ...ORDERLY,
  title: 'Asked',
  clients: 2,
  actions: [
    ...ORDERLY.actions,
    { at_ms: 200, do: 'request', client: 'C1', to: 'leader', op: 'put', key: 'x', value: '1' },
    { at_ms: 250, do: 'crash', replica: 'S3' },
    { at_ms: 300, do: 'request', client: 'C2', to: 'leader', op: 'get', key: 'x' },
    { at_ms: 400, do: 'isolate', replica: 'S5' },
    { at_ms: 450, do: 'restart', replica: 'S3' },
    { at_ms: 500, do: 'request', client: 'C1', to: 'S1', op: 'put', key: 'y', value: '2' },
    { at_ms: 600, do: 'heal' },
  ],
};

const verdict = (she: Person) => she.history.locator('.history-verdict');
const told = (she: Person) => she.history.locator('.history-told');
const chart = (she: Person) => she.history.getByRole('application');

async function standsOnHistory(she: Person, ms: number, scenario: typeof ASKED): Promise<void> {
  await she.standsAt(ms, scenario);
  await she.page.keyboard.press('y');
  await verdict(she).getByText('Linearizable', { exact: true }).waitFor();
}

/** The times that the axis names, in ms. */
async function times(she: Person): Promise<number[]> {
  const all = await she.history.locator('.h-time').allTextContents();
  return all.map((text) => parseFloat(text) * (text.endsWith('ms') ? 1 : 1000));
}

test('the history shows what clients did, and what was broken meanwhile', async ({ visit }) => {
  const she = await visit();
  await standsOnHistory(she, 800, ASKED);
  await verdict(she).getByText('3 operations on 2 keys').waitFor();
  expect(await she.history.locator('.h-client').allTextContents()).toEqual(['C1', 'C2']);
  expect(await she.history.locator('.h-band-name text').allTextContents()).toEqual([
    'S3 down',
    'S1 S2 S3 S4 | S5',
  ]);
  expect(await she.history.locator('.history-rows .h-point').getAttribute('d')).toMatch(/^(M[^M]+){3}$/);
});

test('by keys: from operation to operation, and Enter goes to its moment', async ({ visit }) => {
  const she = await visit();
  await standsOnHistory(she, 800, ASKED);
  const end = await she.hash();
  await chart(she).focus();
  await she.page.keyboard.press('ArrowRight');
  await told(she).getByText('C1 put x=1, asked at 200.000 ms').waitFor();
  await she.page.keyboard.press('ArrowDown');
  await told(she).getByText('C2 get x → 1').waitFor();
  await she.page.keyboard.press('Enter');
  await expect.poll(() => she.clock()).toBe(300);
  await she.standsStill();
  expect(await she.replica('S3').getAttribute('aria-label')).toContain('crashed');

  // What comes later is known, and comes again when the run plays on.
  await verdict(she).getByText('3 operations').waitFor();
  await she.play();
  await expect.poll(() => she.clock()).toBe(800);
  await expect.poll(() => she.hash()).toBe(end);
});

test('by pointer: a click goes to a moment, the wheel zooms, dragging moves', async ({ visit }) => {
  const she = await visit();
  await standsOnHistory(she, 800, ASKED);
  const { x, y, width } = (await chart(she).boundingBox())!;
  const whole = await times(she);
  await she.page.mouse.move(x + width / 2, y + 70);
  await she.page.mouse.wheel(0, -700);
  await expect.poll(async () => (await times(she)).at(-1)).toBeLessThan(whole.at(-1)!);
  const near = await times(she);
  await she.drags({ x: x + width / 2, y: y + 70 }, { x: x + width / 2 - 200, y: y + 70 });
  await expect.poll(async () => (await times(she))[0]).toBeGreaterThan(near[0]!);
  await she.history.getByRole('button', { name: 'Fit' }).click();
  await expect.poll(() => times(she)).toEqual(whole);

  const bar = she.history.locator('.h-text', { hasText: 'put' }).first();
  await she.history.getByRole('button', { name: 'Zoom in' }).click();
  await bar.click({ force: true });
  await expect.poll(() => she.clock()).toBeLessThan(800);
  await she.standsStill();
  await told(she)
    .getByText(`asked at ${(await she.clock()).toFixed(3)} ms`)
    .waitFor();
});

test('what a person does after going back takes the place of what was done later', async ({ visit }) => {
  const she = await visit();
  await standsOnHistory(she, 800, ASKED);
  await she.clicks('S2');
  await she.inspector.getByRole('button', { name: 'Crash' }).click();
  await expect.poll(() => she.replica('S2').getAttribute('aria-label')).toContain('crashed');
  await chart(she).focus();
  await she.page.keyboard.press('ArrowRight');
  await she.page.keyboard.press('Enter');
  await expect.poll(() => she.clock()).toBe(200);
  await expect.poll(() => she.replica('S2').getAttribute('aria-label')).toContain('up');
  await she.clicks('S4');
  await she.inspector.getByRole('button', { name: 'Crash' }).click();
  await expect.poll(() => she.replica('S4').getAttribute('aria-label')).toContain('crashed');
  await she.setSpeed('1');
  await she.play();
  await expect.poll(() => she.clock()).toBe(800);
  expect(await she.replica('S2').getAttribute('aria-label')).toContain('up');
  expect(await she.replica('S4').getAttribute('aria-label')).toContain('crashed');
});

test('a history that is not linearizable says why, and leads to the operation that has no place', async ({
  visit,
}) => {
  const she = await visit();
  await she.setSpeed('1');
  await she.opens(earlyRead);
  // A broken invariant stops the run; it goes on to where the answer has arrived.
  await she.page.getByText('ReadFresh is violated').waitFor();
  await she.standsStill();
  await she.play();
  await expect.poll(() => she.clock()).toBe(1200);
  await she.page.keyboard.press('y');
  await verdict(she).getByText('Not linearizable').waitFor();
  expect(await verdict(she).innerText()).toMatch(
    /Key x: the longest order .* holds 1 of 2 operations\. After it C2 get x → empty has no place\./,
  );
  expect(await she.history.locator('.history-rows .h-misplaced.h-bar').count()).toBeGreaterThan(0);
  await verdict(she).getByRole('button', { name: 'C2 get x → empty' }).click();
  await expect.poll(() => she.clock()).toBe(400);
});

test('the picture is saved as an SVG that needs nothing else, in light colours', async ({ visit }) => {
  const she = await visit({ colorScheme: 'dark' });
  await standsOnHistory(she, 800, ASKED);
  const [download] = await Promise.all([
    she.page.waitForEvent('download'),
    she.history.getByRole('button', { name: 'SVG' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('asked-seed-7-history.svg');
  const text = await readFile(await download.path(), 'utf8');
  expect(text).not.toMatch(/var\(|url\(|href/);
  expect(text).toContain('fill="rgb(255, 255, 255)"');
  // Elsewhere than on the page, whose policy forbids styles that are not its own.
  const elsewhere = await she.page.context().newPage();
  const found = await elsewhere.evaluate((svg) => {
    const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
    return {
      error: parsed.querySelector('parsererror')?.textContent ?? null,
      bars: parsed.querySelectorAll('.h-bar').length,
      clients: [...parsed.querySelectorAll('.h-client')].map((text) => text.textContent),
    };
  }, text);
  expect(found).toMatchObject({ error: null, clients: ['Asked, seed 7', 'C1', 'C2'] });
  expect(found.bars).toBeGreaterThan(0);
});

test('the picture is saved as a PNG, too', async ({ visit }) => {
  const she = await visit();
  await standsOnHistory(she, 800, ASKED);
  const [download] = await Promise.all([
    she.page.waitForEvent('download'),
    she.history.getByRole('button', { name: 'PNG' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('asked-seed-7-history.png');
  const bytes = await readFile(await download.path());
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  // Of its header: twice the width of the picture.
  const width = await she.history.locator('.history-rows').evaluate((rows) => rows.clientWidth);
  expect(bytes.readUInt32BE(16)).toBe(2 * (width + 32));
});

test('the history gives its place back to the logs', async ({ visit }) => {
  const she = await visit();
  await standsOnHistory(she, 800, ASKED);
  await she.history.getByRole('button', { name: 'Close the history' }).click();
  await she.logs.waitFor();
  await she.client.getByRole('button', { name: 'History' }).click();
  await she.history.waitFor();
});
