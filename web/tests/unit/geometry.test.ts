import { describe, expect, it } from 'vitest';
import { CLIENT_BASE } from '../../src/engine/protocol';
import {
  alongLane,
  between,
  delayFor,
  fractionGone,
  laneAngle,
  laneAt,
  laneBetween,
  layOut,
  linkBetween,
  messagePlace,
  projectOnLane,
  slotOf,
  type Layout,
} from '../../src/scene/geometry';

const SIZES: [string, number, number][] = [
  ['a desktop stage', 792, 520],
  ['a wide stage', 1092, 570],
  ['a small window', 640, 420],
  ['a phone', 390, 500],
  ['a phone with an open sheet', 390, 260],
];

const far = (a: { x: number; y: number }, b: { x: number; y: number }) => Math.hypot(a.x - b.x, a.y - b.y);

describe.each(SIZES)('the ring on %s', (_, width, height) => {
  const all = Array.from({ length: 21 }, (_, i) => layOut(width, height, i + 1, 2));

  it('keeps every circle, with its timer, inside the stage', () => {
    for (const { replicas, timerRadius } of all)
      for (const { x, y } of replicas) {
        expect(x - timerRadius).toBeGreaterThanOrEqual(0);
        expect(x + timerRadius).toBeLessThanOrEqual(width);
        expect(y - timerRadius).toBeGreaterThanOrEqual(0);
        expect(y + timerRadius).toBeLessThanOrEqual(height);
      }
  });

  it('lets no two circles touch, up to 21 replicas where there is room and 9 where there is little', () => {
    for (const { replicas, timerRadius } of height < 340 ? all.slice(0, 9) : all)
      for (const [i, a] of replicas.entries())
        for (const b of replicas.slice(i + 1)) expect(far(a, b)).toBeGreaterThan(2 * timerRadius);
  });

  it('has smaller circles the more replicas there are', () => {
    const radii = all.map(({ radius }) => radius);
    // Odd and even rings differ in shape, so steps of five are compared.
    for (const count of [6, 11, 16, 21]) expect(radii[count - 1]).toBeLessThanOrEqual(radii[count - 6]!);
  });

  it('leaves the widest word of a role room, whichever replica it belongs to', () => {
    // "Candidate" in the font of the labels; what crashed says more only where there is more room.
    const word = 66;
    for (const { replicas } of all)
      for (const { label } of replicas) {
        const from =
          label.anchor === 'start' ? label.x : label.x - (label.anchor === 'end' ? word : word / 2);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(from + word).toBeLessThanOrEqual(width);
      }
  });

  it('keeps clients off each other and off the replicas', () => {
    for (const count of [1, 2, 5, 8]) {
      const { clients, replicas, timerRadius } = layOut(width, height, 5, count);
      expect(clients).toHaveLength(count);
      for (const [k, a] of clients.entries()) {
        for (const b of clients.slice(k + 1))
          expect(
            Math.abs(a.x - b.x) >= a.halfWidth + b.halfWidth ||
              Math.abs(a.y - b.y) >= a.halfHeight + b.halfHeight,
          ).toBe(true);
        for (const b of replicas) {
          const dx = Math.max(0, Math.abs(a.x - b.x) - a.halfWidth);
          const dy = Math.max(0, Math.abs(a.y - b.y) - a.halfHeight);
          expect(Math.hypot(dx, dy)).toBeGreaterThan(timerRadius);
        }
      }
    }
  });
});

describe('the ring', () => {
  it('keeps the labels of a crowd clear of the toolbar', () => {
    const toolbar = { height: 45, left: 340, right: 130 };
    for (const count of [10, 13, 16, 21]) {
      const { replicas, width } = layOut(792, 520, count, 4);
      for (const { label } of replicas) {
        const between = label.x > toolbar.left && label.x < width - toolbar.right;
        if (!between) expect(label.y - 10).toBeGreaterThan(toolbar.height);
      }
    }
  });

  it('has the first replica at the top and goes on clockwise', () => {
    const [a, b, c] = layOut(1000, 600, 5, 0).replicas;
    expect(a!.y).toBeLessThan(b!.y);
    expect(b!.x).toBeGreaterThan(a!.x);
    expect(c!.y).toBeGreaterThan(b!.y);
  });

  it('puts two replicas side by side', () => {
    const [a, b] = layOut(1000, 600, 2, 0).replicas;
    expect(a!.y).toBeCloseTo(b!.y);
    expect(a!.x).toBeLessThan(b!.x);
  });

  it('is empty without replicas', () => {
    expect(layOut(1000, 600, 0, 0).replicas).toEqual([]);
  });

  it('writes labels away from the middle of the ring', () => {
    const { replicas } = layOut(1000, 600, 8, 0);
    const middle = {
      x: replicas.reduce((sum, { x }) => sum + x, 0) / 8,
      y: replicas.reduce((sum, { y }) => sum + y, 0) / 8,
    };
    for (const spot of replicas) {
      expect(far(spot.label, middle)).toBeGreaterThan(far(spot, middle));
      if (spot.label.anchor === 'start') expect(spot.x).toBeGreaterThan(middle.x);
      if (spot.label.anchor === 'end') expect(spot.x).toBeLessThan(middle.x);
    }
  });
});

