/** Messages that died: a cross stays for a moment where each one ended, so that a loss is seen. */

import { DEATH, FLIGHT, OUTCOME } from '../engine/protocol';
import { alongLane, fractionGone, laneBetween, slotOf, type Layout, type Point } from './geometry';
import type { Palette } from './palette';

export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Real time, in ms: a loss is to be seen at every speed of the run. */
export const LINGER = 500;
/** More crosses at once tell nothing more. */
const MOST = 160;

interface Death {
  from: number;
  to: number;
  gone: number;
  born: number;
}

/** Where a message ended, and how much of it is still to be seen. */
export interface Cross extends Point {
  opacity: number;
}

export class Deaths {
  #dead: Death[] = [];
  #last = -Infinity;

  /** Takes in what died until `now`. A moment from before the last one is of another run. */
  absorb(deaths: Float64Array, now: number, time: number): void {
    if (now < this.#last) this.#dead = [];
    this.#last = now;
    for (let at = 0; at < deaths.length; at += DEATH.STRIDE) {
      if (deaths[at + DEATH.OUTCOME] === OUTCOME.DELIVERED) continue;
      this.#dead.push({
        from: deaths[at + FLIGHT.FROM]!,
        to: deaths[at + FLIGHT.TO]!,
        gone: fractionGone(deaths[at + FLIGHT.SENT]!, deaths[at + FLIGHT.ARRIVES]!, deaths[at + DEATH.AT]!),
        born: time,
      });
    }
    if (this.#dead.length > MOST) this.#dead.splice(0, this.#dead.length - MOST);
  }

  /** What still lingers. */
  crosses(layout: Layout, time: number, calm: boolean): Cross[] {
    this.#dead = this.#dead.filter((death) => time - death.born < LINGER);
    const n = layout.replicas.length;
    return this.#dead.map(({ from, to, gone, born }) => {
      const age = (time - born) / LINGER;
      const lane = laneBetween(layout, slotOf(from, n), slotOf(to, n));
      return { ...alongLane(lane, gone), opacity: calm ? 1 : 1 - age * age };
    });
  }

  /** Draws what still lingers; says whether anything does. */
  draw(context: Context, layout: Layout, colours: Palette, time: number, calm: boolean): boolean {
    const crosses = this.crosses(layout, time, calm);
    context.lineCap = 'round';
    for (const cross of crosses) drawCross(context, colours, cross);
    context.globalAlpha = 1;
    return crosses.length > 0;
  }
}

function drawCross(context: Context, colours: Palette, { x, y, opacity }: Cross): void {
  const arm = 5.5;
  context.globalAlpha = opacity;
  context.beginPath();
  context.moveTo(x - arm, y - arm);
  context.lineTo(x + arm, y + arm);
  context.moveTo(x + arm, y - arm);
  context.lineTo(x - arm, y + arm);
  context.lineWidth = 5.5;
  context.strokeStyle = colours.bg;
  context.stroke();
  context.lineWidth = 2.5;
  context.strokeStyle = colours.bad;
  context.stroke();
}
