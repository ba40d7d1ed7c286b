import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Instance } from '../../src/engine/core';
import { Queue } from '../../src/engine/queue';
import { realCore } from './real-core';

/** One line for each scenario: its file, the time of its last event, the records in its trace, its hash. */
const crate = new URL('../../../crate/', import.meta.url);
const recorded = readFileSync(new URL('tests/trace_hashes.txt', crate), 'utf8').trim().split('\n');

/** How long a scenario without an end is run, in ms. */
const WITHOUT_END = 3000;

/**
 * The real core with the queue of the page gives the trace that the headless driver has recorded. The
 * scenarios with message actions hold what each of them does to the queue.
 */
describe('same scenario, seed and actions: same trace', () => {
  let load: () => Instance;

  beforeAll(async () => {
    load = await realCore();
  });

  function line(file: string): string {
    const instance = load();
    const core = instance.open(readFileSync(new URL(file, crate), 'utf8'), undefined);
    const queue = new Queue(core, instance.memory);
    const end = (core.settings().end_ms ?? WITHOUT_END) * 1000;
    while (queue.nextTime() <= end) queue.step();
    return `${file} ${queue.now} ${queue.events} ${core.hash()}`;
  }

  test.each(recorded.map((expected) => [expected.split(' ')[0]!, expected]))('%s', (file, expected) => {
    expect(line(file)).toBe(expected);
  });
});
