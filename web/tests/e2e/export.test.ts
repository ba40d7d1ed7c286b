import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Download, Locator } from 'playwright-core';
import { expect } from 'vitest';
import { test } from './browser';
import { ORDERLY } from './clusters';
import type { Person } from './person';

const cli = fileURLToPath(new URL('../../dist/cli.mjs', import.meta.url));

const dialog = (she: Person): Locator => she.page.getByRole('dialog', { name: 'Export' });

/** At a moment with a leader, messages on their way, and C1's put of what no reader of lines must stumble over. */
async function opensExport(she: Person): Promise<void> {
  const put = { at_ms: 200, do: 'request', client: 'C1', to: 'S1', op: 'put', key: 'a\nb', value: '<&"' };
  await she.standsAt(230, { ...ORDERLY, actions: [...ORDERLY.actions, put] });
  await she.page.getByRole('button', { name: 'Share' }).click();
  await she.page.getByRole('button', { name: 'Export…' }).click();
  await dialog(she).waitFor();
}

async function saves(she: Person, row: string, button: string): Promise<Download> {
  const [download] = await Promise.all([
    she.page.waitForEvent('download'),
    dialog(she).getByRole('group', { name: row }).getByRole('button', { name: button }).click(),
  ]);
  return download;
}

const textOf = async (download: Download): Promise<string> => readFileSync(await download.path(), 'utf8');

/** What the command line prints of the scenario that the page saves. */
function traced(scenario: string, format: string): string {
  const file = join(tmpdir(), `export-${process.pid}.json`);
  writeFileSync(file, scenario);
  return spawnSync(process.execPath, [cli, 'trace', file, '--format', format], { encoding: 'utf8' }).stdout;
}

test('the stage is saved as an SVG that needs nothing else, and as a PNG of twice its size', async ({
  visit,
}) => {
  const she = await visit();
  await opensExport(she);
  const svg = await saves(she, 'Stage', 'SVG');
  expect(svg.suggestedFilename()).toBe('orderly-stage.svg');
  const text = await textOf(svg);
  expect(text).not.toMatch(/var\(|url\(|href|style|class/);
  const png = readFileSync(await (await saves(she, 'Stage', 'PNG')).path()).toString('base64');
  await dialog(she).getByText('orderly-stage.png is saved.').waitFor();

  const elsewhere = await she.page.context().newPage();
  const found = await elsewhere.evaluate(
    async ([source, picture]) => {
      const parsed = new DOMParser().parseFromString(source, 'image/svg+xml');
      const image = new Image();
      image.src = `data:image/png;base64,${picture}`;
      await image.decode();
      return {
        error: parsed.querySelector('parsererror')?.textContent ?? null,
        names: [...parsed.querySelectorAll('g > title')].map((title) => title.textContent),
        size: ['width', 'height'].map((side) => 2 * Number(parsed.documentElement.getAttribute(side))),
        png: [image.width, image.height],
        words: [...parsed.querySelectorAll('text')].map((word) => word.textContent),
      };
    },
    [text, png] as const,
  );
  expect(found.error).toBeNull();
  expect(found.names).toContain('S1, leader, term 1, up');
  expect(found.png).toEqual(found.size);
  expect(found.words).toContainEqual(
    expect.stringMatching(/^Orderly, seed \d+ · 230\.000 ms · run [0-9a-f]{16}$/),
  );
  expect(found.words).toContainEqual(expect.stringMatching(/^AppendEntries 2$/));
});

test('scenario, trace and log for ShiViz are what the command line prints of the same run', async ({
  visit,
}) => {
  const she = await visit();
  await opensExport(she);
  const scenario = await textOf(await saves(she, 'Scenario', 'JSON'));
  expect(await textOf(await saves(she, 'Trace', 'NDJSON'))).toBe(traced(scenario, 'ndjson'));
  const log = await saves(she, 'ShiViz', 'Log');
  expect(log.suggestedFilename()).toBe('orderly-shiviz.log');
  const text = await textOf(log);
  expect(text).toBe(traced(scenario, 'shiviz'));
  expect(text.split('\n')[0]).toBe(await dialog(she).locator('.pattern').innerText());
});

test('a span becomes a film, and the run goes back to where it stood', async ({ visit }) => {
  const she = await visit();
  await opensExport(she);
  const hash = await she.hash();
  const film = dialog(she).getByRole('region', { name: 'Film' });
  await film.getByLabel('From').fill('300');
  await film.getByText('It has to end after it begins.').waitFor();
  await film.getByLabel('From').fill('190');
  await film.getByLabel('Speed').selectOption('1/10×');
  await film.getByText('The film is 0.4 s long.').waitFor();
  const [download] = await Promise.all([
    she.page.waitForEvent('download'),
    film.getByRole('button', { name: 'Record' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('orderly-stage.webm');
  const bytes = readFileSync(await download.path());
  // The beginning of EBML, in which WebM is written.
  expect(bytes.subarray(0, 4).toString('hex')).toBe('1a45dfa3');
  expect(bytes.length).toBeGreaterThan(2000);
  await dialog(she).getByText('orderly-stage.webm is saved.').waitFor();
  expect([await she.hash(), await she.clock()]).toEqual([hash, 230]);
});

test('a film can be stopped, and the run goes back', async ({ visit }) => {
  const she = await visit();
  await opensExport(she);
  const hash = await she.hash();
  const film = dialog(she).getByRole('region', { name: 'Film' });
  await film.getByLabel('From').fill('0');
  await film.getByLabel('Speed').selectOption('1/100×');
  await film.getByRole('button', { name: 'Record' }).click();
  await expect.poll(() => she.clock()).toBeLessThan(200);
  await dialog(she).getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => she.hash()).toBe(hash);
  await expect.poll(() => she.clock()).toBe(230);
  await dialog(she).getByRole('button', { name: 'Record' }).and(she.page.locator(':enabled')).waitFor();
});
