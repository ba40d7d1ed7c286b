/** The election timer of each replica: an arc around its circle that shrinks until the timer fires. */

import { REPLICA, ROLE } from '../engine/protocol';
import type { Context } from './deaths';
import { clamp, type Layout } from './geometry';
import type { Palette } from './palette';

const TOP = -Math.PI / 2;

/** How much of its time a timer has left, from 1 to 0; 0 where no timer runs. */
export function timerLeft(set: number, due: number, now: number): number {
  return due > set && Number.isFinite(due) ? clamp((due - now) / (due - set), 0, 1) : 0;
}

/** The arc turns to ink over its last fifth: that replica is about to stand for election. */
const SOON = 0.2;
export const isSoon = (left: number): boolean => left < SOON;

export const timerWidth = (layout: Layout): number => clamp(layout.radius * 0.08, 1.75, 3);

export function drawTimers(
  context: Context,
  layout: Layout,
  { now, replicas }: { now: number; replicas: Float64Array },
  colours: Palette,
): void {
  context.lineWidth = timerWidth(layout);
  context.lineCap = 'round';
  for (let i = 0; i < layout.replicas.length; i++) {
    const at = i * REPLICA.STRIDE;
    if (!replicas[at + REPLICA.UP] || replicas[at + REPLICA.ROLE] === ROLE.LEADER) continue;
    const left = timerLeft(replicas[at + REPLICA.TIMER_SET]!, replicas[at + REPLICA.TIMER_DUE]!, now);
    if (left <= 0) continue;
    const spot = layout.replicas[i]!;
    context.beginPath();
    context.arc(spot.x, spot.y, layout.timerRadius, TOP, TOP + left * 2 * Math.PI);
    context.strokeStyle = isSoon(left) ? colours.ink : colours.ink3;
    context.stroke();
  }
}
