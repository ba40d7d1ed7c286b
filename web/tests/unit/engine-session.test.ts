import { describe, expect, test } from 'vitest';
import { FLIGHT } from '../../src/engine/protocol';
import type { Action, Frame, Request } from '../../src/engine/protocol';
import { Session } from '../../src/engine/session';
import { FakeInstance, scenarioText } from './fake_core';
import type { FakeCore, Plan } from './fake_core';
import { frameOf } from './replies';

interface Setup {
  session: Session;
  instances: FakeInstance[];
  frame(request: Request): Frame;
  core(): FakeCore;
}

function setUp(plan: Plan, clock: () => number = () => 0): Setup {
  const instances: FakeInstance[] = [];
  const session = new Session(() => {
    const instance = new FakeInstance();
    instances.push(instance);
    return instance;
  }, clock);
  let last = frameOf(session.answer({ type: 'open', text: scenarioText(plan) }));
  return {
    session,
    instances,
    core: () => instances.at(-1)!.cores.at(-1)!,
    frame(request) {
      const reply = session.answer(request);
      last = reply.type === 'still' ? { ...last, now: reply.now } : frameOf(reply);
      return last;
    },
  };
}

const crash: Action = { do: 'crash', replica: 'S2' };

describe('opening', () => {
  test('processes nothing yet', () => {
    const { session } = setUp({ quiet: true, messages: [{ due: 5 }] });
    const reply = session.answer({ type: 'restart' });
    expect(reply).toMatchObject({ type: 'opened', frame: { now: 0, next: 5, events: 0 } });
  });

  test('a refused file says where, and leaves the run as it was', () => {
    const { session, frame, core } = setUp({ quiet: true, messages: [{ due: 5 }] });
    const before = core();
    frame({ type: 'advance', to: 3 });
    expect(session.answer({ type: 'open', text: '{' })).toEqual({
      type: 'refused',
      why: { place: 'line 1, column 1', message: 'this is not JSON' },
    });
    expect(before.freed).toBe(false);
    expect(frame({ type: 'advance', to: 5 })).toMatchObject({ now: 5, events: 1 });
  });

  test('frees the run before', () => {
    const { session, core } = setUp({});
    const before = core();
    session.answer({ type: 'open', text: scenarioText({ seed: 2 }) });
    expect(before.freed).toBe(true);
    expect(core().freed).toBe(false);
  });

  test('a restart keeps the seed unless it is given another, and drops the actions', () => {
    const { session, core } = setUp({ seed: 31 });
    session.answer({ type: 'act', action: crash });
    expect(session.answer({ type: 'restart' })).toMatchObject({ settings: { seed: 31 } });
    expect(core().script_len()).toBe(0);
    expect(session.answer({ type: 'restart', seed: 32 })).toMatchObject({ settings: { seed: 32 } });
    expect(session.answer({ type: 'restart' })).toMatchObject({ settings: { seed: 32 } });
  });

  test('with actions and a time it puts a run back', () => {
    const { session, frame, core } = setUp({ seed: 8 });
    frame({ type: 'advance', to: 500 });
    const acted = session.answer({ type: 'act', action: crash });
    const at = acted.type === 'acted' ? acted.at : NaN;
    const there = frame({ type: 'advance', to: 900 });
    const log = core().log;
    const text = scenarioText({ seed: 8 });
    const again = session.answer({ type: 'open', text, actions: [{ at, action: crash }], to: 900 });
    expect(frameOf(again)).toMatchObject({ now: 900, hash: there.hash });
    expect(core().log).toEqual(log);
  });

  test('nothing but a file can be asked for before one is open', () => {
    const session = new Session(() => new FakeInstance());
    const refused = { type: 'refused', why: { place: 'scenario', message: 'none is open yet' } };
    expect(session.answer({ type: 'step' })).toEqual(refused);
    expect(session.answer({ type: 'watch', watch: {} })).toEqual(refused);
    expect(session.answer({ type: 'seed' })).toEqual({ type: 'seed', seed: 4242 });
  });
});

