import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Action } from '../../src/engine/protocol';
import { fragmentOf, LONGEST_LINK, readLink } from '../../src/share/link';
import { readRunFile, runFileOf } from '../../src/share/run-file';
import { scenarios } from '../../src/state/scenario_list';
import { randomBelow, seeds } from './random';
import { realPage, type RealPage } from './real-page';

let page: RealPage;

beforeEach(async () => {
  page = await realPage();
});

const scenarioOf = (seed: number, replicas: number): string =>
  JSON.stringify({ title: 'Shared', replicas, seed, workload: { rate: 20 } });

/** What a person might do at random, also what is refused at that moment. */
function anyAction(below: (limit: number) => number, replicas: number): Action {
  const replica = `S${1 + below(replicas)}`;
  const actions: Action[] = [
    { do: 'crash', replica },
    { do: 'restart', replica },
    { do: 'time_out', replica },
    { do: 'isolate', replica },
    { do: 'heal' },
    { do: 'request', client: 'C1', to: 'leader', op: 'put', key: `k${below(4)}`, value: 'é "quoted" 值' },
    { do: 'tune', network: { loss: below(20) / 100 } },
  ];
  return actions[below(actions.length)]!;
}

/** Does things, goes back and forth, and stands somewhere, perhaps in the middle of what happens at one time. */
async function lead(random: RealPage, seed: number): Promise<void> {
  const below = randomBelow(seed);
  const replicas = 3 + below(5);
  const bundled = below(2) === 0 ? scenarios[below(scenarios.length)] : undefined;
  const text = bundled ? await bundled.load() : scenarioOf(seed, replicas);
  await random.run.open(text, below(2) === 0 ? { seed: below(1e9) } : {});
  random.run.pause();
  for (let round = 0; round < 6; round++) {
    await random.moment.goTo((random.run.frame.value?.now ?? 0) + below(400_000));
    await random.run.act(anyAction(below, 3));
    if (below(3) === 0) await random.moment.goTo(below(random.run.frame.value?.now ?? 1));
    if (below(4) === 0) await random.moment.undo();
  }
  for (let steps = below(4); steps > 0; steps--) await random.run.step();
}

describe('a run that is shared is the same run where it is opened', () => {
  test.each(seeds(12))('seed %i, by a link', async (seed) => {
    await lead(page, seed);
    const hash = page.hash();
    const shared = await page.onScreen.runOnScreen();
    const fragment = await fragmentOf(shared!);
    const other = await realPage();
    expect(await other.opening.openShared(await readLink(fragment))).toBe(true);
    expect(other.hash()).toBe(hash);
    expect(await other.onScreen.runOnScreen()).toEqual(shared);
  });

  test('and plays on the same way, with what was done later', async () => {
    await page.run.open(scenarioOf(7, 5));
    await page.moment.goTo(900_000);
    await page.run.act({ do: 'crash', replica: 'S2' });
    await page.moment.goTo(2_000_000);
    const later = page.hash();
    await page.moment.goTo(500_000);
    const shared = await page.onScreen.runOnScreen();
    const other = await realPage();
    await other.opening.openShared(await readLink(await fragmentOf(shared!)));
    expect(other.run.frame.value?.now).toBe(500_000);
    await other.moment.goTo(2_000_000);
    expect(other.hash()).toBe(later);
  });

  test('by a file too', async () => {
    await lead(page, 77);
    const shared = await page.onScreen.runOnScreen();
    expect(readRunFile(runFileOf(shared!))).toEqual(shared);
  });

  test('a scenario that comes with the page is named, and makes a short link', async () => {
    await page.run.open(await scenarios[3]!.load());
    await page.moment.goTo(700_000);
    const shared = await page.onScreen.runOnScreen();
    expect(shared?.scenario).toBe(scenarios[3]!.id);
    expect((await fragmentOf(shared!)).length).toBeLessThan(200);
  });

  test('an hour of work with it still fits into a link', async () => {
    await page.run.open(scenarioOf(7, 5));
    for (let nth = 1; nth <= 300; nth++) {
      await page.moment.goTo(nth * 20_000);
      await page.run.act(anyAction(randomBelow(nth), 5));
    }
    const shared = await page.onScreen.runOnScreen();
    expect(shared?.actions.length).toBeGreaterThan(250);
    expect((await fragmentOf(shared!)).length).toBeLessThan(LONGEST_LINK);
  });
});

/** Links as they were made once, with the hash of the moment to which each leads. `RECORD=1` adds those that are missing. */
const file = new URL('links.txt', import.meta.url);
const recorded = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];

describe('an old link keeps working', () => {
  test.each(recorded.map((line) => line.split(' ') as [string, string, string]))(
    'to %s, at %s',
    async (_, hash, fragment) => {
      expect(await page.opening.openShared(await readLink(fragment))).toBe(true);
      expect(page.told()).not.toContain('another way');
      expect(page.hash()).toBe(hash);
    },
  );

  test('to every scenario that comes with the page one is recorded: a change of it would break what was shared', async () => {
    const missing = scenarios.filter(({ id }) => !recorded.some((line) => line.startsWith(`${id} `)));
    if (process.env['RECORD'] === '1') {
      const lines = [...recorded];
      for (const { id, load } of missing) lines.push(`${id} ${await record(await load(), 3)}`);
      for (const seed of recorded.length === 0 ? seeds(8) : []) {
        lines.push(`own-${seed} ${await record(scenarioOf(seed, 5), seed)}`);
      }
      writeFileSync(file, `${lines.join('\n')}\n`);
    } else {
      expect(missing.map(({ id }) => id)).toEqual([]);
    }
  });

  async function record(text: string, seed: number): Promise<string> {
    await page.run.open(text);
    const below = randomBelow(seed);
    for (let round = 0; round < 3; round++) {
      await page.moment.goTo((page.run.frame.value?.now ?? 0) + below(400_000));
      await page.run.act(anyAction(below, 3));
    }
    await page.moment.goTo((page.run.frame.value?.now ?? 0) + 100_000);
    const shared = await page.onScreen.runOnScreen();
    return `${shared!.moment.hash} ${await fragmentOf(shared!)}`;
  }
});
