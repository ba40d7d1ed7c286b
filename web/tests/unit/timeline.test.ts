import { describe, expect, it } from 'vitest';
import { MARK } from '../../src/engine/protocol';
import type { Action, Frame, Reply, Request } from '../../src/engine/protocol';
import { Session } from '../../src/engine/session';
import { FakeInstance } from './fake_core';
import { frameOf } from './replies';

const SCENARIO = JSON.stringify({ seed: 7 });
const CRASH: Action = { do: 'crash', replica: 'S1' };
const RESTART: Action = { do: 'restart', replica: 'S1' };

/** A session with a run of `SCENARIO` in it. */
function opened(text = SCENARIO) {
  const session = new Session(() => new FakeInstance());
  frameOf(session.answer({ type: 'open', text }));
  const ask = (...[body]: Parameters<Session['answer']>): Frame => frameOf(session.answer(body));
  // A whole frame, also where nothing happened since the last one.
  const look = (): Frame => ask({ type: 'watch', watch: {} });
  const runTo = (to: number): Frame => {
    do session.answer({ type: 'advance', to });
    while (look().now < to);
    return look();
  };
  return { ask, runTo, look, reply: (body: Request) => session.answer(body) };
}

describe('a run that was left', () => {
  it('is the same at every moment to which one goes back, and where it was', () => {
    const { ask, runTo } = opened();
    const moments = [0, 1, 500, 7_000, 40_000, 90_000].map((at) => runTo(at));
    for (const { now, hash, counters } of [...moments, ...moments.toReversed(), moments[2]!]) {
      const frame = ask({ type: 'go', to: now });
      expect(frame).toMatchObject({ now, hash, counters, end: 90_000, branch: 0 });
    }
  });

  it('goes on as it went, with all that was done to it', () => {
    const { ask, runTo, look } = opened();
    runTo(20_000);
    ask({ type: 'act', action: CRASH });
    runTo(60_000);
    ask({ type: 'act', action: RESTART });
    const { hash } = runTo(90_000);
    for (const to of [0, 19_999, 30_000, 70_000]) {
      ask({ type: 'go', to });
      expect(runTo(90_000).hash, `from ${to}`).toBe(hash);
    }
    expect(look().branch).toBe(0);
  });

  it('goes back event by event', () => {
    const { ask, runTo } = opened();
    runTo(30_000);
    const { counters } = ask({ type: 'step' });
    const before = ask({ type: 'go', processed: counters.processed - 1 });
    expect(before.counters.processed).toBe(counters.processed - 1);
    expect(ask({ type: 'step' }).counters).toEqual(counters);
  });

  it('is run on where one goes further than it was', () => {
    const { ask, runTo } = opened();
    runTo(5_000);
    expect(ask({ type: 'go', to: 6_000 })).toMatchObject({ now: 6_000, end: 6_000 });
    expect(ask({ type: 'go', to: 4_000 })).toMatchObject({ now: 4_000, end: 6_000 });
  });

  it('is looked at elsewhere without being left', () => {
    const { ask, runTo, look, reply } = opened();
    const early = runTo(19_000);
    runTo(20_000);
    ask({ type: 'act', action: CRASH });
    const late = runTo(60_000);
    expect(reply({ type: 'peek', to: 19_000 })).toMatchObject({ glance: { now: 19_000, hash: early.hash } });
    expect(look()).toMatchObject({ now: 60_000, hash: late.hash, end: 60_000, branch: 0 });
    ask({ type: 'go', to: 10_000 });
    expect(reply({ type: 'peek', to: 60_000 })).toMatchObject({ glance: { now: 60_000, hash: late.hash } });
    expect(runTo(60_000).hash).toBe(late.hash);
  });

  it('tells of what stands out also beyond the moment on screen', () => {
    const { ask, runTo, reply } = opened();
    runTo(20_000);
    ask({ type: 'act', action: CRASH });
    runTo(30_000);
    const marks = () => {
      const answer = reply({ type: 'timeline' });
      return answer.type === 'timeline' ? [...answer.timeline.branches[0]!.marks] : [];
    };
    const seen = marks();
    expect(seen).toHaveLength(MARK.STRIDE);
    ask({ type: 'go', to: 10_000 });
    expect(marks()).toEqual(seen);
  });
});

describe('jumping', () => {
  it('goes to what a person did, ahead and back, and stays where there is nothing', () => {
    const { ask, runTo, reply } = opened();
    runTo(20_000);
    ask({ type: 'act', action: CRASH });
    runTo(40_000);
    ask({ type: 'act', action: RESTART });
    runTo(90_000);
    const jump = (back: boolean) => reply({ type: 'jump', to: 'action', back });
    const times = [true, true, true, false, false].map((back) => {
      const answer = jump(back);
      return answer.type === 'frame' ? [answer.frame.now, answer.reached] : null;
    });
    const [first, second] = [times[1]![0], times[0]![0]];
    expect(first).toBeGreaterThanOrEqual(20_000);
    expect(second).toBeGreaterThanOrEqual(40_000);
    expect(times).toEqual([
      [second, true],
      [first, true],
      [first, false],
      [second, true],
      [second, false],
    ]);
  });
});