describe('advancing', () => {
  test('where nothing happens only the time is told', () => {
    const { session } = setUp({ quiet: true, messages: [{ due: 50 }] });
    expect(session.answer({ type: 'advance', to: 20.7 })).toEqual({ type: 'still', now: 20 });
    expect(session.answer({ type: 'advance', to: 50 })).toMatchObject({ type: 'frame', frame: { now: 50 } });
    expect(session.answer({ type: 'advance', to: 60 })).toEqual({ type: 'still', now: 60 });
  });

  test('stops early when it takes long, and what happens is the same', () => {
    let looks = 0;
    const slow = setUp({ seed: 4, grain: 1 }, () => 20 * looks++);
    const first = slow.frame({ type: 'advance', to: 20_000 });
    expect(first.now).toBeLessThan(20_000);
    while (slow.frame({ type: 'advance', to: 20_000 }).now < 20_000);
    const quick = setUp({ seed: 4, grain: 1 });
    quick.frame({ type: 'advance', to: 20_000 });
    expect(slow.core().log).toEqual(quick.core().log);
  });

  test('stops at a violation, and goes on when asked again', () => {
    const { frame } = setUp({ seed: 4, violatesAt: 300 });
    const stopped = frame({ type: 'advance', to: 1000 });
    expect(stopped.violation).toMatchObject({ invariant: 'ElectionSafety' });
    expect(stopped.now).toBeLessThan(400);
    expect(frame({ type: 'advance', to: 1000 }).now).toBe(1000);
  });

  test('a step is one event', () => {
    const { frame } = setUp({ seed: 4 });
    expect(frame({ type: 'step' }).events).toBe(1);
    expect(frame({ type: 'step' }).events).toBe(2);
  });

  test('deaths are told in one frame each', () => {
    const { frame } = setUp({ seed: 4, quiet: true, messages: [{ due: 5, arrives: 9 }] });
    expect(frame({ type: 'advance', to: 5 }).deaths.length).toBeGreaterThan(0);
    expect(frame({ type: 'watch', watch: {} }).deaths.length).toBe(0);
  });
});

describe('acting', () => {
  test('an action shows at once, and two of them never share a time', () => {
    const { session, core } = setUp({ quiet: true });
    expect(session.answer({ type: 'act', action: crash })).toMatchObject({ type: 'acted', at: 0 });
    expect(session.answer({ type: 'act', action: crash })).toMatchObject({ type: 'acted', at: 1 });
    expect(core().log.length).toBe(2);
  });

  test('a message is delivered by hand while the run is paused', () => {
    const { session, frame } = setUp({ quiet: true, messages: [{ due: 50 }, { due: 60 }] });
    frame({ type: 'advance', to: 10 });
    const reply = session.answer({ type: 'act', action: { do: 'deliver', message: 2 } });
    const { flights, now } = frameOf(reply);
    expect(flights.length).toBe(FLIGHT.STRIDE);
    expect(flights[FLIGHT.ID]).toBe(1);
    expect(now).toBe(10);
  });

  test('what the core refuses is not recorded', () => {
    const { session, core } = setUp({});
    const reply = session.answer({ type: 'act', action: { do: 'crash', replica: 'X' } });
    expect(reply).toMatchObject({ type: 'refused', why: { place: 'action.replica' } });
    expect(core().script_len()).toBe(0);
  });

  test('what comes after the end of a run that is over is refused, and its time stands still', () => {
    const { session, frame } = setUp({ quiet: true, deadlines: [10, 30], overAt: 10 });
    expect(frame({ type: 'advance', to: 20 })).toMatchObject({ now: 10, over: true, next: Infinity });
    expect(session.answer({ type: 'act', action: crash })).toMatchObject({
      type: 'refused',
      why: { place: 'run' },
    });
    expect(frame({ type: 'step' })).toMatchObject({ now: 10, events: 1 });
  });

  test('a message that has arrived cannot be taken hold of', () => {
    const { session, frame } = setUp({ quiet: true, messages: [{ due: 5 }] });
    frame({ type: 'advance', to: 6 });
    const reply = session.answer({ type: 'act', action: { do: 'drop', message: 1 } });
    expect(reply).toEqual({
      type: 'refused',
      why: { place: 'message', message: 'it is no longer in flight' },
    });
  });

  test('settings come with a frame in which an action of the script ran', () => {
    const { session } = setUp({ quiet: true, script: [{ at: 5, action: crash }], messages: [{ due: 9 }] });
    expect(session.answer({ type: 'advance', to: 5 })).toHaveProperty('settings');
    expect(session.answer({ type: 'advance', to: 9 })).not.toHaveProperty('settings');
  });
});

