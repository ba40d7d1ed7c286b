import { describe, expect, test } from 'vitest';
import { REPLICA, type EventView, type Frame, type Settings } from '../../src/engine/protocol';
import { crossing } from '../../src/panels/cut-groups';
import { merge } from '../../src/panels/events';
import { readNumber } from '../../src/panels/fields';
import { duration, ms, termClass } from '../../src/panels/format';
import { scenarioWith, withoutScript, withRules } from '../../src/panels/settings/scenario-with';
import { USUAL_SETTINGS } from './fake_core';
import { cutCount, isolated, linksOf, replicaIndex } from '../../src/panels/packed';

function frameOf(replicas: number, cuts: number[]): Frame {
  return {
    replicas: new Float64Array(replicas * REPLICA.STRIDE),
    cuts: Uint32Array.from(cuts),
  } as Frame;
}

describe('times are written', () => {
  test('in milliseconds with three places, however long', () => {
    expect(ms(0)).toBe('0.000');
    expect(ms(412_300)).toBe('412.300');
    expect(ms(12_345_678_901)).toBe('12,345,678.901');
  });

  test('as a dash where there is none', () => {
    expect(ms(Infinity)).toBe('–');
  });

  test('as durations no longer than they need be', () => {
    expect(duration(350)).toBe('0.35 ms');
    expect(duration(48_240)).toBe('48.2 ms');
    expect(duration(1_204_000)).toBe('1.20 s');
  });
});

test('terms repeat their colours after eight, and no term has none', () => {
  expect([0, 1, 8, 9].map(termClass)).toEqual(['term-0', 'term-1', 'term-8', 'term-1']);
});

describe('a number that is typed', () => {
  const limits = { min: 1, max: 21, whole: true };

  test('is taken at both limits', () => {
    expect(readNumber('1', limits)).toBe(1);
    expect(readNumber(' 21 ', limits)).toBe(21);
  });

  test.each(['0', '22', '2.5', '', 'five', 'Infinity'])('is refused as "%s", naming the limits', (text) => {
    expect(readNumber(text, limits)).toBe('Needs a whole number from 1 to 21.');
  });
});

describe('a replica is isolated', () => {
  test('when nothing passes from it and nothing to it', () => {
    expect(isolated(frameOf(3, [0b110, 0b001, 0b001]), 0)).toBe(true);
  });

  test('not while one direction of one link is open', () => {
    expect(isolated(frameOf(3, [0b110, 0b001, 0b000]), 0)).toBe(false);
    expect(isolated(frameOf(3, [0b100, 0b001, 0b001]), 0)).toBe(false);
  });

  test('not by its neighbours being so, nor when it is alone', () => {
    expect(isolated(frameOf(3, [0b110, 0b001, 0b001]), 1)).toBe(false);
    expect(isolated(frameOf(1, [0]), 0)).toBe(false);
  });

  test('in a cluster of 21 as well', () => {
    const all = (1 << 21) - 1;
    const cuts = Array.from({ length: 21 }, (_, i) => (i === 20 ? all & ~(1 << 20) : 1 << 20));
    expect(isolated(frameOf(21, cuts), 20)).toBe(true);
  });
});

test('each direction of a link counts as a cut', () => {
  expect(cutCount(frameOf(3, [0b110, 0b001, 0]))).toBe(3);
});

test('a replica has a link from and a link to every other', () => {
  expect(linksOf(frameOf(3, [0, 0, 0]), 'S2')).toEqual([
    ['S2', 'S1'],
    ['S1', 'S2'],
    ['S2', 'S3'],
    ['S3', 'S2'],
  ]);
});

test('a name of nobody has no place', () => {
  const frame = frameOf(3, [0, 0, 0]);
  expect(['S3', 'S4', 'C1', 'S0', ''].map((name) => replicaIndex(frame, name))).toEqual([2, -1, -1, -1, -1]);
});

