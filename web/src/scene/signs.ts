/**
 * The signs of messages, as shapes for whoever draws them: the stage on its canvas, and a picture of it as a file.
 *
 * The shape tells the kind: a square for each entry of an append, a ring for a heartbeat, a diamond for
 * a vote request and a hollow one for a pre-vote, a crown for a leadership that is handed over, a hexagon for
 * a piece of a snapshot, a small disc with a tick or a cross for an answer (its rim is dashed for a pre-vote's),
 * an arrowhead for a client's request (filled) and its answer (hollow).
 */

import { KIND } from '../engine/protocol';
import type { Palette } from './palette';

/** A shape, filled and then outlined. One sign unit is a CSS pixel at full size; (0, 0) is the middle of the sign. */
export interface Layer {
  d: string;
  fill?: Ink;
  stroke?: Ink;
  width?: number;
  dash?: number[];
  /** Ends and corners of the line are round. */
  round?: boolean;
}

export type Ink = keyof Palette &
  ('bg' | 'surface' | 'ink' | 'ok' | 'bad' | 'vote' | 'append' | 'beat' | 'client');

/** Arrowheads point into so many directions. */
export const ANGLES = 32;

const SIGN = {
  BEAT: 0,
  VOTE: 1,
  APPEND_1: 2,
  APPEND_2: 3,
  APPEND_3: 4,
  MANY: 5,
  GRANTED: 6,
  REFUSED: 7,
  VOTED: 8,
  DENIED: 9,
  PRE_VOTE: 10,
  PRE_VOTED: 11,
  PRE_DENIED: 12,
  CROWN: 13,
  SNAPSHOT: 14,
};

/** Behind the other signs come the arrowheads, look by look in each direction. */
export const ARROWS = 16;
const ARROWS_OK = ARROWS + ANGLES;
const ARROWS_BAD = ARROWS_OK + ANGLES;

/** Which sign stands for a message. `angle` is its direction of travel in radians. */
export function signOf(kind: number, note: number, angle: number): number {
  switch (kind) {
    case KIND.REQUEST_VOTE:
      return SIGN.VOTE;
    case KIND.VOTE:
      return note ? SIGN.VOTED : SIGN.DENIED;
    case KIND.APPEND:
      return note > 3 ? SIGN.MANY : SIGN.APPEND_1 + Math.max(1, note) - 1;
    case KIND.HEARTBEAT:
      return SIGN.BEAT;
    case KIND.PRE_VOTE:
      return SIGN.PRE_VOTE;
    case KIND.PRE_VOTE_ANSWER:
      return note ? SIGN.PRE_VOTED : SIGN.PRE_DENIED;
    case KIND.TIMEOUT_NOW:
      return SIGN.CROWN;
    case KIND.INSTALL_SNAPSHOT:
      return SIGN.SNAPSHOT;
    case KIND.APPEND_ANSWER:
    case KIND.SNAPSHOT_ANSWER:
      return note ? SIGN.GRANTED : SIGN.REFUSED;
    default: {
      const turn = Math.round((angle / (2 * Math.PI)) * ANGLES);
      const first = kind === KIND.CLIENT_REQUEST ? ARROWS : note ? ARROWS_OK : ARROWS_BAD;
      return first + (((turn % ANGLES) + ANGLES) % ANGLES);
    }
  }
}

/** Whether a number is to be written onto the sign. */
export const isTray = (sign: number): boolean => sign === SIGN.MANY;

/** The number on it. */
export const trayText = (entries: number): string => (entries > 999 ? '1k+' : String(entries));

/** How far a sign reaches from its middle to the right, in sign units: labels begin there. */
export function reachOf(kind: number, note: number): number {
  if (kind === KIND.APPEND) return note > 3 ? 13 : 5 + 4.5 * Math.max(1, note);
  return 9;
}

