import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { test } from './browser';
import { ORDERLY } from './clusters';
import type { Person } from './person';

/** C1 puts, S3 is down for a while, and S5 is cut off. */
const EVENTFUL = {
  ...ORDERLY,
  title: 'Eventful',
  clients: 1,
  actions: [
    ...ORDERLY.actions,
    { at_ms: 200, do: 'request', client: 'C1', to: 'leader', op: 'put', key: 'x', value: '1' },
    { at_ms: 250, do: 'crash', replica: 'S3' },
    { at_ms: 400, do: 'isolate', replica: 'S5' },
  ],
};

const chart = (she: Person) => she.diagram.getByRole('application');
const told = (she: Person) => she.diagram.getByRole('status');
const tip = (she: Person) => she.diagram.getByRole('tooltip');

async function standsOnDiagram(she: Person, ms: number): Promise<void> {
  await she.standsAt(ms, EVENTFUL);
  await she.page.keyboard.press('0');
  await told(she).getByText('Click on an arrow').waitFor();
}

/** From when to when it shows, in ms. */
async function seen(she: Person): Promise<[number, number]> {
  const text = (await chart(she).getAttribute('aria-description')) ?? '';
  const [from = NaN, to = NaN] = text.split(' to ').map((part) => parseFloat(part.replaceAll(',', '')));
  return [from, to];
}

/** The times that a text names, in ms. */
const times = (text: string): number[] =>
  [...text.matchAll(/at ([\d,.]+) ms/g)].map(([, time]) => Number(time!.replaceAll(',', '')));

test('by keys: from message to message, to when it was sent, and to its end', async ({ visit }) => {
  const she = await visit();
  await standsOnDiagram(she, 600);
  await chart(she).focus();
  await she.page.keyboard.press('Home');
  await she.page.keyboard.press('ArrowDown');
  // What is seen now may still be under way.
  await expect
    .poll(async () => {
      await she.page.keyboard.press('ArrowUp');
      return told(she).innerText();
    })
    .toContain('RequestVote, S1 → S2');
  const [sent = NaN, arrived = NaN] = times(await told(she).innerText());
  await she.page.keyboard.press('Enter');
  await expect.poll(() => she.clock()).toBe(sent);
  await she.page.keyboard.press('Shift+Enter');
  await expect.poll(() => she.clock()).toBe(arrived);
});

test('a click on an arrow goes there, and pointing at it marks what it is about elsewhere', async ({
  visit,
}) => {
  const she = await visit();
  await standsOnDiagram(she, 600);
  const box = (await chart(she).boundingBox())!;
  // Somewhere below the leader's line the pointer comes upon an arrow.
  const at = { x: box.x + 60, y: box.y + 70 };
  await expect
    .poll(async () => {
      at.x += 3;
      await she.page.mouse.move(at.x, at.y);
      return (await tip(she).count()) > 0 && (await tip(she).innerText());
    })
    .toMatch(/S\d → S\d/);
  const [sent = NaN, ends = NaN] = times(await tip(she).innerText());
  await she.page.mouse.click(at.x, at.y);
  await expect.poll(async () => [sent, ends].includes(await she.clock())).toBe(true);

  await she.replica('S4').locator('.body').hover();
  await she.diagram.locator('.diagram-names [data-hovered="true"]', { hasText: 'S4' }).waitFor();
  await she.diagram.getByRole('button', { name: 'S1', exact: true }).hover();
  await expect.poll(() => she.replica('S1').getAttribute('class')).toContain('hovered');
  const marked = she.events.locator('.event[data-who="S1"]').last();
  await expect
    .poll(() => marked.evaluate((row) => getComputedStyle(row).backgroundColor))
    .not.toBe('rgba(0, 0, 0, 0)');
});

test('it is zoomed about the pointer, dragged, shown whole, and follows the run again', async ({ visit }) => {
  const she = await visit();
  await standsOnDiagram(she, 600);
  await she.diagram.getByRole('button', { name: 'Fit' }).click();
  await expect.poll(async () => (await seen(she))[1]).toBeGreaterThan(600);
  const box = (await chart(she).boundingBox())!;
  await she.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await she.page.mouse.wheel(0, -600);
  await expect.poll(async () => (await seen(she))[0]).toBeGreaterThan(100);
  const [from] = await seen(she);
  await she.page.mouse.down();
  await she.page.mouse.move(box.x + box.width / 2 - 120, box.y + box.height / 2, { steps: 4 });
  await she.page.mouse.up();
  await expect.poll(async () => (await seen(she))[0]).toBeGreaterThan(from);
  await she.diagram.getByRole('button', { name: 'Follow' }).click();
  await she.page.keyboard.press(' ');
  await expect.poll(async () => (await seen(she))[1]).toBeGreaterThan(700);
  await she.page.keyboard.press('0');
  await she.logs.waitFor();
});

test('the picture is saved as an SVG that needs nothing else', async ({ visit }) => {
  const she = await visit();
  await standsOnDiagram(she, 600);
  const saved = she.page.waitForEvent('download');
  await she.diagram.getByRole('button', { name: 'SVG' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toMatch(/diagram\.svg$/);
  const text = await readFile(await file.path(), 'utf8');
  for (const word of ['Eventful', '>S5<', '>C1<', '>leader t1<']) expect(text).toContain(word);
  expect(text).not.toMatch(/var\(|https?:\/\/(?!www\.w3\.org)/);
});
