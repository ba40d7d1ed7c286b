/**
 * Where everything on the stage is: pure functions from counts, sizes and times to points.
 *
 * The stage is measured in CSS pixels of its own box. Both ends of a message are *slots*: replica i is
 * slot i, client k is slot `replicas + k`.
 */

import { CLIENT_BASE } from '../engine/protocol';

export interface Point {
  x: number;
  y: number;
}

/** A replica's circle, and the label outside the ring. */
export interface ReplicaSpot extends Point {
  label: Point & { anchor: 'start' | 'middle' | 'end' };
}

/** A client's box around its centre. */
export interface ClientSpot extends Point {
  halfWidth: number;
  halfHeight: number;
}

export interface Layout {
  width: number;
  height: number;
  /** Of every replica's circle. */
  radius: number;
  /** Of the election timer's arc around it. */
  timerRadius: number;
  replicas: ReplicaSpot[];
  clients: ClientSpot[];
  /** Whether every label has room; else those that matter most are shown, over what lies below them. */
  labelled: boolean;
  /** Whether there is room for "down since 268.7 ms" and not for "down" only. */
  roomy: boolean;
  /** For each directed pair of slots: x, y at the sender; of the curve's control point; at the receiver. */
  lanes: Float64Array;
}

/**
 * What the page lays over the stage: the toolbar in the upper corners; on a narrow stage the caption
 * at the foot too, on a wide one the legend. A short one (a phone with a sheet open) has neither.
 */
interface Overlay {
  top: number;
  bottom: number;
}

/** The outline of a crown that stands on (0, 0). */
export const CROWN = 'M-12 0 L-14 -11.5 L-6 -5.5 L0 -14 L6 -5.5 L14 -11.5 L12 0 Z';

const NARROW = 560;
const SHORT = 340;
const BIGGEST_CIRCLE = 38;
const SMALLEST_CIRCLE = 11;
/** Circles smaller than this have no room for more than a name. */
export const TINY = 16;
/** The ring is at most so much wider than high, or higher than wide. */
const OVAL = 1.38;
/** A circle whose direction from the centre leans less than this to a side has its label above or below. */
const POLE = 0.26;
/** Height of a label above or below a circle, with the crown that a leader wears. */
const POLE_LABEL = 26;
/** Width of a label beside a circle: of "Candidate", and where there is much room of "Down since 9268.7 ms". */
const NARROW_LABEL = 78;
const WIDE_LABEL = 96;
const ROOMY_LABEL = 142;
/** A stage of this width has much room. */
const ROOMY = 760;
const UNLABELLED = 12;
/** What a label below a circle takes, beyond what is left free anyway, and half its width. */
const BELOW = 14;
const UNLABELLED_HALF = 34;
/** More replicas than these have labels also where the toolbar is, and stand lower. */
const CLEAR_OF_TOOLBAR = 9;
/** Between a circle's rim and the arc of its timer. */
const TIMER_GAP = 6;
/** Between the arc and where lines and messages begin. */
const LANE_GAP = 5;

/** How much an element is enlarged by styles: a pointer's place is in the pixels of the page, not in its own. */
export const zoomOf = (element: Element): number => element.currentCSSZoom || 1;

export const slotOf = (address: number, replicas: number): number =>
  address >= CLIENT_BASE ? replicas + address - CLIENT_BASE : address;

export const replicaName = (index: number): string => `S${index + 1}`;
export const clientName = (index: number): string => `C${index + 1}`;
export const addressName = (address: number): string =>
  address >= CLIENT_BASE ? clientName(address - CLIENT_BASE) : replicaName(address);

/** Lays out 0 to 21 replicas in a ring with their clients beside it (on a narrow stage, above it). */
export function layOut(width: number, height: number, replicas: number, clients: number): Layout {
  const short = height < SHORT;
  const narrow = width < NARROW;
  const over: Overlay = short ? { top: 6, bottom: 6 } : { top: 56, bottom: narrow ? 76 : 24 };
  const above = narrow && !short;
  const { spots, taken } = above
    ? clientsAbove(width, clients, over)
    : clientsAtTheLeft(width, height, clients, over);
  const room = above
    ? { left: 6, right: width - 6, top: over.top + taken, bottom: height - over.bottom }
    : {
        left: taken,
        right: width - 16,
        top: replicas > CLEAR_OF_TOOLBAR ? over.top - POLE_LABEL : 8,
        bottom: height - over.bottom,
      };
  const ring = ringOf(room, replicas, narrow);
  const layout: Layout = { width, height, ...ring, clients: spots, lanes: new Float64Array(0) };
  layout.lanes = lanesOf(layout);
  return layout;
}