/** What a sign is made of, from the back to the front, and by how many of the `ANGLES` it is turned. */
export function shapeOf(sign: number): { layers: Layer[]; turn: number } {
  if (sign < ARROWS) return { layers: SIGNS[sign] ?? [], turn: 0 };
  const at = sign - ARROWS;
  return { layers: ARROWHEADS[Math.floor(at / ANGLES)] ?? [], turn: at % ANGLES };
}

/** How much smaller signs are drawn where they are many, on a stage of this size. */
export function signScale(radius: number, count: number): number {
  return Math.max(0.7, Math.min(1, radius / 32)) * (count > SWARM ? 0.62 : count > MANY ? 0.8 : 1);
}

/** From so many messages on they are drawn smaller, and from the second number on smaller still. */
const MANY = 160;
export const SWARM = 600;

const circle = (r: number): string => `M${r} 0A${r} ${r} 0 1 1-${r} 0A${r} ${r} 0 1 1 ${r} 0Z`;

/** Sets a shape off from the lines and signs under it. A line of its own colour around it makes its corners round. */
const solid = (d: string, fill: Ink, width = 0): Layer[] => [
  { d, stroke: 'bg', width: width + 3, round: width > 0 },
  { d, fill, ...(width > 0 ? { stroke: fill, width, round: true } : {}) },
];

const squares = (entries: number): Layer[] =>
  Array.from({ length: entries }, (_, i) =>
    solid(`M${(i - (entries - 1) / 2) * 9 - 3.5}-3.5h7v7h-7z`, 'append', 5),
  ).flat();

const answer = (good: boolean, stroke: Ink, dash?: number[]): Layer[] => [
  { d: circle(6.75), fill: 'surface', stroke, width: 1.75, ...(dash ? { dash } : {}) },
  {
    d: good ? 'M-3.1 .2L-.9 2.6L3.2-2.5' : 'M-2.5-2.5L2.5 2.5M2.5-2.5L-2.5 2.5',
    stroke: good ? 'ok' : 'bad',
    width: 2,
    round: true,
  },
];

const HEAD = 'M8 0L-6.5-6.5L-3.5 0L-6.5 6.5Z';
const arrow = (fill: Ink, stroke: Ink): Layer[] => [
  { d: HEAD, stroke: 'bg', width: 3, round: true },
  { d: HEAD, fill, stroke, width: 1.75, round: true },
];

/** The crown that the leader wears on the stage, a little smaller. */
const CROWN = 'M-9.6 5.5L-11.2-3.7L-4.8 1.1L0-5.7L4.8 1.1L11.2-3.7L9.6 5.5Z';

const DASHES = [2.4, 1.9];
const DIAMOND = 'M0-7.5L7.5 0L0 7.5L-7.5 0Z';

/** By their number. */
const SIGNS: Layer[][] = [
  [{ d: circle(5.25), fill: 'surface', stroke: 'beat', width: 2.5 }],
  solid('M0-8.5L8.5 0L0 8.5L-8.5 0Z', 'vote'),
  squares(1),
  squares(2),
  squares(3),
  // Four entries and more: a wide square, with the number on it.
  solid('M-10-5h20v10h-20z', 'append', 6),
  answer(true, 'ok'),
  answer(false, 'bad'),
  answer(true, 'vote'),
  answer(false, 'vote'),
  [
    { d: DIAMOND, stroke: 'bg', width: 3 },
    { d: DIAMOND, fill: 'surface', stroke: 'vote', width: 2 },
  ],
  answer(true, 'vote', DASHES),
  answer(false, 'vote', DASHES),
  [
    { d: CROWN, stroke: 'bg', width: 3.2 },
    { d: CROWN, fill: 'ink' },
  ],
  solid('M0-9L7.8-4.5V4.5L0 9L-7.8 4.5V-4.5Z', 'append'),
];

/** Requests, answers, and refusals, which are struck through, so that they do not rest on colour. */
const ARROWHEADS: Layer[][] = [
  arrow('client', 'client'),
  arrow('surface', 'client'),
  [...arrow('surface', 'bad'), { d: 'M-1-7V7', stroke: 'bad', width: 1.75 }],
];