describe('cutting groups', () => {
  test('cuts every link between them, none within', () => {
    expect(crossing(['S1', 'S2'], ['S3'], 'both')).toEqual([
      ['S1', 'S3'],
      ['S3', 'S1'],
      ['S2', 'S3'],
      ['S3', 'S2'],
    ]);
  });

  test('in one direction leaves the other open', () => {
    expect(crossing(['S1'], ['S2'], 'AB')).toEqual([['S1', 'S2']]);
    expect(crossing(['S1'], ['S2'], 'BA')).toEqual([['S2', 'S1']]);
  });
});

describe('the list of events', () => {
  const events = (from: number, to: number): EventView[] =>
    Array.from({ length: to - from }, (_, i) => ({
      number: from + i,
      at: 0,
      subject: '',
      kind: 'vote',
      text: '',
    }));
  const numbers = (list: readonly EventView[]) => list.map(({ number }) => number);

  test('follows the newest window', () => {
    expect(numbers(merge(events(0, 3), events(2, 5), true))).toEqual([2, 3, 4]);
  });

  test('stays the same list while nothing new happens', () => {
    const held = events(2, 5);
    expect(merge(held, events(2, 5), true)).toBe(held);
  });

  test('puts older ones in front while a person reads back', () => {
    expect(numbers(merge(events(3, 5), events(0, 3), false))).toEqual([0, 1, 2, 3, 4]);
  });

  test('holds still while a person reads back and new ones happen', () => {
    const held = events(3, 5);
    expect(merge(held, events(4, 9), false)).toBe(held);
  });
});

describe('starting over with another cluster', () => {
  const now: Settings = {
    ...USUAL_SETTINGS,
    title: 'Mine',
    replicas: 5,
    clients: 2,
    network: { latency_ms: [1, 2], loss: 0.25, duplication: 0 },
    disk: { sync_ms: 3, sync_ms_of: [] },
    workload: { rate: 0, gets: 0.5 },
  };
  const cluster = { replicas: 7, clients: 1, seed: 9 };
  const read = (text: string | null) => JSON.parse(scenarioWith(cluster, text, now)) as unknown;

  test('keeps the script of the scenario and what was tuned by hand', () => {
    const text = '{"replicas": 5, "network": {"loss": 0}, "actions": [{"at_ms": 5, "do": "kill_leader"}]}';
    expect(read(text)).toMatchObject({
      ...cluster,
      network: { latency_ms: [1, 2], loss: 0.25 },
      disk: { sync_ms: 3 },
      actions: [{ at_ms: 5, do: 'kill_leader' }],
    });
  });

  test('keeps what no panel shows', () => {
    const text = '{"rules_off": ["KeepVoteInTerm"], "workload": {"course": {"requests": 10}}}';
    expect(read(text)).toMatchObject({
      rules_off: ['KeepVoteInTerm'],
      raft: { heartbeat_ms: 50 },
      workload: { course: { requests: 10 } },
    });
  });

  test('goes on without the script where that names who is gone', () => {
    const text = '{"replicas": 3, "actions": [{"at_ms": 5, "do": "crash", "replica": "S5"}]}';
    expect(JSON.parse(withoutScript(text))).toEqual({ replicas: 3, actions: [] });
  });

  test('leaves a course test a course test', () => {
    expect(read('{"lifetime": 30, "replicas": 5, "requests": 500}')).toEqual({
      lifetime: 30,
      replicas: 7,
      requests: 500,
      seed: 9,
    });
  });

  test('needs no text to start from', () => {
    expect(read(null)).toMatchObject({ title: 'Mine', ...cluster });
  });
});

describe('breaking a rule', () => {
  test('is the same scenario with the rule switched off', () => {
    expect(JSON.parse(withRules(['KeepVoteInTerm'], '{"seed": 3}') ?? '')).toEqual({
      seed: 3,
      rules_off: ['KeepVoteInTerm'],
    });
  });

  test('is taken back by keeping all', () => {
    expect(JSON.parse(withRules([], '{"seed": 3, "rules_off": ["KeepVoteInTerm"]}') ?? '')).toEqual({
      seed: 3,
    });
  });

  test('is nothing that a test of the course knows', () => {
    expect(withRules(['KeepVoteInTerm'], '{"lifetime": 30}')).toBeNull();
  });
});
