import { beforeAll, describe, expect, test } from 'vitest';
import type { Instance } from '../../src/engine/core';
import type { Action, Frame, Request } from '../../src/engine/protocol';
import { Session } from '../../src/engine/session';
import { randomBelow, seeds } from './random';
import { realCore } from './real-core';
import { frameOf } from './replies';

/** Everything at once: requests, snapshots, slow disks, loss. */
const BUSY = JSON.stringify({
  title: 'Busy',
  replicas: 5,
  clients: 3,
  seed: 1,
  network: { latency_ms: [1, 12], loss: 0.03, duplication: 0.03 },
  disk: { sync_ms: 2 },
  raft: { pre_vote: true, check_quorum: true, snapshot_threshold: 40 },
  workload: { rate: 800, gets: 0.4 },
});

/** Time moves on by up to so much between two things that a person does, in µs. */
const PACE = 150_000;

describe('a random run on the real core', () => {
  let load: () => Instance;

  beforeAll(async () => {
    load = await realCore();
  });

  function opened(seed: number) {
    const session = new Session(load, () => 0);
    const ask = (body: Request): Frame => frameOf(session.answer(body));
    ask({ type: 'open', text: BUSY, seed });
    const runTo = (to: number): Frame => {
      session.answer({ type: 'advance', to });
      return ask({ type: 'watch', watch: {} });
    };
    return { session, ask, runTo };
  }

  test.each(seeds(6))('is at every moment what it was, wherever one comes from (seed %i)', (seed) => {
    const below = randomBelow(seed);
    const { session, ask, runTo } = opened(seed);
    const seen: Frame[] = [runTo(0)];
    for (let nth = 0; nth < 40; nth++) {
      seen.push(runTo(seen.at(-1)!.now + 1 + below(PACE)));
      if (below(3) === 0) session.answer({ type: 'act', action: anything(below) });
    }
    // An action may run at the very moment of a frame: only what is behind it tells them apart.
    const told = seen.filter(({ now }, nth) => nth === 0 || now > seen[nth - 1]!.now + 1);
    for (let nth = 0; nth < 60; nth++) {
      const { counters, hash, now } = told[below(told.length)]!;
      const back = ask({ type: 'go', processed: counters.processed });
      expect([back.hash, back.counters.processed], `at ${now}`).toEqual([hash, counters.processed]);
      if (below(4) === 0) runTo(back.now + below(PACE));
    }
  });

  test.each(seeds(4))('and each of its branches is the run that was made like it (seed %i)', (seed) => {
    const below = randomBelow(seed);
    const { session, ask, runTo } = opened(seed);
    const ends = new Map<number, { end: number; hash: string }>();
    let last = runTo(PACE * 4);
    for (let nth = 0; nth < 8; nth++) {
      ends.set(last.branch, { end: last.now, hash: last.hash });
      ask({ type: 'go', to: below(last.now) });
      session.answer({ type: 'act', action: anything(below) });
      last = runTo(last.end + 1 + below(PACE));
    }
    ends.set(last.branch, { end: last.now, hash: last.hash });
    const answer = session.answer({ type: 'timeline' });
    const branches = answer.type === 'timeline' ? answer.timeline.branches : [];
    for (const { number } of branches) {
      const { end, hash } = ends.get(number)!;
      expect(ask({ type: 'go', to: end, branch: number }).hash, `branch ${number}`).toBe(hash);
    }
    // There is one core at a time: the session before has none any more.
    for (const { number, actions } of branches) {
      const { end, hash } = ends.get(number)!;
      const alone = new Session(load, () => 0);
      alone.answer({ type: 'open', text: BUSY, seed, actions, to: end });
      expect(frameOf(alone.answer({ type: 'watch', watch: {} })).hash, `branch ${number}`).toBe(hash);
    }
    expect(branches.length).toBeGreaterThan(2);
  });
});

function anything(below: (limit: number) => number): Action {
  const replica = `S${1 + below(5)}`;
  const actions: Action[] = [
    { do: 'crash', replica },
    { do: 'restart', replica },
    { do: 'time_out', replica },
    { do: 'isolate', replica },
    { do: 'heal' },
    { do: 'compact', replica },
    { do: 'request', client: 'C1', to: 'leader', op: 'put', key: 'x', value: String(below(100)) },
  ];
  return actions[below(actions.length)]!;
}
