import { describe, expect, it } from 'vitest';
import { FLIGHT, KIND } from '../../src/engine/protocol';
import { layOut, linkBetween, between, messagePlace, type Layout } from '../../src/scene/geometry';
import { heldAt } from '../../src/scene/held';
import { flightOf, linkAt, messageAt, REACH, replicaAt } from '../../src/scene/hit';
import { placeLabels, type Box, type Wish, type Written } from '../../src/scene/labels';
import { inDueOrder, neighbour } from '../../src/scene/message_lines';
import { nameOf, sentenceOf, signedMilliseconds } from '../../src/scene/message_names';
import { CROWD } from '../../src/scene/picture';
import { signOf } from '../../src/scene/signs';
import { blend, stampOf } from '../../src/scene/swarm';
import { timerLeft } from '../../src/scene/timers';
import { client, flightRecords, frameOf, type FlightLike } from './frames';

const layout: Layout = layOut(1000, 600, 5, 1);
const flight = (id: number, from: number, to: number, more: Partial<FlightLike> = {}): FlightLike => ({
  id,
  from,
  to,
  kind: 'APPEND',
  note: 1,
  sent: 0,
  arrives: 10_000,
  ...more,
});

describe('what lies under the pointer', () => {
  const flights = flightRecords([
    flight(7, 0, 2),
    flight(8, 2, 0),
    flight(9, client(0), 1, { kind: 'CLIENT_REQUEST' }),
  ]);
  const idAt = (point: { x: number; y: number }, now: number, reach = REACH.mouse) => {
    const at = messageAt(layout, flights, now, point, reach);
    return at < 0 ? null : flights[at + FLIGHT.ID];
  };

  it('is the message that is there now', () => {
    expect(idAt(messagePlace(layout, 0, 2, 0, 10_000, 2_000), 2_000)).toBe(7);
    expect(idAt(messagePlace(layout, 5, 1, 0, 10_000, 5_000), 5_000)).toBe(9);
    expect(idAt(messagePlace(layout, 0, 2, 0, 10_000, 2_000), 5_000)).toBe(null);
  });

  it('is the nearer of two that pass each other', () => {
    expect(idAt(messagePlace(layout, 0, 2, 0, 10_000, 5_000), 5_000)).toBe(7);
    expect(idAt(messagePlace(layout, 2, 0, 0, 10_000, 5_000), 5_000)).toBe(8);
  });

  it('is found from farther away with a finger', () => {
    const { x, y } = messagePlace(layout, 5, 1, 0, 10_000, 5_000);
    expect(idAt({ x, y: y + 16 }, 5_000)).toBe(null);
    expect(idAt({ x, y: y + 16 }, 5_000, REACH.touch)).toBe(9);
  });

  it('is a replica as far as its timer reaches', () => {
    const { x, y } = layout.replicas[3]!;
    expect(replicaAt(layout, { x: x + layout.timerRadius - 1, y })).toBe(3);
    expect(replicaAt(layout, { x: x + layout.timerRadius + 1, y })).toBe(-1);
  });

  it('is the nearest link, lower number first', () => {
    const { a, b } = linkBetween(layout, 4, 3);
    const near = between(a, b, 0.5);
    expect(linkAt(layout, { x: near.x + 3, y: near.y })).toEqual([3, 4]);
    expect(linkAt(layout, { x: 5, y: 5 })).toBe(null);
  });

  it('is found again by its id until it is gone', () => {
    expect(flights[flightOf(flights, 8) + FLIGHT.FROM]).toBe(2);
    expect(flightOf(flights, 99)).toBe(-1);
  });
});

describe('a held message', () => {
  const frame = frameOf({ now: 4_000, flights: [flight(7, 0, 2)] });

  it('tells by how much its arrival moves where it is let go', () => {
    const held = heldAt(layout, frame, 0, messagePlace(layout, 0, 2, 0, 10_000, 9_000));
    expect(held.place).toBeCloseTo(0.9, 2);
    expect(held.by).toBeCloseTo(-5_000, -2);
    expect(held.home).toBe(false);
  });

  it('is home at its receiver', () => {
    expect(heldAt(layout, frame, 0, layout.replicas[2]!).home).toBe(true);
  });

  it('says so with a sign', () => {
    expect(signedMilliseconds(12_345)).toBe('+12.3 ms');
    expect(signedMilliseconds(-5_000)).toBe('−5.0 ms');
  });
});

describe('the names of messages', () => {
  it.each([
    ['REQUEST_VOTE', 0, 'RequestVote t3'],
    ['VOTE', 1, 'vote granted'],
    ['VOTE', 0, 'vote refused'],
    ['APPEND', 1, 'AppendEntries 7'],
    ['APPEND', 2, 'AppendEntries 7–8'],
    ['HEARTBEAT', 0, 'heartbeat t3'],
    ['APPEND_ANSWER', 1, 'success'],
    ['APPEND_ANSWER', 0, 'refused'],
    ['CLIENT_ANSWER', 1, 'ok'],
  ] as const)('%s with note %d: %s', (kind, note, name) => {
    expect(nameOf(flightRecords([flight(1, 0, 1, { kind, note, term: 3, index: 7 })]), 0, []).short).toBe(
      name,
    );
  });

  it('tell what the client asks, where that is known', () => {
    const flights = flightRecords([flight(1, client(0), 1, { kind: 'CLIENT_REQUEST' })]);
    expect(nameOf(flights, 0, ['put x=3']).short).toBe('put x=3');
    expect(nameOf(flights, 0, []).short).toBe('request');
  });

  it('read as a sentence in the list', () => {
    const frame = frameOf({ now: 4_000, flights: [flight(1, 0, 2, { kind: 'REQUEST_VOTE', term: 3 })] });
    expect(sentenceOf(frame, 0)).toBe('RequestVote of term 3, S1 to S3, due in 6.0 ms');
  });
});

