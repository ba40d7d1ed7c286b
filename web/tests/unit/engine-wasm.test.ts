import { beforeAll, describe, expect, test } from 'vitest';
import type { Instance } from '../../src/engine/core';
import { REPLICA, ROLE } from '../../src/engine/protocol';
import type { Action } from '../../src/engine/protocol';
import { Session } from '../../src/engine/session';
import { FIRST_SCENARIO } from '../../src/state/scenarios';
import { realCore } from './real-core';
import { frameOf } from './replies';

/** The session around the real core, as `cargo xtask build` leaves it. */
describe('the real core', () => {
  let load: () => Instance;
  let text: string;

  beforeAll(async () => {
    load = await realCore();
    text = FIRST_SCENARIO;
  });

  function opened(seed = 7): Session {
    const session = new Session(load, () => 0);
    session.answer({ type: 'open', text, seed });
    return session;
  }

  test('elects one leader within a second', () => {
    const frame = frameOf(opened().answer({ type: 'advance', to: 1_000_000 }));
    const roles = Array.from(
      { length: frame.replicas.length / REPLICA.STRIDE },
      (_, i) => frame.replicas[i * REPLICA.STRIDE + REPLICA.ROLE],
    );
    expect(roles.filter((role) => role === ROLE.LEADER).length).toBe(1);
    expect(frame.violation).toBeNull();
  });

  test('gives the same run for the same seed, in one go or event by event', () => {
    const whole = frameOf(opened().answer({ type: 'advance', to: 300_000 }));
    const session = opened();
    let steps = frameOf(session.answer({ type: 'step' }));
    while (steps.next <= 300_000) steps = frameOf(session.answer({ type: 'step' }));
    expect(steps.hash).toBe(whole.hash);
  });

  test('a saved run with actions of a person plays to the same hash', () => {
    const session = opened();
    const acts: Action[] = [
      { do: 'request', client: 'C1', to: 'leader', op: 'put', key: 'x', value: '3' },
      { do: 'crash', replica: 'S2' },
      { do: 'cut', links: [['S1', 'S3']] },
      { do: 'restart', replica: 'S2' },
    ];
    let to = 400_123;
    for (const action of acts) {
      session.answer({ type: 'advance', to });
      expect(session.answer({ type: 'act', action }).type).toBe('acted');
      expect(session.answer({ type: 'act', action: { do: 'time_out', replica: 'S4' } }).type).toBe('acted');
      to += 170_001;
    }
    const live = frameOf(session.answer({ type: 'advance', to: 2_000_000 }));
    const saved = session.answer({ type: 'export' });
    const replay = new Session(load, () => 0);
    replay.answer({ type: 'open', text: saved.type === 'export' ? saved.text : '' });
    expect(frameOf(replay.answer({ type: 'advance', to: 2_000_000 })).hash).toBe(live.hash);
  });

  test('refuses what is wrong with its place, and is as before', () => {
    const session = opened();
    const before = frameOf(session.answer({ type: 'advance', to: 400_000 }));
    expect(session.answer({ type: 'open', text: '{ "replicas": ' })).toMatchObject({ type: 'refused' });
    const reply = session.answer({ type: 'act', action: { do: 'crash', replica: 'S99' } });
    expect(reply).toMatchObject({ type: 'refused' });
    expect(reply.type === 'refused' && reply.why.place).not.toBe('');
    expect(frameOf(session.answer({ type: 'watch', watch: {} })).hash).toBe(before.hash);
  });

  test('a panic is an Error that says what happened, and the next instance is whole', () => {
    const core = load().open(text, 7);
    // Nothing that a person does makes the core panic; a table larger than memory does.
    expect(() => core.log_terms(1, 2 ** 32 - 1)).toThrow(/capacity overflow/);
    expect(load().open(text, 7).hash()).toMatch(/^[0-9a-f]{16}$/);
  });

  test('a failure puts the run back in a fresh instance', () => {
    let failing = false;
    const session = new Session(
      () => {
        const instance = load();
        return {
          memory: instance.memory,
          freshSeed: () => instance.freshSeed(),
          open(file, seed) {
            const core = instance.open(file, seed);
            const act = core.act.bind(core);
            core.act = (now) => {
              if (failing) throw new WebAssembly.RuntimeError('unreachable');
              act(now);
            };
            return core;
          },
        };
      },
      () => 0,
    );
    session.answer({ type: 'open', text, seed: 7 });
    const before = frameOf(session.answer({ type: 'advance', to: 500_000 }));
    failing = true;
    const reply = session.answer({ type: 'act', action: { do: 'crash', replica: 'S1' } });
    expect(reply).toMatchObject({ type: 'restored', frame: { now: before.now, hash: before.hash } });
  });
});