describe('watching', () => {
  test('brings what is watched with each frame', () => {
    const { frame } = setUp({ quiet: true, messages: [{ due: 5 }] });
    const watch = { replica: 'S2', message: 1, logs: { first: 3, count: 10 }, events: { count: 5 } };
    const seen = frame({ type: 'watch', watch });
    expect(seen).toMatchObject({ replica: { name: 'S2' }, message: { id: 1, due: 5 }, eventList: [] });
    expect(seen.logs).toMatchObject({ first: 3, count: 10 });
    expect(frame({ type: 'advance', to: 5 }).message).toBeNull();
  });

  test('a huge window is cut to what one frame carries', () => {
    const { frame } = setUp({ quiet: true });
    const { logs } = frame({ type: 'watch', watch: { logs: { first: 1, count: 1e9 } } });
    expect(logs?.count).toBe(4096);
  });
});

describe('going to a moment', () => {
  const isolate: Action = { do: 'isolate', replica: 'S3' };

  /** A run that had S2 crash at 300 and S3 isolated at 600, and stands at 900. */
  function acted(): Setup {
    const run = setUp({ seed: 9 });
    run.frame({ type: 'advance', to: 300 });
    run.frame({ type: 'act', action: crash });
    run.frame({ type: 'advance', to: 600 });
    run.frame({ type: 'act', action: isolate });
    return run;
  }

  test('ahead is an advance', () => {
    const { frame } = acted();
    expect(frame({ type: 'go', to: 900 }).now).toBe(900);
  });

  test('back is the same run as it was then, and on from there it is what it became', () => {
    const { frame, core } = acted();
    const later = frame({ type: 'advance', to: 900 }).hash;
    const log = [...core().log];
    const { frame: other } = setUp({ seed: 9 });
    expect(frame({ type: 'go', to: 250 })).toMatchObject({
      now: 250,
      hash: other({ type: 'advance', to: 250 }).hash,
    });
    expect(frame({ type: 'advance', to: 900 }).hash).toBe(later);
    expect(core().log).toEqual(log);
  });

  test('back shows nothing dying', () => {
    const { frame } = setUp({ quiet: true, messages: [{ due: 5, arrives: 8 }] });
    frame({ type: 'advance', to: 20 });
    expect(frame({ type: 'go', to: 10 }).deaths.length).toBe(0);
  });

  test('the recording keeps what was done later', () => {
    const { session, frame, core } = acted();
    frame({ type: 'go', to: 100 });
    expect(core().script_len()).toBe(2);
    expect(session.answer({ type: 'export' })).toHaveProperty('text', expect.stringContaining('isolate'));
  });

  test('until a person does something else: then what was done later is on another branch, what was done before on both', () => {
    const { session, frame } = acted();
    frame({ type: 'go', to: 400 });
    expect(session.answer({ type: 'act', action: { do: 'restart', replica: 'S2' } })).toMatchObject({
      type: 'acted',
    });
    frame({ type: 'go', to: 0 });
    const reply = session.answer({ type: 'export' });
    const { script } = JSON.parse(reply.type === 'export' ? reply.text : '') as { script: unknown[] };
    expect(script).toMatchObject([{ action: crash }, { action: { do: 'restart' } }]);
  });

  test('a refused action leaves the future as it was', () => {
    const { session, frame, core } = acted();
    frame({ type: 'go', to: 100 });
    expect(session.answer({ type: 'act', action: { do: 'drop', message: 999 } })).toMatchObject({
      type: 'refused',
    });
    expect(core().script_len()).toBe(2);
  });

  test('ahead comes as far as an advance does, and an advance goes on from there', () => {
    let looks = 0;
    const { frame } = setUp({ seed: 9 }, () => (looks += 4));
    const onTheWay = frame({ type: 'go', to: 80_000 }).now;
    expect(onTheWay).toBeGreaterThan(0);
    expect(onTheWay).toBeLessThan(80_000);
    while (frame({ type: 'advance', to: 80_000 }).now < 80_000);
    expect(frame({ type: 'step' }).now).toBeGreaterThan(80_000);
  });

  test('a failure then puts back the run as it was, without the future', () => {
    const { session, frame, core } = setUp({ seed: 6, failsAtCrashOf: 'S3' });
    frame({ type: 'advance', to: 300 });
    session.answer({ type: 'act', action: isolate });
    frame({ type: 'go', to: 200 });
    const reply = session.answer({ type: 'act', action: { do: 'crash', replica: 'S3' } });
    expect(reply).toMatchObject({ type: 'restored', frame: { now: 200 } });
    expect(core().script_len()).toBe(0);
  });
});