interface Room {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Where labels would leave room for tiny circles only, the circles go first. */
function ringOf(room: Room, count: number, narrow: boolean) {
  const roomy = !narrow && count <= 9 && room.right >= ROOMY;
  const labelled = ringWith(room, count, narrow ? NARROW_LABEL : roomy ? ROOMY_LABEL : WIDE_LABEL);
  if (labelled.radius >= TINY) return { ...labelled, labelled: true, roomy };
  const ring = ringWith({ ...room, bottom: room.bottom - BELOW }, count, UNLABELLED);
  const replicas = ring.replicas.map((spot): ReplicaSpot => {
    const x = clamp(spot.x, room.left + UNLABELLED_HALF, room.right - UNLABELLED_HALF);
    return { ...spot, label: { x, y: spot.y + ring.timerRadius + 14, anchor: 'middle' } };
  });
  return { ...ring, replicas, labelled: false, roomy };
}

/** A ring with so much room for labels at both sides. */
function ringWith(room: Room, count: number, beside: number) {
  const outs = Array.from({ length: count }, (_, i) => direction(i, count));
  const reach = (of: (out: Point) => number) => Math.max(0.01, ...outs.map(of));
  const [left, right] = [reach((out) => -out.x), reach((out) => out.x)];
  const [up, down] = [reach((out) => -out.y), reach((out) => out.y)];
  const width = Math.max(120, room.right - room.left);
  const height = Math.max(120, room.bottom - room.top);

  // Neighbours on the ring are a chord apart; a circle with its timer takes at most two thirds of it.
  const guess = Math.min(width * 0.32, height * 0.36);
  const chord = count > 1 ? 2 * guess * Math.sin(Math.PI / count) : Infinity;
  let radius = clamp(Math.min(chord * 0.33, guess * 0.24), SMALLEST_CIRCLE, BIGGEST_CIRCLE);
  let timerRadius = timerAround(radius);

  const below = outs.some((out) => out.y > 0 && Math.abs(out.x) < POLE) ? POLE_LABEL : 6;
  const inner = {
    width: width - 2 * timerRadius - 2 * beside,
    height: height - 2 * timerRadius - POLE_LABEL - below,
  };
  const rx0 = count > 1 ? inner.width / (left + right) : 0;
  const ry0 = count > 1 ? inner.height / (up + down) : 0;
  const rx = Math.max(20, Math.min(rx0, Math.max(ry0, guess) * OVAL));
  const ry = Math.max(20, Math.min(ry0, rx * OVAL));
  const centre = {
    x: (room.left + room.right) / 2 + (rx * (left - right)) / 2,
    y: (room.top + POLE_LABEL + room.bottom - below) / 2 + (count > 2 ? (ry * (up - down)) / 2 : 0),
  };
  // The guess may have been too bold where the room is narrow or low.
  const apart = nearest(outs.map((out) => ({ x: rx * out.x, y: ry * out.y })));
  if (2.1 * timerRadius > apart) {
    radius = Math.max(SMALLEST_CIRCLE / 2, (radius * apart) / (2.2 * timerRadius));
    timerRadius = timerAround(radius);
  }
  const level = count <= 7;
  const replicas = outs.map((out): ReplicaSpot => {
    const x = centre.x + (count > 1 ? rx * out.x : 0);
    const y = centre.y + (count > 1 ? ry * out.y : 0);
    return { x, y, label: labelSpot(x, y, out, timerRadius, level) };
  });
  return { radius, timerRadius, replicas };
}

const timerAround = (radius: number): number =>
  radius + Math.max(Math.min(3.5, radius * 0.25), TIMER_GAP * (radius / BIGGEST_CIRCLE) ** 0.5);

/** The distance between the two neighbours on the ring that are nearest to each other. */
const nearest = (ring: readonly Point[]): number =>
  ring.reduce((least, a, i) => {
    const b = ring[(i + 1) % ring.length];
    return b && ring.length > 1 ? Math.min(least, Math.hypot(a.x - b.x, a.y - b.y)) : least;
  }, Infinity);

/** The first replica is at the top and the others follow clockwise; two stand side by side. */
function direction(i: number, count: number): Point {
  if (count === 1) return { x: 0, y: -1 };
  const turn = (2 * Math.PI * i) / count - (count === 2 ? Math.PI / 2 : 0);
  return { x: Math.sin(turn), y: -Math.cos(turn) };
}

/** Labels sit outside the ring: beside the circle where it is at a side, above or below at the poles. */
function labelSpot(x: number, y: number, out: Point, reach: number, level: boolean): ReplicaSpot['label'] {
  if (Math.abs(out.x) < POLE) {
    return { x, y: out.y < 0 ? y - reach - 13 : y + reach + 19, anchor: 'middle' };
  }
  const side = Math.sign(out.x);
  const anchor = side > 0 ? 'start' : 'end';
  if (level) return { x: x + side * (reach + 10), y: y + 4.5, anchor };
  // In a crowd the neighbour is near: the label leaves along the ring's own direction outwards.
  const gap = reach + 6;
  return { x: x + out.x * gap + side * 2, y: y + out.y * (gap + 4) + 4, anchor };
}

function clientsAtTheLeft(width: number, height: number, count: number, over: Overlay) {
  if (count === 0) return { spots: [], taken: 16 };
  const top = over.top + 8;
  const bottom = height - over.bottom;
  const perColumn = Math.max(1, Math.floor((bottom - top) / 31));
  const columns = Math.ceil(count / perColumn);
  const rows = Math.ceil(count / columns);
  const small = columns > 1 || count > 6 || width < 800;
  const halfWidth = small ? 24 : 28;
  const pitch = Math.min(small ? 44 : 64, (bottom - top) / rows);
  const halfHeight = Math.min(small ? 14 : 18, pitch / 2 - 2.5);
  const middle = (top + bottom) / 2;
  const spots: ClientSpot[] = [];
  for (let k = 0; k < count; k++) {
    const column = Math.floor(k / rows);
    const inColumn = Math.min(rows, count - column * rows);
    const x = 24 + halfWidth + column * (2 * halfWidth + 12);
    const y = middle + ((k % rows) - (inColumn - 1) / 2) * pitch;
    spots.push({ x, y, halfWidth, halfHeight });
  }
  return { spots, taken: 24 + columns * (2 * halfWidth + 12) };
}

function clientsAbove(width: number, count: number, over: Overlay) {
  if (count === 0) return { spots: [], taken: 4 };
  const perRow = Math.max(1, Math.floor((width - 12) / 42));
  const rows = Math.ceil(count / perRow);
  const inRow = Math.ceil(count / rows);
  const pitch = Math.min(64, (width - 12) / inRow);
  const halfWidth = Math.min(24, pitch / 2 - 3);
  const spots: ClientSpot[] = [];
  for (let k = 0; k < count; k++) {
    const row = Math.floor(k / inRow);
    // From the left, so that few clients do not stand between the toolbar and the first replica.
    const x = 10 + halfWidth + (k % inRow) * pitch;
    spots.push({ x, y: over.top + 16 + row * 32, halfWidth, halfHeight: 13 });
  }
  return { spots, taken: 8 + rows * 32 };
}

/**
 * Each direction of a link has a lane of its own, to the right of the way it goes, so that requests and
 * answers pass one another and never overlap. Lanes between replicas are straight; those of clients
 * bend around the replicas that stand in their way.
 */
function lanesOf(layout: Layout): Float64Array {
  const n = layout.replicas.length;
  const slots = n + layout.clients.length;
  const lanes = new Float64Array(slots * slots * LANE);
  for (let a = 0; a < slots; a++) {
    for (let b = a + 1; b < slots; b++) {
      const bend = b >= n && a < n ? bendBetween(layout, a, b) : 0;
      lanes.set(laneFrom(layout, a, b, bend), (a * slots + b) * LANE);
      lanes.set(laneFrom(layout, b, a, -bend), (b * slots + a) * LANE);
    }
  }
  return lanes;
}

/** Numbers a lane has in `Layout.lanes`. */
const LANE = 6;

/** `bend` moves the control point to the right of the way by so many pixels. */
function laneFrom(layout: Layout, from: number, to: number, bend: number): number[] {
  const a = spotOf(layout, from);
  const b = spotOf(layout, to);
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const ux = (b.x - a.x) / length;
  const uy = (b.y - a.y) / length;
  const middle = { x: (a.x + b.x) / 2 - uy * bend, y: (a.y + b.y) / 2 + ux * bend };
  const start = rim(layout, from, a, bend === 0 ? b : middle, length);
  const end = rim(layout, to, b, bend === 0 ? a : middle, length);
  const aside = laneOffset(layout);
  const x = -uy * aside;
  const y = ux * aside;
  const control = bend === 0 ? between(start, end, 0.5) : middle;
  return [start.x + x, start.y + y, control.x + x, control.y + y, end.x + x, end.y + y];
}

/** Where a lane that leaves a slot towards a point begins. */
function rim(layout: Layout, slot: number, centre: Point, towards: Point, length: number): Point {
  const away = Math.hypot(towards.x - centre.x, towards.y - centre.y) || 1;
  const ux = (towards.x - centre.x) / away;
  const uy = (towards.y - centre.y) / away;
  const distance = Math.min(edge(layout, slot, ux, uy), length / 2);
  return { x: centre.x + ux * distance, y: centre.y + uy * distance };
}

/** The least bend that keeps clear of other replicas, or the one that gets in their way least. */
function bendBetween(layout: Layout, replica: number, client: number): number {
  const a = spotOf(layout, replica);
  const b = spotOf(layout, client);
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const clear = layout.timerRadius + 7;
  let best = 0;
  let least = Infinity;
  for (let step = 0; step <= 12; step++) {
    const bend = Math.ceil(step / 2) * (step % 2 === 0 ? 1 : -1) * Math.min(length * 0.11, 60);
    const control = {
      x: (a.x + b.x) / 2 - ((b.y - a.y) / length) * bend,
      y: (a.y + b.y) / 2 + ((b.x - a.x) / length) * bend,
    };
    let cost = Math.abs(bend) / 1000;
    for (let share = 0.06; share < 1; share += 0.08) {
      const x = curve(a.x, control.x, b.x, share);
      const y = curve(a.y, control.y, b.y, share);
      for (const [i, spot] of layout.replicas.entries()) {
        if (i !== replica) cost += Math.max(0, clear - Math.hypot(spot.x - x, spot.y - y));
      }
    }
    if (cost < least) {
      least = cost;
      best = bend;
    }
  }
  return best;
}

/** A quadratic Bézier curve, in one coordinate. With the control point in the middle it is a straight line. */
const curve = (a: number, control: number, b: number, share: number): number =>
  (1 - share) * ((1 - share) * a + 2 * share * control) + share * share * b;

const laneOffset = (layout: Layout): number => clamp(layout.radius * 0.16, 3, 6);

export function spotOf(layout: Layout, slot: number): Point {
  const n = layout.replicas.length;
  const spot = slot < n ? layout.replicas[slot] : layout.clients[slot - n];
  return spot ?? { x: layout.width / 2, y: layout.height / 2 };
}

/** How far from a slot's centre, in the direction given, its lanes begin. */
function edge(layout: Layout, slot: number, ux: number, uy: number): number {
  const client = layout.clients[slot - layout.replicas.length];
  if (!client) return layout.timerRadius + LANE_GAP;
  const byWidth = client.halfWidth / Math.max(1e-9, Math.abs(ux));
  const byHeight = client.halfHeight / Math.max(1e-9, Math.abs(uy));
  return Math.min(byWidth, byHeight) + LANE_GAP;
}

/** Where in `layout.lanes` the lane from one slot to another begins. */
export const laneAt = (layout: Layout, from: number, to: number): number =>
  (from * (layout.replicas.length + layout.clients.length) + to) * LANE;

/** The coordinates of a point on the lane that begins at `at`, without making an object of them. */
export const laneX = (lanes: Float64Array, at: number, share: number): number =>
  curve(lanes[at]!, lanes[at + 2]!, lanes[at + 4]!, share);
export const laneY = (lanes: Float64Array, at: number, share: number): number =>
  curve(lanes[at + 1]!, lanes[at + 3]!, lanes[at + 5]!, share);

/** The direction of travel on a lane, in radians. */
export function laneAngle(lanes: Float64Array, at: number, share: number): number {
  const slope = (k: number) =>
    (1 - share) * (lanes[at + 2 + k]! - lanes[at + k]!) + share * (lanes[at + 4 + k]! - lanes[at + 2 + k]!);
  return Math.atan2(slope(1), slope(0));
}

export interface Segment {
  a: Point;
  b: Point;
}

export interface Lane extends Segment {
  control: Point;
}

export function laneBetween(layout: Layout, from: number, to: number): Lane {
  const at = laneAt(layout, from, to);
  const [ax = 0, ay = 0, cx = 0, cy = 0, bx = 0, by = 0] = layout.lanes.subarray(at, at + LANE);
  return { a: { x: ax, y: ay }, control: { x: cx, y: cy }, b: { x: bx, y: by } };
}

export const alongLane = ({ a, control, b }: Lane, share: number): Point => ({
  x: curve(a.x, control.x, b.x, share),
  y: curve(a.y, control.y, b.y, share),
});

/** The middle line of a link, from rim to rim: between its two lanes. */
export function linkCurve(layout: Layout, from: number, to: number): Lane {
  const there = laneBetween(layout, from, to);
  const back = laneBetween(layout, to, from);
  return {
    a: between(there.a, back.b, 0.5),
    control: between(there.control, back.control, 0.5),
    b: between(there.b, back.a, 0.5),
  };
}

/** Links between replicas are straight. */
export const linkBetween = (layout: Layout, from: number, to: number): Segment => linkCurve(layout, from, to);

export const between = (a: Point, b: Point, share: number): Point => ({
  x: a.x + (b.x - a.x) * share,
  y: a.y + (b.y - a.y) * share,
});

/** How much of its way a message has gone, from 0 to 1. */
export function fractionGone(sent: number, arrives: number, now: number): number {
  if (arrives <= sent) return now >= arrives ? 1 : 0;
  return clamp((now - sent) / (arrives - sent), 0, 1);
}

/** Where a message is: a function of its lane and its times, kept nowhere. */
export function messagePlace(
  layout: Layout,
  from: number,
  to: number,
  sent: number,
  arrives: number,
  now: number,
): Point {
  return alongLane(laneBetween(layout, from, to), fractionGone(sent, arrives, now));
}

/** The share of the way from a to b that lies nearest to a point. */
export function project({ a, b }: Segment, point: Point): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const square = dx * dx + dy * dy;
  return square === 0 ? 0 : clamp(((point.x - a.x) * dx + (point.y - a.y) * dy) / square, 0, 1);
}

