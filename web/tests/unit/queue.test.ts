import { describe, expect, test } from 'vitest';
import { HEADER, VERB } from '../../src/engine/core';
import { DEATH, FLIGHT, OUTCOME } from '../../src/engine/protocol';
import type { Action } from '../../src/engine/protocol';
import { Queue } from '../../src/engine/queue';
import { FakeInstance, scenarioText } from './fake_core';
import type { FakeCore, Plan } from './fake_core';
import { randomBelow, seeds } from './random';

interface Setup {
  instance: FakeInstance;
  core: FakeCore;
  queue: Queue;
}

function setUp(plan: Plan): Setup {
  const instance = new FakeInstance();
  const core = instance.open(scenarioText(plan), undefined);
  return { instance, core, queue: new Queue(core, instance.memory) };
}

/** The calls without their times. */
function calls(core: FakeCore): string[] {
  return core.log.map((line) => line.slice(line.indexOf(' ') + 1));
}

function flight(queue: Queue, id: number): Float64Array {
  const flights = queue.flights();
  for (let at = 0; at < flights.length; at += FLIGHT.STRIDE) {
    if (flights[at + FLIGHT.ID] === id) return flights.subarray(at, at + FLIGHT.STRIDE);
  }
  throw new Error(`message ${id} is not in flight`);
}

function placeOf(record: Float64Array, now: number): number {
  const sent = record[FLIGHT.SENT]!;
  return (now - sent) / (record[FLIGHT.ARRIVES]! - sent);
}

const crash: Action = { do: 'crash', replica: 'S1' };

/** A quiet plan with one action at 40 on message 1, which is due at 100 and was sent at 0. */
function taking(action: Action, others: Plan['messages'] = []): Setup {
  return setUp({ quiet: true, messages: [{ due: 100 }, ...others], script: [{ at: 40, action }] });
}

describe('what comes first', () => {
  test('at one time: actions, then messages by id, then deadlines', () => {
    const { core, queue } = setUp({
      quiet: true,
      deadlines: [10, 10],
      messages: [{ due: 10 }, { due: 10 }],
      script: [
        { at: 10, action: crash },
        { at: 10, action: { do: 'restart', replica: 'S1' } },
      ],
    });
    while (queue.step());
    expect(calls(core)).toEqual([
      'act {"do":"crash","replica":"S1"}',
      'act {"do":"restart","replica":"S1"}',
      'deliver 1',
      'deliver 2',
      'wake 0',
      'wake 0',
    ]);
  });

  test('the earliest, whatever it is', () => {
    const { core, queue } = setUp({
      quiet: true,
      deadlines: [5, 25],
      messages: [{ due: 20 }, { due: 10 }],
      script: [{ at: 15, action: crash }],
    });
    expect(queue.nextTime()).toBe(5);
    queue.runUntil(Infinity);
    expect(core.log.map((line) => line.split(' ', 2).join(' '))).toEqual([
      '5 wake',
      '10 deliver',
      '15 act',
      '20 deliver',
      '25 wake',
    ]);
    expect(queue.nextTime()).toBe(Infinity);
    expect(queue.step()).toBe(false);
  });

  test('virtual time goes on to where it was asked, also where nothing happens', () => {
    const { queue } = setUp({ quiet: true, messages: [{ due: 10 }] });
    expect(queue.runUntil(9)).toBe(true);
    expect([queue.now, queue.processed]).toEqual([9, 0]);
    expect(queue.runUntil(10)).toBe(true);
    expect([queue.now, queue.processed]).toEqual([10, 1]);
    expect(queue.runUntil(5)).toBe(true);
    expect(queue.now).toBe(10);
  });

  test('a run in small steps is the run in one', () => {
    const plan = { grain: 3, seed: 77 };
    const whole = setUp(plan);
    whole.queue.runUntil(5000);
    const parts = setUp(plan);
    for (let to = 13; to < 5000; to += 13) while (!parts.queue.runUntil(to, 2));
    parts.queue.runUntil(5000);
    expect(whole.core.log.length).toBeGreaterThan(500);
    expect(parts.core.log).toEqual(whole.core.log);
  });

  test('it stops at the event that breaks an invariant, and only at that', () => {
    const { queue } = setUp({ seed: 3, violatesAt: 100 });
    expect(queue.runUntil(1000)).toBe(false);
    expect(queue.violated).toBe(true);
    expect(queue.now).toBeGreaterThanOrEqual(100);
    expect(queue.now).toBeLessThan(200);
    expect(queue.runUntil(1000)).toBe(true);
    expect(queue.now).toBe(1000);
  });

  test('nothing happens any more once the run is over, and time stands still', () => {
    const { core, queue } = setUp({ quiet: true, deadlines: [10, 20, 30], overAt: 20 });
    expect(queue.runUntil(1000)).toBe(true);
    expect([queue.now, queue.over, queue.nextTime()]).toEqual([20, true, Infinity]);
    expect(queue.step()).toBe(false);
    expect(core.log).toEqual(['10 wake 0', '20 wake 0']);
  });

  test('an event in the past is an error, not a jump back', () => {
    const { instance, core, queue } = setUp({ quiet: true, deadlines: [50] });
    queue.runUntil(40);
    new Float64Array(instance.memory.buffer, core.header_ptr())[HEADER.NEXT_DEADLINE] = 30;
    expect(() => queue.step()).toThrow('lies before now');
  });
});

