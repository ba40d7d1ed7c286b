import { expect } from 'vitest';
import { test } from './browser';
import { ORDERLY } from './clusters';
import type { Person } from './person';

const list = (she: Person) => she.events.getByRole('listbox', { name: 'Events, newest last' });

/** Rows of the list of events, as text in one line each. */
async function rows(she: Person): Promise<string[]> {
  const texts = await list(she).getByRole('option').allInnerTexts();
  return texts.map((text) => text.replace(/\s+/g, ' '));
}

test('the list of events is of the run on screen', async ({ visit }) => {
  const she = await visit();
  await expect.poll(() => rows(she)).not.toEqual([]);
  await she.standsAt(200, ORDERLY);
  await expect.poll(async () => (await rows(she)).at(-1)).toContain('120.000 S5 commits up to entry 1');
  expect((await rows(she))[0]).toContain("10.000 S1's election timer is made to run out");
});

test('events are filtered by kind and by replica', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(200, ORDERLY);
  await expect.poll(async () => (await rows(she)).join('\n')).toMatch(/S3 follows S1 in term 1/);
  await she.events.getByLabel('Kind').selectOption('Elections');
  await expect.poll(async () => (await rows(she)).join('\n')).not.toMatch(/appends|commits/);
  await she.events.getByLabel('Replica').selectOption('S3');
  await expect
    .poll(async () => (await rows(she)).every((row) => /^[\d,.]+ S3 /.test(row)) && rows(she))
    .toContain('70.000 S3 follows S1 in term 1');
  await she.events.getByLabel('Kind').selectOption('Violations');
  await she.events.getByText('No event passes the filter yet.').waitFor();
});

test('an event that is pointed at marks its replica on the stage, and a click chooses it', async ({
  visit,
}) => {
  const she = await visit();
  await she.standsAt(200, ORDERLY);
  const row = list(she).getByRole('option').filter({ hasText: 'S4 follows S1 in term 1' });
  await row.hover();
  await expect.poll(() => she.stage.locator('.replica.hovered').getAttribute('data-name')).toBe('S4');
  await row.click();
  await expect.poll(() => she.inspector.getByRole('heading', { level: 2 }).innerText()).toMatch(/^S4/);
});

test('logs of 10,000 entries draw only what is seen, from the newest to the first', async ({ visit }) => {
  const she = await visit();
  await she.setSpeed('10');
  await she.opens({
    title: 'Long logs',
    replicas: 3,
    clients: 26,
    seed: 1,
    network: { latency_ms: [0.1, 0.2] },
    workload: { rate: 10_000, gets: 0 },
  });
  await expect.poll(() => lastIndex(she), { timeout: 45_000 }).toBeGreaterThan(10_000);
  await she.page.keyboard.press('Space');
  await she.standsStill();

  const drawn = await she.logs.evaluate((panel) => {
    const [canvas, scroller] = [panel.querySelector('canvas')!, panel.querySelector('.logs-scroller')!];
    return {
      elements: panel.querySelectorAll('*').length,
      canvas: canvas.width * canvas.height,
      panel: scroller.clientWidth * scroller.clientHeight * devicePixelRatio ** 2,
      whole: scroller.scrollWidth / scroller.clientWidth,
    };
  });
  expect(drawn.whole).toBeGreaterThan(100);
  expect(drawn.elements).toBeLessThan(120);
  expect(drawn.canvas).toBeLessThanOrEqual(drawn.panel);

  await she.logs.getByRole('application').focus();
  await she.page.keyboard.press('Home');
  await she.logs.getByText(/S1, index 1: no-op/).waitFor({ state: 'attached' });
});

async function lastIndex(she: Person): Promise<number> {
  const [, last = '0'] = (await she.fact('committed').innerText()).split(' of ');
  return Number(last.replaceAll(',', ''));
}