/** The share of its way at which a lane comes nearest to a point: chords stand in for the curve. */
export function projectOnLane(lane: Lane, point: Point): number {
  const chords = 16;
  let nearest = Infinity;
  let found = 0;
  for (let i = 0; i < chords; i++) {
    const chord = { a: alongLane(lane, i / chords), b: alongLane(lane, (i + 1) / chords) };
    const share = project(chord, point);
    const on = between(chord.a, chord.b, share);
    const distance = Math.hypot(on.x - point.x, on.y - point.y);
    if (distance < nearest) {
      nearest = distance;
      found = (i + share) / chords;
    }
  }
  return found;
}

export function distanceTo(segment: Segment, point: Point): number {
  const nearest = between(segment.a, segment.b, project(segment, point));
  return Math.hypot(point.x - nearest.x, point.y - nearest.y);
}

/**
 * By how many microseconds the arrival moves when a message is put down at share `place` of its way:
 * what remains of the way is then gone at the speed it had.
 */
export function delayFor(place: number, sent: number, arrives: number, now: number): number {
  return now + (1 - place) * (arrives - sent) - arrives;
}

/** The links between replicas that a drawn stroke crosses, both directions of each. */
export function linksCrossed(layout: Layout, stroke: readonly Point[]): [number, number][] {
  const crossed: [number, number][] = [];
  for (let a = 0; a < layout.replicas.length; a++) {
    for (let b = a + 1; b < layout.replicas.length; b++) {
      const link = linkBetween(layout, a, b);
      if (crosses(stroke, link)) crossed.push([a, b], [b, a]);
    }
  }
  return crossed;
}