describe('the verbs', () => {
  test('deliver: the message arrives at the time of the action', () => {
    const { core, queue } = taking({ do: 'deliver', message: 1 }, [{ due: 60 }]);
    queue.runUntil(40);
    expect(core.log).toEqual(['40 act {"do":"deliver","message":1}', '40 deliver 1']);
  });

  test('delay: it arrives later, at its old pace from further back', () => {
    const { core, queue } = taking({ do: 'delay', message: 1, by_ms: 0.06 });
    queue.runUntil(40);
    const record = flight(queue, 1);
    expect(record[FLIGHT.DUE]).toBe(160);
    expect(record[FLIGHT.ARRIVES]).toBe(160);
    expect(record[FLIGHT.SENT]).toBe(60);
    queue.runUntil(1000);
    expect(core.log.at(-1)).toBe('160 deliver 1');
  });

  test('delay by less than nothing: it arrives earlier, at its old pace from further on', () => {
    const { queue } = taking({ do: 'delay', message: 1, by_ms: -0.03 });
    queue.runUntil(40);
    expect(flight(queue, 1)[FLIGHT.DUE]).toBe(70);
    expect(placeOf(flight(queue, 1), 40)).toBeCloseTo(0.7, 12);
  });

  test('delay never reaches into the past', () => {
    const { core, queue } = taking({ do: 'delay', message: 1, by_ms: -5 });
    queue.runUntil(1000);
    expect(core.log.at(-1)).toBe('40 deliver 1');
  });

  test.each([
    ['delay', { do: 'delay', message: 1, by_ms: 0.02 }, 120],
    ['deliver', { do: 'deliver', message: 1 }, 40],
  ] as const)('%s spares a message that was to be lost', (_, action, arrives) => {
    const { core, queue } = setUp({
      quiet: true,
      messages: [{ due: 70, arrives: 100 }],
      script: [{ at: 40, action }],
    });
    queue.runUntil(1000);
    expect(core.log.at(-1)).toBe(`${arrives} deliver 1`);
    expect(queue.takeDeaths().length).toBe(0);
  });

  test('drop: it dies where it is', () => {
    const { core, queue } = taking({ do: 'drop', message: 1 });
    queue.runUntil(1000);
    expect(calls(core).at(-1)).toBe('drop 1');
    const death = queue.takeDeaths();
    expect(death.length).toBe(DEATH.STRIDE);
    expect(death[DEATH.OUTCOME]).toBe(OUTCOME.DROPPED);
    expect(placeOf(death, death[DEATH.AT]!)).toBe(0.4);
    expect(queue.inFlight).toBe(0);
  });

  test('duplicate: a copy arrives when the original does, and is shown behind it', () => {
    const { core, queue } = taking({ do: 'duplicate', message: 1 });
    queue.runUntil(40);
    expect(flight(queue, 2)[FLIGHT.DUE]).toBe(100);
    expect(placeOf(flight(queue, 1), 40)).toBeCloseTo(0.4, 12);
    expect(placeOf(flight(queue, 2), 40)).toBeCloseTo(0.35, 12);
    queue.runUntil(1000);
    expect(core.log.slice(-2)).toEqual(['100 deliver 1', '100 deliver 2']);
  });

  test('a message that is gone is told as missing', () => {
    const { core, queue } = taking({ do: 'drop', message: 9 });
    queue.runUntil(40);
    expect(calls(core).at(-1)).toBe('missing 9');
  });
});