describe('the past', () => {
  test('is what clients and faults did so far', () => {
    const { session, frame } = setUp({ quiet: true, messages: [{ due: 5 }, { due: 9 }] });
    frame({ type: 'advance', to: 7 });
    session.answer({ type: 'act', action: crash });
    expect(session.answer({ type: 'past' })).toMatchObject({
      type: 'past',
      past: { at: 7, faults: [{ replica: 'S2' }], report: { verdict: 'linearizable' } },
    });
  });
});

describe('a failure of the core', () => {
  test('puts the run back to before the request, in a new instance', () => {
    const { session, frame, core, instances } = setUp({ seed: 6, failsAtCrashOf: 'S3' });
    frame({ type: 'advance', to: 400 });
    session.answer({ type: 'act', action: crash });
    const before = frame({ type: 'advance', to: 800 });
    const log = [...core().log];
    const reply = session.answer({ type: 'act', action: { do: 'crash', replica: 'S3' } });
    expect(reply).toMatchObject({ type: 'restored', frame: { now: 800, hash: before.hash } });
    expect(reply).toHaveProperty('text', expect.stringContaining('unreachable'));
    expect(instances.length).toBe(2);
    expect(core().log).toEqual(log);
    expect(frame({ type: 'advance', to: 900 }).now).toBe(900);
  });

  test('puts the run back between two events of one time', () => {
    const { session, frame, core } = setUp({
      quiet: true,
      messages: [{ due: 5 }, { due: 5 }],
      script: [{ at: 5, action: crash }],
      failsAtCrashOf: 'S3',
    });
    frame({ type: 'step' });
    frame({ type: 'step' });
    session.answer({ type: 'act', action: { do: 'crash', replica: 'S3' } });
    expect(core().log.length).toBe(2);
  });

  test('an event that always fails is not run into again by the replay', () => {
    const { session, frame } = setUp({ seed: 6, failsAt: 500 });
    const shown = frame({ type: 'advance', to: 450 });
    const reply = session.answer({ type: 'advance', to: 600 });
    expect(reply).toMatchObject({ type: 'restored', frame: { now: shown.now, hash: shown.hash } });
  });

  test('if what is watched is the cause, the run starts again and nothing is watched', () => {
    const { session, frame } = setUp({ seed: 6 });
    frame({ type: 'advance', to: 450 });
    const reply = session.answer({ type: 'watch', watch: { replica: 'S666' } });
    expect(reply).toMatchObject({ type: 'restored', frame: { now: 0 } });
    expect(frame({ type: 'advance', to: 100 })).not.toHaveProperty('replica');
  });

  test('while a file is opened leaves no run that is half there', () => {
    let broken = true;
    const session = new Session(() => {
      const instance = new FakeInstance();
      if (broken) {
        instance.open = () => {
          throw new Error('unreachable');
        };
      }
      return instance;
    });
    broken = false;
    const text = scenarioText({});
    expect(session.answer({ type: 'open', text })).toMatchObject({ type: 'refused' });
    expect(session.answer({ type: 'open', text })).toMatchObject({ type: 'opened' });
  });
});
