/** What the canvas shows of one moment: the part of the state that crosses to the thread that draws. */

import { FLIGHT, type Frame } from '../engine/protocol';
import { clientName, type Layout } from './geometry';
import type { Held } from './held';
import type { Palette } from './palette';

/** Names are given only while no more than this many messages are in flight: a crowd is not readable. */
export const CROWD = 14;

export interface Picture {
  now: number;
  replicas: Float64Array;
  flights: Float64Array;
  /** Those since the last picture. */
  deaths: Float64Array;
  /** By client, the operation it waits for an answer to: its name is not in the message's record. */
  asked: string[];
  /** The messages that are selected and pointed at. */
  chosen: number | null;
  pointed: number | null;
  /** Of the selected one the engine knows the name. */
  chosenName: string | null;
  held: Held | null;
  /** No fading. */
  calm: boolean;
}

/** What is sent to whoever draws. Layout and palette go only when they change. */
export type Order =
  | { size: { width: number; height: number; ratio: number } }
  | { layout: Layout }
  | { palette: Palette }
  | { picture: Picture };

/** Operations under way, for the names of requests; a crowd has no names. */
export function askedIn(frame: Frame): string[] {
  const asked: string[] = [];
  if (frame.answers.length === 0 || frame.flights.length > CROWD * FLIGHT.STRIDE) return asked;
  for (let k = 0; k < frame.clients; k++) {
    const name = clientName(k);
    const waiting = frame.answers.filter((answer) => answer.client === name && answer.outcome === '');
    // Of several it is not known which one a message carries.
    asked.push(waiting.length === 1 ? waiting[0]!.op : '');
  }
  return asked;
}