describe('the list of messages', () => {
  const frame = frameOf({
    flights: [
      flight(1, 0, 1, { arrives: 9_000 }),
      flight(2, 0, 2, { arrives: 3_000 }),
      flight(3, 0, 3, { arrives: 3_000 }),
    ],
  });
  const ids = inDueOrder(frame).map((at) => frame.flights[at + FLIGHT.ID]!);

  it('has the earliest due first, and of those the oldest', () => {
    expect(ids).toEqual([2, 3, 1]);
  });

  it('is walked through and ends at its ends', () => {
    expect(neighbour(ids, null, 1)).toBe(2);
    expect(neighbour(ids, 3, 1)).toBe(1);
    expect(neighbour(ids, 1, 1)).toBe(1);
    expect(neighbour(ids, 2, -1)).toBe(2);
    expect(neighbour([], null, 1)).toBe(null);
  });
});

describe('names beside the signs', () => {
  const wish = (id: number, x: number, y: number, always = false): Wish => ({
    id,
    x,
    y,
    text: 'name',
    width: 90,
    reach: 9,
    always,
  });
  const signs = (wishes: Wish[]): Box[] =>
    wishes.map(({ x, y }) => ({ x: x - 9, y: y - 7, width: 18, height: 14 }));
  const clash = (a: Box, b: Box) =>
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
  const place = (wishes: Wish[], memory: Parameters<typeof placeLabels>[3] = new Map()): Written[] =>
    placeLabels(wishes, signs(wishes), layout, memory);

  it('cover neither each other nor another sign nor a circle', () => {
    const wishes = Array.from({ length: CROWD }, (_, i) =>
      wish(i, 420 + (i % 4) * 50, 180 + Math.floor(i / 4) * 30),
    );
    const written = place(wishes);
    expect(written.length).toBeGreaterThan(3);
    for (const [i, a] of written.entries()) {
      for (const b of written.slice(i + 1)) expect(clash(a, b)).toBe(false);
      for (const [k, sign] of signs(wishes).entries())
        if (wishes[k]!.id !== a.id) expect(clash(a, sign)).toBe(false);
      for (const spot of layout.replicas)
        expect(clash(a, { x: spot.x - 8, y: spot.y - 8, width: 16, height: 16 })).toBe(false);
    }
  });

  it('stay on the side that they had', () => {
    const memory: Parameters<typeof placeLabels>[3] = new Map();
    const first = wish(2, 600, 300);
    place([wish(1, 640, 300), first], memory);
    const alone = place([first], memory);
    expect(alone[0]!.x).toBeLessThan(600);
  });

  it('are written at all costs where someone points', () => {
    const crowd = Array.from({ length: 30 }, (_, i) => wish(i, 600 + i, 300, i === 29));
    expect(place(crowd).some(({ id }) => id === 29)).toBe(true);
  });

  it('stay inside the stage', () => {
    for (const box of place([wish(1, 995, 300, true), wish(2, 3, 598, true)])) {
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(1000);
      expect(box.y + box.height).toBeLessThanOrEqual(600);
    }
  });
});

describe('signs', () => {
  it('show up to three entries, and from four on a number', () => {
    const of = (entries: number) => signOf(KIND.APPEND, entries, 0);
    expect(new Set([of(1), of(2), of(3), of(4)]).size).toBe(4);
    expect(of(4)).toBe(of(400));
  });

  it('tell granted from refused', () => {
    for (const kind of [KIND.VOTE, KIND.APPEND_ANSWER, KIND.CLIENT_ANSWER])
      expect(signOf(kind, 1, 0)).not.toBe(signOf(kind, 0, 0));
  });

  it('of clients turn with their way, also backwards', () => {
    const of = (angle: number) => signOf(KIND.CLIENT_REQUEST, 0, angle);
    expect(of(0)).toBe(of(2 * Math.PI));
    expect(of(-Math.PI / 2)).toBe(of((3 * Math.PI) / 2));
    expect(of(0)).not.toBe(of(Math.PI));
  });
});

describe('a swarm', () => {
  it('keeps of a sign what is not empty', () => {
    const stamp = stampOf(Uint32Array.of(0, 0xff0000ff, 0x00ffffff, 0x80ffffff), 2);
    expect([...stamp.x]).toEqual([1, 1]);
    expect([...stamp.y]).toEqual([0, 1]);
  });

  it('lays colours over each other by their alpha', () => {
    const half = blend(0x80ffffff, 0xff000000);
    expect(half >>> 24).toBeGreaterThan(250);
    expect(half & 255).toBeGreaterThan(120);
    expect(half & 255).toBeLessThan(136);
  });
});

describe('an election timer', () => {
  it('shrinks from whole to nothing', () => {
    expect(timerLeft(100, 300, 100)).toBe(1);
    expect(timerLeft(100, 300, 200)).toBe(0.5);
    expect(timerLeft(100, 300, 900)).toBe(0);
  });

  it('is nothing where none runs', () => {
    expect(timerLeft(-1, -1, 50)).toBe(0);
    expect(timerLeft(0, Infinity, 50)).toBe(0);
  });
});
