/** What the real core answers about the diagram, through the session. */
import { expect, test } from 'vitest';
import faults from '../../../crate/tests/scenarios/faults.json';
import { ARROW, CELLS, SHADE, SPAN, STATE, type Stretch } from '../../src/engine/diagram-protocol';
import { CLIENT_BASE, FLIGHT, isClients } from '../../src/engine/protocol';
import { Session } from '../../src/engine/session';
import { frameOf } from './replies';
import { realCore } from './real-core';

const load = await realCore();

/** A session that has run faults to a time. `clock` is what it takes for real time. */
async function session(to: number, clock = () => 0) {
  const run = new Session(load, clock);
  run.answer({ type: 'open', text: JSON.stringify(faults) });
  run.answer({ type: 'advance', to });
  const ask = (from: number, until: number, mostArrows = 100_000, parts = 300): Stretch => {
    const reply = run.answer({
      type: 'ask',
      inquiry: { ask: 'stretch', from, to: until, mostArrows, parts },
    });
    if (reply.type !== 'ask' || reply.answer.ask !== 'stretch') throw new Error(JSON.stringify(reply));
    return reply.answer;
  };
  run.answer({ type: 'ask', inquiry: { ask: 'values', of: [] } });
  await import('../../src/engine/inquiries');
  await Promise.resolve();
  return { run, ask };
}

const records = (numbers: Float64Array, stride: number): Float64Array[] =>
  Array.from({ length: numbers.length / stride }, (_, i) => numbers.subarray(i * stride, (i + 1) * stride));

test('the arrows of a run are its messages, and those in flight are those of the frame', async () => {
  const { run, ask } = await session(1_000_000);
  const frame = frameOf(run.answer({ type: 'watch', watch: {} }));
  const { arrows, done, upTo } = ask(0, 1_000_000);
  expect([done, upTo]).toEqual([true, 1_000_000]);
  const all = records(arrows, ARROW.STRIDE);
  const between = all.filter((arrow) => arrow[ARROW.FROM]! < CLIENT_BASE && arrow[ARROW.TO]! < CLIENT_BASE);
  // Copies count once, as the network made them.
  expect(between.length).toBeGreaterThanOrEqual(frame.counters.messages);
  const flying = all.filter((arrow) => arrow[ARROW.OUTCOME]! < 0).map((arrow) => arrow[ARROW.ID]!);
  const inFlight = records(frame.flights, FLIGHT.STRIDE).map((flight) => flight[FLIGHT.ID]!);
  expect(flying.toSorted((a, b) => a - b)).toEqual(inFlight.toSorted((a, b) => a - b));
});

test('where there are more than can be shown, as many are counted', async () => {
  const { ask } = await session(1_000_000);
  const all = records(ask(0, 1_000_000).arrows, ARROW.STRIDE).length;
  const { arrows, cells } = ask(0, 1_000_000, 10);
  expect(arrows).toHaveLength(0);
  let sum = 0;
  for (let at = CELLS.COUNTS; at < cells.length; at += SHADE.STRIDE) {
    for (let kind = 0; kind < SHADE.LOST; kind++) sum += cells[at + kind]!;
  }
  expect(sum).toBe(all);
});

test('roles, terms and crashes are spans, and the clients say what they ask', async () => {
  const { run, ask } = await session(3_000_000);
  const frame = frameOf(run.answer({ type: 'watch', watch: {} }));
  const { spans, arrows, operations } = ask(0, 3_000_000);
  const states = records(spans, SPAN.STRIDE).map((span) => span[SPAN.STATE]);
  expect(states).toContain(STATE.LEADER);
  expect(states).toContain(STATE.DOWN);
  expect(operations.texts.length).toBeGreaterThan(0);
  const clients = records(arrows, ARROW.STRIDE).filter((arrow) => isClients(arrow[ARROW.KIND]!));
  expect(clients.every((arrow) => arrow[ARROW.INDEX]! > 0)).toBe(true);
  expect(operations.texts.length).toBeLessThanOrEqual(frame.counters.requests);
});

test('it shows the whole branch while the run stands at an earlier moment, and goes on with the run', async () => {
  const { run, ask } = await session(1_000_000);
  const { arrows } = ask(0, 900_000);
  run.answer({ type: 'go', to: 200_000 });
  expect(ask(0, 900_000).arrows).toEqual(arrows);
  run.answer({ type: 'go', to: 1_500_000 });
  expect(ask(1_000_001, 1_500_000).arrows.length).toBeGreaterThan(0);
  run.answer({ type: 'go', to: 200_000 });
  run.answer({ type: 'act', action: { do: 'crash', replica: 'S1' } });
  const other = ask(0, 900_000);
  expect(other.upTo).toBeLessThan(300_000);
  const down = records(other.spans, SPAN.STRIDE).filter((span) => span[SPAN.STATE] === STATE.DOWN);
  expect(down.map((span) => span[SPAN.REPLICA])).toContain(0);
});

test('a long run is read a stretch at a time', async () => {
  let now = 0;
  const { ask } = await session(2_000_000, () => (now += 5));
  const first = ask(0, 100_000);
  expect(first.done).toBe(false);
  let last = first;
  for (let asks = 0; !last.done && asks < 1000; asks++) last = ask(0, 100_000);
  expect(last.done).toBe(true);
  expect(last.upTo).toBeGreaterThan(first.upTo);
});