describe('undo', () => {
  /** A run with two actions; it stands at 90 ms. */
  function acted() {
    const page = opened();
    page.runTo(20_000);
    page.ask({ type: 'act', action: CRASH });
    page.runTo(40_000);
    page.ask({ type: 'act', action: RESTART });
    return { ...page, last: page.runTo(90_000) };
  }
  const branches = (answer: Reply) => (answer.type === 'timeline' ? answer.timeline.branches : []);

  it('goes to before the last action, and the run goes on without it', () => {
    const { ask, runTo } = acted();
    expect(ask({ type: 'undo' }).branch).toBe(1);
    const without = runTo(90_000).hash;
    const fresh = opened();
    fresh.runTo(20_000);
    fresh.ask({ type: 'act', action: CRASH });
    expect(fresh.runTo(90_000).hash).toBe(without);
  });

  it('and redo are going to a branch and back: all is as it was', () => {
    const { ask, runTo, reply, last } = acted();
    ask({ type: 'undo' });
    ask({ type: 'undo' });
    expect(branches(reply({ type: 'timeline' })).map(({ actions }) => actions.length)).toEqual([2, 0]);
    expect(ask({ type: 'redo' }).branch).toBe(0);
    ask({ type: 'redo' });
    expect(branches(reply({ type: 'timeline' }))).toHaveLength(1);
    expect(runTo(90_000).hash).toBe(last.hash);
  });

  it('does nothing where nothing was done', () => {
    const { ask, runTo } = opened();
    runTo(5_000);
    expect(ask({ type: 'undo' })).toMatchObject({ now: 5_000, branch: 0 });
    expect(ask({ type: 'redo' })).toMatchObject({ now: 5_000, branch: 0 });
  });
});

describe('branches', () => {
  it('have names, and can be given up but for the first and the present one', () => {
    const { ask, runTo, reply } = opened();
    runTo(20_000);
    ask({ type: 'go', to: 10_000 });
    ask({ type: 'act', action: CRASH });
    runTo(30_000);
    ask({ type: 'go', to: 15_000 });
    ask({ type: 'act', action: RESTART });
    const { hash } = runTo(50_000);
    const numbers = (answer: Reply) =>
      answer.type === 'timeline'
        ? answer.timeline.branches.map(({ number, parent }) => [number, parent])
        : [];
    const named = reply({ type: 'name', branch: 1, name: 'S1 down' });
    expect(named).toMatchObject({ timeline: { current: 2, branches: [{}, { name: 'S1 down' }, {}] } });
    expect(numbers(named)).toEqual([
      [0, null],
      [1, 0],
      [2, 1],
    ]);
    for (const branch of [0, 2, 9]) expect(numbers(reply({ type: 'delete', branch }))).toHaveLength(3);
    expect(numbers(reply({ type: 'delete', branch: 1 }))).toEqual([
      [0, null],
      [2, 0],
    ]);
    ask({ type: 'go', to: 0 });
    expect(runTo(50_000).hash).toBe(hash);
  });
});

describe('an action in the past', () => {
  it('begins a branch, and the one that it leaves stays as it was', () => {
    const { ask, runTo } = opened();
    runTo(20_000);
    ask({ type: 'act', action: CRASH });
    const { hash: first } = runTo(90_000);
    ask({ type: 'go', to: 10_000 });
    expect(ask({ type: 'act', action: { ...CRASH, replica: 'S2' } })).toMatchObject({ branch: 1 });
    const second = runTo(90_000);
    expect(second.hash).not.toBe(first);
    expect(ask({ type: 'go', to: 90_000, branch: 0 })).toMatchObject({ hash: first, branch: 0 });
    expect(ask({ type: 'go', to: 90_000, branch: 1 })).toMatchObject({ hash: second.hash, branch: 1 });
  });

  it('is not followed by what was done later on the other branch', () => {
    const { ask, runTo } = opened();
    runTo(20_000);
    ask({ type: 'act', action: CRASH });
    runTo(90_000);
    ask({ type: 'go', to: 10_000 });
    ask({ type: 'act', action: RESTART });
    const branched = runTo(90_000).hash;
    const fresh = opened();
    fresh.runTo(10_000);
    fresh.ask({ type: 'act', action: RESTART });
    expect(fresh.runTo(90_000).hash).toBe(branched);
  });

  it('begins none if it is refused', () => {
    const { ask, runTo, look, reply } = opened();
    runTo(20_000);
    ask({ type: 'go', to: 10_000 });
    expect(reply({ type: 'act', action: { ...CRASH, replica: 'nobody' } }).type).toBe('refused');
    expect(look()).toMatchObject({ branch: 0, end: 20_000 });
  });
});

it('a branch that is not there is refused', () => {
  const { reply } = opened();
  expect(reply({ type: 'go', branch: 3 })).toEqual({
    type: 'refused',
    why: { place: 'branch', message: '3 is none of this run' },
  });
});
