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
  /** Whether there is room for "down since 268.7 ms" and not for "down" only. */
  roomy: boolean;
  /** Four numbers (x, y at the sender; x, y at the receiver) for each directed pair of slots. */
  lanes: Float64Array;
}

/** What the page lays over the stage: the toolbar above, the caption below. */
const OVERLAY = { top: 56, bottom: 52 };
const NARROW = 560;
const BIGGEST_CIRCLE = 38;
const SMALLEST_CIRCLE = 11;
/** Between a circle's rim and the arc of its timer. */
const TIMER_GAP = 6;
/** Between the arc and where lines and messages begin. */
const LANE_GAP = 5;

export const slotOf = (address: number, replicas: number): number =>
  address >= CLIENT_BASE ? replicas + address - CLIENT_BASE : address;

export const replicaName = (index: number): string => `S${index + 1}`;
export const clientName = (index: number): string => `C${index + 1}`;
export const addressName = (address: number): string =>
  address >= CLIENT_BASE ? clientName(address - CLIENT_BASE) : replicaName(address);

/** Lays out 0 to 21 replicas in a ring with their clients beside it (on a narrow stage, above it). */
export function layOut(width: number, height: number, replicas: number, clients: number): Layout {
  const narrow = width < NARROW;
  const { spots, taken } = narrow ? clientsAbove(width, clients) : clientsAtTheLeft(width, height, clients);
  const room = narrow
    ? { left: 6, right: width - 6, top: OVERLAY.top + taken, bottom: height - OVERLAY.bottom - 16 }
    : { left: taken, right: width - 16, top: 14, bottom: height - OVERLAY.bottom + 8 };
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

function ringOf(room: Room, count: number, narrow: boolean) {
  const labelWidth = narrow ? 62 : 96;
  const labelHeight = 22;
  const across = Math.max(60, (room.right - room.left) / 2);
  const down = Math.max(60, (room.bottom - room.top) / 2);
  // Neighbours on the ring are a chord apart; a circle with its timer takes at most two thirds of it.
  const guess = Math.min(across - labelWidth, down - labelHeight) * 0.86;
  const chord = count > 1 ? 2 * guess * Math.sin(Math.PI / count) : Infinity;
  const radius = clamp(Math.min(chord * 0.33, guess * 0.24), SMALLEST_CIRCLE, BIGGEST_CIRCLE);
  const timerRadius = radius + Math.max(3.5, TIMER_GAP * (radius / BIGGEST_CIRCLE) ** 0.5);
  const labelled = radius >= 16;
  const rx0 = across - timerRadius - (labelled ? labelWidth : 8);
  const ry0 = down - timerRadius - (labelled || count <= 9 ? labelHeight : 8);
  const rx = Math.max(20, Math.min(rx0, ry0 * 1.38));
  const ry = Math.max(20, Math.min(ry0, rx * 1.38));
  const centre = {
    x: (room.left + room.right) / 2,
    y: (room.top + room.bottom) / 2 + (count === 3 ? ry * 0.2 : 0),
  };
  const spots: ReplicaSpot[] = [];
  for (let i = 0; i < count; i++) spots.push(ringSpot(i, count, centre, rx, ry, timerRadius));
  return { radius, timerRadius, replicas: spots, roomy: !narrow && count <= 9 };
}

/** The first replica is at the top and the others follow clockwise; two stand side by side. */
function ringSpot(
  i: number,
  count: number,
  centre: Point,
  rx: number,
  ry: number,
  reach: number,
): ReplicaSpot {
  const turn = (2 * Math.PI * i) / count + (count === 2 ? -Math.PI / 2 : 0);
  const out = count === 1 ? { x: 0, y: -1 } : { x: Math.sin(turn), y: -Math.cos(turn) };
  const far = count === 1 ? 0 : 1;
  const x = centre.x + far * rx * out.x;
  const y = centre.y + far * ry * out.y;
  return { x, y, label: labelSpot(x, y, out, reach) };
}

/** Labels sit outside the ring: beside the circle where it is at a side, above or below at the poles. */
function labelSpot(x: number, y: number, out: Point, reach: number): ReplicaSpot['label'] {
  const gap = 9;
  if (Math.abs(out.x) < 0.3) {
    const above = out.y < 0;
    return { x, y: above ? y - reach - gap - 5 : y + reach + gap + 9, anchor: 'middle' };
  }
  const side = Math.sign(out.x);
  // Level with the circle at three o'clock, drawn towards the pole as the circle nears it.
  return {
    x: x + side * (reach + gap) * Math.min(1, 0.62 + 0.5 * Math.abs(out.x)),
    y: y + out.y * reach * 0.55 + 4,
    anchor: side > 0 ? 'start' : 'end',
  };
}

function clientsAtTheLeft(width: number, height: number, count: number) {
  if (count === 0) return { spots: [], taken: 16 };
  const top = OVERLAY.top + 8;
  const bottom = height - OVERLAY.bottom - 12;
  const perColumn = Math.max(1, Math.floor((bottom - top) / 31));
  const columns = Math.ceil(count / perColumn);
  const rows = Math.ceil(count / columns);
  const small = columns > 1 || count > 6 || width < 800;
  const halfWidth = small ? 24 : 34;
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

function clientsAbove(width: number, count: number) {
  if (count === 0) return { spots: [], taken: 4 };
  const perRow = Math.max(1, Math.floor((width - 12) / 42));
  const rows = Math.ceil(count / perRow);
  const inRow = Math.ceil(count / rows);
  const pitch = Math.min(64, (width - 12) / inRow);
  const halfWidth = Math.min(24, pitch / 2 - 3);
  const spots: ClientSpot[] = [];
  for (let k = 0; k < count; k++) {
    const row = Math.floor(k / inRow);
    const here = Math.min(inRow, count - row * inRow);
    const x = width / 2 + ((k % inRow) - (here - 1) / 2) * pitch;
    spots.push({ x, y: OVERLAY.top + 16 + row * 32, halfWidth, halfHeight: 13 });
  }
  return { spots, taken: 8 + rows * 32 };
}

/**
 * Each direction of a link has a lane of its own, to the right of the way it goes, so that requests and
 * answers pass one another and never overlap.
 */
function lanesOf(layout: Layout): Float64Array {
  const n = layout.replicas.length;
  const slots = n + layout.clients.length;
  const lanes = new Float64Array(slots * slots * 4);
  const aside = laneOffset(layout);
  for (let from = 0; from < slots; from++) {
    for (let to = 0; to < slots; to++) {
      if (from === to) continue;
      const a = spotOf(layout, from);
      const b = spotOf(layout, to);
      const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
      const ux = (b.x - a.x) / length;
      const uy = (b.y - a.y) / length;
      const start = Math.min(edge(layout, from, ux, uy), length / 2);
      const end = Math.min(edge(layout, to, ux, uy), length / 2);
      const at = (from * slots + to) * 4;
      lanes[at] = a.x + ux * start - uy * aside;
      lanes[at + 1] = a.y + uy * start + ux * aside;
      lanes[at + 2] = b.x - ux * end - uy * aside;
      lanes[at + 3] = b.y - uy * end + ux * aside;
    }
  }
  return lanes;
}

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
  (from * (layout.replicas.length + layout.clients.length) + to) * 4;

export interface Segment {
  a: Point;
  b: Point;
}

export function laneBetween(layout: Layout, from: number, to: number): Segment {
  const at = laneAt(layout, from, to);
  const [ax = 0, ay = 0, bx = 0, by = 0] = layout.lanes.subarray(at, at + 4);
  return { a: { x: ax, y: ay }, b: { x: bx, y: by } };
}

/** The middle line of a link, from rim to rim. */
export function linkBetween(layout: Layout, from: number, to: number): Segment {
  const there = laneBetween(layout, from, to);
  const back = laneBetween(layout, to, from);
  return { a: between(there.a, back.b, 0.5), b: between(there.b, back.a, 0.5) };
}

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
  const lane = laneBetween(layout, from, to);
  return between(lane.a, lane.b, fractionGone(sent, arrives, now));
}

/** The share of the way from a to b that lies nearest to a point. */
export function project({ a, b }: Segment, point: Point): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const square = dx * dx + dy * dy;
  return square === 0 ? 0 : clamp(((point.x - a.x) * dx + (point.y - a.y) * dy) / square, 0, 1);
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
