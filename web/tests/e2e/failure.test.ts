import { expect } from 'vitest';
import { test } from './browser';
import { ORDERLY } from './clusters';

/** Runs in the worker before its own script: keeps the core's memory where this test can spoil it. */
const KEEP_MEMORY = `
  const instantiate = WebAssembly.instantiateStreaming;
  const keep = (made) => {
    globalThis.coreMemory = (made.instance ?? made).exports.memory;
    return made;
  };
  WebAssembly.instantiateStreaming = (...of) => instantiate.apply(WebAssembly, of).then(keep);
`;

test('a core whose memory is spoilt fails aloud, and the run is put back', async ({ visit }) => {
  const she = await visit({
    before: (page) =>
      page.route(/\/worker-[^/]*\.js$/, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: KEEP_MEMORY + (await response.text()) });
      }),
  });
  await she.standsAt(200, ORDERLY);
  await she.clicks('S4');
  await she.inspector.getByRole('button', { name: 'Crash' }).click();
  await expect.poll(() => she.replica('S4').getAttribute('aria-label')).toContain('crashed');
  await she.standsStill();
  const hash = await she.hash();
  const clock = await she.clock();

  for (const worker of she.page.workers()) {
    await worker.evaluate(() => {
      const { coreMemory } = globalThis as unknown as { coreMemory?: WebAssembly.Memory };
      if (coreMemory) new Uint8Array(coreMemory.buffer).fill(0xff);
    });
  }
  await she.step();
  await she.seesNotice(/The simulation failed: .* The run was put back to 200\.\d+ ms\./);
  await expect.poll(() => she.clock()).toBe(clock);
  await expect.poll(() => she.replica('S4').getAttribute('aria-label')).toContain('crashed');
  await expect.poll(() => she.hash()).toBe(hash);
  const events = await she.counter('Events');
  await she.step();
  await expect.poll(() => she.counter('Events')).toBe(events + 1);
});