describe('slots', () => {
  it('number replicas first and clients after them', () => {
    expect(slotOf(3, 5)).toBe(3);
    expect(slotOf(CLIENT_BASE, 5)).toBe(5);
    expect(slotOf(CLIENT_BASE + 2, 5)).toBe(7);
  });
});

describe('lanes', () => {
  const layout: Layout = layOut(1000, 600, 5, 3);

  it('begin and end outside the circles', () => {
    for (let from = 0; from < 5; from++)
      for (let to = 0; to < 5; to++) {
        if (from === to) continue;
        const lane = laneBetween(layout, from, to);
        expect(far(lane.a, layout.replicas[from]!)).toBeGreaterThan(layout.timerRadius);
        expect(far(lane.b, layout.replicas[to]!)).toBeGreaterThan(layout.timerRadius);
      }
  });

  it('keep opposite flows apart, each to the right of its way', () => {
    const there = laneBetween(layout, 0, 2);
    const back = laneBetween(layout, 2, 0);
    const gap = far(between(there.a, there.b, 0.5), between(back.a, back.b, 0.5));
    expect(gap).toBeGreaterThan(6);
    const link = linkBetween(layout, 0, 2);
    const way = { x: there.b.x - there.a.x, y: there.b.y - there.a.y };
    const aside = { x: there.a.x - link.a.x, y: there.a.y - link.a.y };
    expect(way.x * aside.y - way.y * aside.x).toBeGreaterThan(0);
  });

  it('of clients bend around the replicas between', () => {
    for (let client = 5; client < 8; client++)
      for (let to = 0; to < 5; to++) {
        const lane = laneBetween(layout, client, to);
        for (const [i, spot] of layout.replicas.entries()) {
          if (i === to) continue;
          for (let share = 0; share <= 1; share += 0.02)
            expect(far(alongLane(lane, share), spot)).toBeGreaterThan(layout.radius);
        }
      }
  });

  it('tell the direction of travel', () => {
    const two = layOut(1000, 600, 2, 0);
    expect(laneAngle(two.lanes, laneAt(two, 0, 1), 0.5)).toBeCloseTo(0);
    expect(Math.abs(laneAngle(two.lanes, laneAt(two, 1, 0), 0.5))).toBeCloseTo(Math.PI);
  });
});

describe('the place of a message', () => {
  const layout = layOut(1000, 600, 5, 1);

  it('is a share of its lane that depends on its times alone', () => {
    const { a, b } = laneBetween(layout, 0, 2);
    expect(messagePlace(layout, 0, 2, 1000, 2000, 1000)).toEqual(a);
    const middle = messagePlace(layout, 0, 2, 1000, 2000, 1500);
    expect(middle.x).toBeCloseTo((a.x + b.x) / 2);
    expect(middle.y).toBeCloseTo((a.y + b.y) / 2);
    expect(messagePlace(layout, 0, 2, 1000, 2000, 2000)).toEqual(b);
  });

  it('stays at the ends before it is sent and after it has arrived', () => {
    expect(fractionGone(1000, 2000, 0)).toBe(0);
    expect(fractionGone(1000, 2000, 9000)).toBe(1);
  });

  it('without latency is the far end at once', () => {
    expect(fractionGone(1000, 1000, 1000)).toBe(1);
  });
});

describe('a message that is dragged', () => {
  const layout = layOut(1000, 600, 5, 2);

  it('is held at the point of its lane nearest to the pointer', () => {
    for (const [from, to] of [
      [0, 2],
      [5, 0],
      [3, 6],
    ] as const) {
      const lane = laneBetween(layout, from, to);
      for (const share of [0.1, 0.5, 0.8])
        expect(projectOnLane(lane, alongLane(lane, share))).toBeCloseTo(share, 2);
    }
  });

  it('never leaves its lane', () => {
    const lane = laneBetween(layout, 0, 2);
    const { a, b } = lane;
    expect(projectOnLane(lane, { x: a.x - (b.x - a.x), y: a.y - (b.y - a.y) })).toBe(0);
    expect(projectOnLane(lane, { x: b.x + (b.x - a.x), y: b.y + (b.y - a.y) })).toBe(1);
  });

  it('has the rest of its way before it, at the pace it had', () => {
    // Sent at 0, on its way for 10 ms, 4 ms of them gone.
    expect(delayFor(0.4, 0, 10_000, 4_000)).toBeCloseTo(0);
    expect(delayFor(0.9, 0, 10_000, 4_000)).toBeCloseTo(-5_000);
    expect(delayFor(0.1, 0, 10_000, 4_000)).toBeCloseTo(3_000);
    expect(delayFor(1, 0, 10_000, 4_000)).toBeCloseTo(-6_000);
  });
});
