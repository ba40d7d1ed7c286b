/** What lies under the pointer. Messages are on a canvas, so the stage asks geometry, not the document. */

import { FLIGHT } from '../engine/protocol';
import {
  clamp,
  distanceTo,
  laneAt,
  laneX,
  laneY,
  linkBetween,
  slotOf,
  type Layout,
  type Point,
} from './geometry';

/** How near a pointer must come; a finger is thicker than a mouse. */
export const REACH = { mouse: 11, touch: 22, link: 7 };

/** The offset in `flights` of the nearest message within reach, or −1. Of equals, the one drawn last. */
export function messageAt(
  layout: Layout,
  flights: Float64Array,
  now: number,
  point: Point,
  reach: number,
): number {
  const n = layout.replicas.length;
  let best = reach * reach;
  let found = -1;
  for (let at = 0; at < flights.length; at += FLIGHT.STRIDE) {
    const lane = laneAt(layout, slotOf(flights[at + FLIGHT.FROM]!, n), slotOf(flights[at + FLIGHT.TO]!, n));
    const sent = flights[at + FLIGHT.SENT]!;
    const span = flights[at + FLIGHT.ARRIVES]! - sent;
    const gone = span > 0 ? clamp((now - sent) / span, 0, 1) : 1;
    const dx = laneX(layout.lanes, lane, gone) - point.x;
    const dy = laneY(layout.lanes, lane, gone) - point.y;
    const square = dx * dx + dy * dy;
    if (square <= best) {
      best = square;
      found = at;
    }
  }
  return found;
}

/** The replica whose circle, timer included, holds the point, or −1. */
export function replicaAt(layout: Layout, point: Point): number {
  return layout.replicas.findIndex(
    (spot) => Math.hypot(spot.x - point.x, spot.y - point.y) <= layout.timerRadius,
  );
}

/** The nearest link between two replicas within reach, lower number first, or null. */
export function linkAt(layout: Layout, point: Point, reach = REACH.link): [number, number] | null {
  let best = reach;
  let found: [number, number] | null = null;
  for (let a = 0; a < layout.replicas.length; a++) {
    for (let b = a + 1; b < layout.replicas.length; b++) {
      const distance = distanceTo(linkBetween(layout, a, b), point);
      if (distance <= best) {
        best = distance;
        found = [a, b];
      }
    }
  }
  return found;
}

/** The offset of a message by its id, or −1 once it is gone. */
export function flightOf(flights: Float64Array, id: number): number {
  for (let at = 0; at < flights.length; at += FLIGHT.STRIDE) if (flights[at + FLIGHT.ID] === id) return at;
  return -1;
}