describe('deaths', () => {
  test('are told once, with the record of the message although its slot is used again', () => {
    const { queue } = setUp({ seed: 5 });
    queue.runUntil(3000);
    const deaths = queue.takeDeaths();
    expect(deaths.length).toBeGreaterThan(0);
    for (let at = 0; at < deaths.length; at += DEATH.STRIDE) {
      expect(deaths[at + FLIGHT.DUE]).toBe(deaths[at + DEATH.AT]);
      expect(deaths[at + DEATH.OUTCOME]).toBe(OUTCOME.LOST);
    }
    expect(queue.takeDeaths().length).toBe(0);
  });

  test('are bounded: of very many the newest are kept, oldest first', () => {
    const { queue } = setUp({ seed: 9, grain: 1, replicas: 20 });
    queue.runUntil(20_000);
    const deaths = queue.takeDeaths();
    expect(deaths.length).toBe(512 * DEATH.STRIDE);
    const times = Array.from({ length: 512 }, (_, i) => deaths[i * DEATH.STRIDE + DEATH.AT]!);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});

describe('actions of a person', () => {
  test('run at now where nothing has happened at exactly now, else a microsecond later', () => {
    const { queue } = setUp({ quiet: true, messages: [{ due: 10 }] });
    expect(queue.stamp()).toBe(0);
    queue.runUntil(7);
    expect(queue.stamp()).toBe(7);
    queue.runUntil(10);
    expect(queue.stamp()).toBe(11);
    queue.runUntil(11);
    expect(queue.stamp()).toBe(11);
  });

  test.each(seeds(20))('are replayed to the same trace (seed %i)', (seed) => {
    const below = randomBelow(seed);
    const plan: Plan = { seed, grain: 4 };
    const live = setUp(plan);
    const done: { at: number; action: Action }[] = [];
    for (let i = 0; i < 40; i++) {
      // Stopping anywhere, also between events of one time.
      live.queue.runUntil(live.queue.now + below(30), 1 + below(12));
      const action = randomAction(live.queue, below);
      const at = live.queue.stamp();
      live.core.enqueue(JSON.stringify(action), at);
      if (below(2) === 0) live.queue.runUntil(at);
      done.push({ at, action });
    }
    live.queue.runUntil(live.queue.now + 200);

    const replay = setUp(plan);
    for (const { at, action } of done) replay.core.enqueue(JSON.stringify(action), at);
    replay.queue.runUntil(live.queue.now);
    expect(replay.core.log).toEqual(live.core.log);
    expect(replay.queue.flights()).toEqual(live.queue.flights());
  });
});

describe('against a queue that is a sorted list', () => {
  test.each(seeds(30))('the order is the same, verbs and ties included (seed %i)', (seed) => {
    const below = randomBelow(seed);
    const script = Array.from({ length: 60 }, (_, i) => ({
      at: 10 + 10 * i,
      action: messageAction(1 + 2 * i + below(8), below),
    }));
    const plan: Plan = { seed, grain: 1 + below(10), script };
    const { core, queue } = setUp(plan);
    queue.runUntil(1000);
    expect(core.log).toEqual(listed(plan, 1000));
    expect(core.log.length).toBeGreaterThan(100);
  });
});

function randomAction(queue: Queue, below: (limit: number) => number): Action {
  const flights = queue.flights();
  if (flights.length === 0 || below(3) === 0) return crash;
  const which = below(flights.length / FLIGHT.STRIDE);
  return messageAction(flights[which * FLIGHT.STRIDE + FLIGHT.ID]!, below);
}

function messageAction(message: number, below: (limit: number) => number): Action {
  const kind = (['deliver', 'drop', 'duplicate', 'delay'] as const)[below(4)]!;
  return kind === 'delay' ? { do: kind, message, by_ms: (below(60) - 30) / 1000 } : { do: kind, message };
}

/** The rule of what comes first in its plainest form. Gives the log of the core. */
function listed(plan: Plan, until: number): readonly string[] {
  const instance = new FakeInstance();
  const core = instance.open(scenarioText(plan), undefined);
  let list: { slot: number; due: number; arrives: number; id: number }[] = [];
  const header = (field: number): number =>
    new Float64Array(instance.memory.buffer, core.header_ptr())[field]!;
  const collect = (): void => {
    const outbox = new Float64Array(instance.memory.buffer, header(HEADER.OUTBOX));
    for (let at = 0; at < header(HEADER.SENDS) * FLIGHT.STRIDE; at += FLIGHT.STRIDE) {
      list.push({
        id: outbox[at + FLIGHT.ID]!,
        slot: outbox[at + FLIGHT.SLOT]!,
        due: outbox[at + FLIGHT.DUE]!,
        arrives: outbox[at + FLIGHT.ARRIVES]!,
      });
    }
  };
  collect();
  for (;;) {
    list.sort((a, b) => a.due - b.due || a.id - b.id);
    const first = list[0];
    const now = Math.min(header(HEADER.NEXT_ACTION), first?.due ?? Infinity, header(HEADER.NEXT_DEADLINE));
    if (now > until) return core.log;
    if (header(HEADER.NEXT_ACTION) === now) {
      core.act(now);
      const verb = header(HEADER.VERB);
      const message = list.find(({ id }) => id === header(HEADER.MESSAGE));
      const by = header(HEADER.BY);
      collect();
      if (verb === VERB.NONE) continue;
      if (message === undefined) core.missing(header(HEADER.MESSAGE), now);
      else if (verb === VERB.DELIVER) message.due = message.arrives = now;
      else if (verb === VERB.DELAY) message.due = message.arrives = Math.max(now, message.arrives + by);
      else if (verb === VERB.DUPLICATE) core.duplicate(message.slot, now, message.arrives);
      else {
        core.drop(message.slot, now);
        list = list.filter((other) => other !== message);
      }
      if (message === undefined || verb === VERB.DUPLICATE) collect();
    } else if (first?.due === now) {
      list.shift();
      core.deliver(first.slot, now);
      collect();
    } else {
      core.wake(now);
      collect();
    }
  }
}
