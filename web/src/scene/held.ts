/** A message in a person's hand. */

import { FLIGHT, type Frame } from '../engine/protocol';
import { delayFor, laneBetween, projectOnLane, slotOf, type Layout, type Point } from './geometry';

export interface Held {
  id: number;
  /** The share of its way at which it would be put down. */
  place: number;
  /** By how many microseconds that moves its arrival. */
  by: number;
  /** Over its receiver: it is delivered at once. */
  home: boolean;
}

/** Where on its lane the pointer holds the message at offset `at`, and what letting go there would do. */
export function heldAt(layout: Layout, frame: Frame, at: number, point: Point): Held {
  const { flights, now } = frame;
  const n = layout.replicas.length;
  const lane = laneBetween(
    layout,
    slotOf(flights[at + FLIGHT.FROM]!, n),
    slotOf(flights[at + FLIGHT.TO]!, n),
  );
  const place = projectOnLane(lane, point);
  const by = delayFor(place, flights[at + FLIGHT.SENT]!, flights[at + FLIGHT.ARRIVES]!, now);
  return { id: flights[at + FLIGHT.ID]!, place, by, home: place > 0.99 };
}
