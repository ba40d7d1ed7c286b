import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { readLink } from '../../src/share/link';
import { test } from './browser';
import { ORDERLY } from './clusters';
import type { Person } from './person';

/** The address, once it holds what is on screen: what the page says of it in the link is what it says of itself. */
async function address(she: Person, view = {}): Promise<string> {
  await she.standsStill();
  const held = async () => {
    const read = await readLink(new URL(she.page.url()).hash);
    return 'place' in read ? read : { hash: read.moment.hash.slice(0, 8), view: read.view };
  };
  await expect.poll(held).toEqual({ hash: await she.hash(), view });
  return she.page.url();
}

async function crashes(she: Person, name: string): Promise<void> {
  await she.clicks(name);
  await she.inspector.getByRole('button', { name: 'Crash' }).click();
  await expect.poll(() => she.replica(name).getAttribute('aria-label')).toContain('crashed');
}

test('the address bar holds the run: scenario, seed, actions, moment and view', async ({ visit }) => {
  const she = await visit();
  await she.seesLeader();
  await she.pause();
  await crashes(she, 'S4');
  await she.step();
  await she.standsStill();
  const [hash, clock, replicas] = [await she.hash(), await she.clock(), await she.replicas()];
  const link = await address(she, { selected: 'S4' });

  await she.page.goto('about:blank');
  await she.page.goto(link);
  await expect.poll(() => she.hash()).toBe(hash);
  await she.standsStill();
  expect([await she.clock(), await she.replicas()]).toEqual([clock, replicas]);
  expect(await she.inspector.getByRole('heading', { level: 2 }).innerText()).toContain('S4');
  expect(await she.notices.count()).toBe(0);
});

test('a link that is put into the address bar opens in the page that is there', async ({ visit }) => {
  const she = await visit();
  await she.chooses('Split vote');
  await she.seesLeader();
  await she.pause();
  const [hash, link] = [await she.hash(), await address(she)];
  await she.chooses('First election');
  await she.seesLeader();
  // While a run plays, the address follows it now and then.
  await expect.poll(() => she.page.url()).not.toBe(link);
  await she.page.evaluate((fragment) => (location.hash = fragment), new URL(link).hash);
  await she.seesRun('Split vote');
  await expect.poll(() => she.hash()).toBe(hash);
});

test('L copies the link to this moment, and so does the dialog', async ({ visit }) => {
  const she = await visit();
  await she.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = () => she.page.evaluate(() => navigator.clipboard.readText());
  await she.seesLeader();
  await she.page.keyboard.press('l');
  await she.seesNotice(/The link to this moment is copied/);
  expect(await copied()).toBe(await address(she));
  await she.step();
  await she.page.getByRole('button', { name: 'Share' }).click();
  await she.page.getByRole('button', { name: 'Copy link' }).click();
  await expect.poll(async () => (await copied()) === she.page.url()).toBe(true);
  expect(await copied()).toBe(await address(she));
});

test('a run too long for a link is a file, which opens by being dropped', async ({ visit }) => {
  const she = await visit();
  // What cannot be compressed, as a scenario that no one has but her.
  const noise = (i: number) => ((i * i * 7919 + i * 104729) % 2147483647).toString(36);
  const actions = Array.from({ length: 1200 }, (_, i) => ({
    at_ms: 100_000 + i,
    do: 'request',
    client: 'C1',
    to: 'leader',
    op: 'put',
    key: noise(i),
    value: noise(i + 5000),
  }));
  await she.seesLeader();
  await she.opens({ ...ORDERLY, actions: [...ORDERLY.actions, ...actions] });
  await she.seesLeader();
  await she.pause();
  await crashes(she, 'S4');
  const hash = await she.hash();
  await she.page.keyboard.press('l');
  await she.seesNotice(/The run is too long for a link: [\d,]+ characters/);
  await expect.poll(() => new URL(she.page.url()).hash).toBe('');
  const [download] = await Promise.all([
    she.page.waitForEvent('download'),
    she.notices.getByRole('button', { name: 'Save as a file' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.raft\.json$/);
  const text = readFileSync(await download.path(), 'utf8');
  await she.opens({ ...ORDERLY, title: 'Another' });
  await she.drops('moment.raft.json', text);
  await she.seesRun(ORDERLY.title);
  await expect.poll(() => she.hash()).toBe(hash);
});

test('a bad link is told, and the run on screen goes on', async ({ visit }) => {
  const she = await visit();
  await she.seesLeader();
  const title = await she.scenario();
  const before = await she.clock();
  for (const [fragment, told] of [
    ['#1.eJyrVkrOT0kFAAoYAkw', /link: is damaged or was cut short on its way/],
    ['#9.abc', /link: is of version 9; this page reads version 1/],
  ] as const) {
    await she.page.evaluate((bad) => (location.hash = bad), fragment);
    await she.seesNotice(told);
  }
  expect(await she.scenario()).toBe(title);
  await she.untilClock(before + 1);
  await she.pause();
  await address(she);
});

test('an address that asks for very much can be stopped', async ({ visit }) => {
  const she = await visit();
  await she.chooses('Split vote');
  await she.seesLeader();
  await she.pause();
  const fragment = await she.page.evaluate(async () => {
    const run = {
      scenario: { text: '{"replicas":5,"seed":1,"workload":{"rate":1000}}', name: '' },
      seed: 1,
      actions: [],
      moment: { now: 86_400_000_000, processed: 2_000_000, hash: '0123456789abcdef' },
      view: {},
    };
    const stream = new Blob([JSON.stringify(run)]).stream().pipeThrough(new CompressionStream('deflate'));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    const letters = btoa(String.fromCharCode(...bytes));
    return `#1.${letters.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
  });
  await she.page.evaluate((hostile) => (location.hash = hostile), fragment);
  await she.notices.getByRole('button', { name: 'Stop here' }).click();
  await she.standsStill();
  const stopped = await she.clock();
  expect(stopped).toBeLessThan(86_400_000);
  await she.seesPictures(10);
  expect(await she.clock()).toBe(stopped);
});