function crosses(stroke: readonly Point[], link: Segment): boolean {
  for (let i = 1; i < stroke.length; i++) {
    const a = stroke[i - 1];
    const b = stroke[i];
    if (a && b && segmentsMeet({ a, b }, link)) return true;
  }
  return false;
}

export function segmentsMeet(p: Segment, q: Segment): boolean {
  const side = (s: Segment, t: Point) =>
    Math.sign((s.b.x - s.a.x) * (t.y - s.a.y) - (s.b.y - s.a.y) * (t.x - s.a.x));
  const within = (s: Segment, t: Point) =>
    Math.min(s.a.x, s.b.x) <= t.x &&
    t.x <= Math.max(s.a.x, s.b.x) &&
    Math.min(s.a.y, s.b.y) <= t.y &&
    t.y <= Math.max(s.a.y, s.b.y);
  const [qa, qb, pa, pb] = [side(p, q.a), side(p, q.b), side(q, p.a), side(q, p.b)];
  if (qa !== qb && pa !== pb) return true;
  return (
    (qa === 0 && within(p, q.a)) ||
    (qb === 0 && within(p, q.b)) ||
    (pa === 0 && within(q, p.a)) ||
    (pb === 0 && within(q, p.b))
  );
}

export const clamp = (value: number, low: number, high: number): number =>
  Math.max(low, Math.min(high, value));
