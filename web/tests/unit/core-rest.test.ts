import { beforeEach, expect, test, vi } from 'vitest';
import { Session } from '../../src/engine/session';
import { scenario } from '../../src/state/scenario_list';
import { FIRST_SCENARIO } from '../../src/state/scenarios';
import { firstFile, secondFile } from './real-core';

// Each test begins with a core that has loaded nothing.
beforeEach(() => vi.resetModules());

test('the core runs without its second file until it first needs it', async () => {
  let loaded = 0;
  const { loadWasm } = await import('../../src/engine/wasm');
  const load = await loadWasm({
    first: firstFile(),
    rest: () => {
      loaded += 1;
      return secondFile();
    },
  });
  const session = new Session(load, () => 0);
  session.answer({ type: 'open', text: FIRST_SCENARIO });
  session.answer({ type: 'advance', to: 2_000_000 });
  session.answer({ type: 'act', action: { do: 'crash', replica: 'S1' } });
  expect(loaded).toBe(0);

  const course = await scenario('advanced-4')!.load();
  expect(session.answer({ type: 'open', text: course })).toMatchObject({ type: 'opened' });
  expect(session.answer({ type: 'export' })).toMatchObject({ type: 'export' });
  expect(loaded).toBe(1);

  // A new instance has an empty table, which the same module fills.
  const another = new Session(load, () => 0);
  expect(another.answer({ type: 'open', text: course })).toMatchObject({ type: 'opened' });
  expect(loaded).toBe(1);
});

test('where the second file cannot be had, the run on screen goes on', async () => {
  let gone = true;
  const { loadWasm } = await import('../../src/engine/wasm');
  const load = await loadWasm({
    first: firstFile(),
    rest: () => {
      if (gone) throw new Error('the rest of the core could not be fetched');
      return secondFile();
    },
  });
  const session = new Session(load, () => 0);
  session.answer({ type: 'open', text: FIRST_SCENARIO, seed: 7 });
  const before = session.answer({ type: 'advance', to: 500_000 });
  const hash = 'frame' in before ? before.frame.hash : '';
  const course = await scenario('advanced-4')!.load();
  const reply = session.answer({ type: 'open', text: course });
  expect(reply).toMatchObject({ type: 'restored', frame: { hash } });
  expect(reply.type === 'restored' && reply.text).toContain('could not be fetched');
  gone = false;
  expect(session.answer({ type: 'open', text: course })).toMatchObject({ type: 'opened' });
});
