/** Where the names of messages fit beside their signs without covering anything. */

import type { ClientSpot, Layout, Point, ReplicaSpot } from './geometry';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Something that wants its name written. */
export interface Wish extends Point {
  id: number;
  text: string;
  /** Of the text with its padding. */
  width: number;
  /** How far the sign itself reaches from its middle. */
  reach: number;
  /** Hovered and selected ones are written wherever they are, first of all. */
  always: boolean;
}

export interface Written extends Box {
  id: number;
  text: string;
}

export const LABEL_HEIGHT = 19;

type Side = 'right' | 'left' | 'above' | 'below';
const SIDES: readonly Side[] = ['right', 'left', 'above', 'below'];

/**
 * Each wish in turn takes the first free side, and the side it had a moment ago before any other, so
 * that names do not jump about while their messages move. `memory` is kept between calls.
 */
export function placeLabels(
  wishes: readonly Wish[],
  signs: readonly Box[],
  layout: Layout,
  memory: Map<number, Side>,
): Written[] {
  const written: Written[] = [];
  const order = [...wishes].sort((a, b) => Number(b.always) - Number(a.always) || a.id - b.id);
  for (const wish of order) {
    const before = memory.get(wish.id);
    const sides = before ? [before, ...SIDES.filter((side) => side !== before)] : SIDES;
    const side = sides.find((tried) => isFree(boxAt(wish, tried), wish, written, signs, layout));
    if (side === undefined && !wish.always) {
      memory.delete(wish.id);
      continue;
    }
    const box = boxAt(wish, side ?? 'right');
    if (side !== undefined) memory.set(wish.id, side);
    written.push({ ...(side === undefined ? inside(box, layout) : box), id: wish.id, text: wish.text });
  }
  forget(memory, wishes);
  return written;
}

function boxAt(wish: Wish, side: Side): Box {
  const gap = wish.reach + 3;
  const centred = { x: wish.x - wish.width / 2, width: wish.width, height: LABEL_HEIGHT };
  const level = { y: wish.y - LABEL_HEIGHT / 2, width: wish.width, height: LABEL_HEIGHT };
  switch (side) {
    case 'right':
      return { x: wish.x + gap, ...level };
    case 'left':
      return { x: wish.x - gap - wish.width, ...level };
    case 'above':
      return { y: wish.y - 11 - LABEL_HEIGHT, ...centred };
    case 'below':
      return { y: wish.y + 11, ...centred };
  }
}

function isFree(
  box: Box,
  wish: Wish,
  written: readonly Written[],
  signs: readonly Box[],
  layout: Layout,
): boolean {
  if (
    box.x < 2 ||
    box.y < 2 ||
    box.x + box.width > layout.width - 2 ||
    box.y + box.height > layout.height - 2
  )
    return false;
  if (written.some((other) => overlap(box, other))) return false;
  if (signs.some((sign) => overlap(box, sign) && !holds(sign, wish))) return false;
  if (layout.replicas.some((spot) => meetsCircle(box, spot, layout.timerRadius))) return false;
  if (layout.replicas.some((spot) => overlap(box, roleBox(spot)))) return false;
  return !layout.clients.some((spot) => overlap(box, boxOf(spot)));
}

const boxOf = ({ x, y, halfWidth, halfHeight }: ClientSpot): Box => ({
  x: x - halfWidth,
  y: y - halfHeight,
  width: 2 * halfWidth,
  height: 2 * halfHeight,
});

/** About what the word for a role takes; a longer note beside it may be covered. */
function roleBox({ label }: ReplicaSpot): Box {
  const width = 64;
  const x =
    label.anchor === 'start' ? label.x : label.anchor === 'end' ? label.x - width : label.x - width / 2;
  return { x, y: label.y - 12, width, height: 16 };
}

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const holds = (box: Box, point: Point): boolean =>
  point.x >= box.x && point.x <= box.x + box.width && point.y >= box.y && point.y <= box.y + box.height;

function meetsCircle(box: Box, centre: Point, radius: number): boolean {
  const dx = Math.max(box.x - centre.x, 0, centre.x - box.x - box.width);
  const dy = Math.max(box.y - centre.y, 0, centre.y - box.y - box.height);
  return dx * dx + dy * dy < radius * radius;
}

const inside = (box: Box, layout: Layout): Box => ({
  ...box,
  x: Math.max(2, Math.min(box.x, layout.width - box.width - 2)),
  y: Math.max(2, Math.min(box.y, layout.height - box.height - 2)),
});

function forget(memory: Map<number, Side>, wishes: readonly Wish[]): void {
  if (memory.size <= 64) return;
  const alive = new Set(wishes.map((wish) => wish.id));
  for (const id of memory.keys()) if (!alive.has(id)) memory.delete(id);
}
