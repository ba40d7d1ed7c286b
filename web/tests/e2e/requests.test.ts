import { expect } from 'vitest';
import { test } from './browser';
import { ORDERLY } from './clusters';

test('a person puts a key, is answered ok, and gets its value back', async ({ visit }) => {
  const she = await visit();
  await she.setSpeed('1/2');
  await she.opens(ORDERLY);
  await she.seesLeader();
  await she.asks('put', { Key: 'colour', Value: 'teal' });
  await she.seesAnswer(/put colour=teal .*\bok\b/);
  await she.asks('get', { Key: 'colour' });
  await she.seesAnswer(/get colour .*\bok teal\b/);
});

test('compare-and-set fails where the value is another, and a deleted key is gone', async ({ visit }) => {
  const she = await visit();
  await she.setSpeed('1/2');
  await she.opens(ORDERLY);
  await she.seesLeader();
  await she.asks('put', { Key: 'n', Value: '1' });
  await she.seesAnswer(/put n=1 .*\bok\b/);
  await she.asks('compare & set', { Key: 'n', Expect: '5', Value: '2' });
  await expect.poll(async () => (await she.answers())[0]).toMatch(/\bn\b.*\bfail\b/);
  await she.asks('delete', { Key: 'n' });
  await she.seesAnswer(/delete n .*\bok\b/);
});

test('a follower that is asked redirects to the leader', async ({ visit }) => {
  const she = await visit();
  await she.setSpeed('1/2');
  await she.opens(ORDERLY);
  const leader = await she.seesLeader();
  const follower = leader.name === 'S2' ? 'S4' : 'S2';
  await she.client.getByLabel('To', { exact: true }).selectOption(follower);
  await she.asks('put', { Key: 'a', Value: '1' });
  await she.seesAnswer(/put a=1 .*\bredirect\b/);
});

test('clients ask by themselves once the workload is switched on, and stop when it is off', async ({
  visit,
}) => {
  const she = await visit();
  await she.setSpeed('1');
  await she.opens(ORDERLY);
  await she.seesLeader();
  const asking = she.client.getByRole('switch', { name: 'Clients ask by themselves' });
  await asking.click();
  await expect.poll(() => requests(she)).toBeGreaterThan(5);
  await she.client.getByLabel('Share of gets').fill('1');
  await she.seesAnswer(/get /);

  await asking.click();
  await she.client.getByLabel('Requests').waitFor({ state: 'detached' });
  // The figures follow the run ten times a second: they are those of the switch only once it stands still.
  await she.pause();
  const stopped = await requests(she);
  const then = await she.clock();
  await she.play();
  await she.untilClock(then + 500);
  await she.pause();
  expect(await requests(she)).toBe(stopped);
});

async function requests(she: { fact(name: string): { innerText(): Promise<string> } }): Promise<number> {
  return parseInt((await she.fact('requests').innerText()).replaceAll(',', ''), 10);
}
