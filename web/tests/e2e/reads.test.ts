import { expect } from 'vitest';
import { test } from './browser';
import { ORDERLY } from './clusters';

for (const [way, name] of [
  ['read_index', 'ReadIndex'],
  ['lease', 'lease'],
] as const) {
  test(`a get is answered by ${name} without an entry in the log`, async ({ visit }) => {
    const she = await visit();
    await she.setSpeed('1');
    await she.opens({ ...ORDERLY, raft: { ...ORDERLY.raft, reads: 'lease' } });
    await she.seesLeader();
    await she.asks('put', { Key: 'x', Value: '1' });
    await she.seesAnswer(/put x=1 .*\bok\b/);
    const before = await she.fact('committed').innerText();
    await she.client.getByRole('radio', { name: 'get', exact: true }).check();
    await she.client.getByLabel('Read', { exact: true }).selectOption(way);
    await she.asks('get', { Key: 'x' });
    await she.seesAnswer(/get x .*\bok 1\b/);
    await expect.poll(() => she.fact('committed').innerText()).toBe(before);
  });
}

test('in a session a command that is asked again takes effect once', async ({ visit }) => {
  const she = await visit();
  await she.setSpeed('1');
  await she.opens({
    ...ORDERLY,
    asking: { retry_ms: 100, sessions: true },
    network: { latency_ms: [60, 60] },
  });
  await she.seesLeader();
  await she.asks('put', { Key: 'x', Value: '1' });
  await she.seesAnswer(/put x=1 .*\bok\b/);
  await she.clicks('S1');
  await expect.poll(() => she.inspector.innerText()).toMatch(/Sessions 1\s+C1, opened at \d+\s+done up to 1/);
});
