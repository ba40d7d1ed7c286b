/** The signs of messages, with the shapes and colours that they have on the stage (`scene/sprites.ts`). */
import { KIND } from '../engine/protocol';
import type { Palette } from '../scene/palette';
import type { Pen, Style } from './pen';

export type Colour = 'vote' | 'append' | 'beat' | 'client' | 'ok' | 'bad';

/** The colour of a message's line: that of what it asks; of an answer, that of yes or no. */
export function colourOf(kind: number, note: number): Colour {
  switch (kind) {
    case KIND.REQUEST_VOTE:
    case KIND.PRE_VOTE:
    case KIND.TIMEOUT_NOW:
      return 'vote';
    case KIND.APPEND:
    case KIND.INSTALL_SNAPSHOT:
      return 'append';
    case KIND.HEARTBEAT:
      return 'beat';
    case KIND.CLIENT_REQUEST:
      return 'client';
    case KIND.CLIENT_ANSWER:
      return note ? 'client' : 'bad';
    default:
      return note ? 'ok' : 'bad';
  }
}

export const isAnswer = (kind: number): boolean =>
  kind === KIND.VOTE ||
  kind === KIND.APPEND_ANSWER ||
  kind === KIND.SNAPSHOT_ANSWER ||
  kind === KIND.PRE_VOTE_ANSWER ||
  kind === KIND.CLIENT_ANSWER;

const DISC = 'M0 -5a5 5 0 1 0 0 10a5 5 0 1 0 0 -10Z';
const TICK = 'M-2.4 0.1L-0.8 1.9L2.4 -2';
const CROSS = 'M-1.9 -1.9L1.9 1.9M1.9 -1.9L-1.9 1.9';
const DIAMOND = 'M0 -6L6 0L0 6L-6 0Z';
const HEXAGON = 'M0 -6L5.2 -3V3L0 6L-5.2 3V-3Z';
const RING = 'M0 -3.6a3.6 3.6 0 1 0 0 7.2a3.6 3.6 0 1 0 0 -7.2Z';
const CROWN = 'M-6 4L-7 -2.5L-3 0.5L0 -4L3 0.5L7 -2.5L6 4Z';
const SQUARE = 'M-4 -4H4V4H-4Z';
const TRAY = 'M-9 -6H9V6H-9Z';
const HEAD_RIGHT = 'M5.5 0L-4.5 -4.5L-2.5 0L-4.5 4.5Z';

/** Draws the sign of a message about a place. */
export function drawSign(pen: Pen, palette: Palette, kind: number, note: number, x: number, y: number): void {
  const filled = (path: string, colour: Colour | 'ink', dx = 0) => {
    pen.shape(path, x + dx, y, { fill: palette[colour], stroke: palette.surface, width: 1 });
  };
  const hollow = (path: string, colour: Colour, style: Style = {}) => {
    pen.shape(path, x, y, { fill: palette.surface, stroke: palette[colour], width: 1.75, ...style });
  };
  const answer = (rim: Colour, style: Style = {}) => {
    hollow(DISC, rim, { width: 1.4, ...style });
    pen.shape(note ? TICK : CROSS, x, y, { stroke: note ? palette.ok : palette.bad, width: 1.6 });
  };
  switch (kind) {
    case KIND.REQUEST_VOTE:
      filled(DIAMOND, 'vote');
      return;
    case KIND.PRE_VOTE:
      hollow(DIAMOND, 'vote');
      return;
    case KIND.VOTE:
      answer('vote');
      return;
    case KIND.PRE_VOTE_ANSWER:
      answer('vote', { dash: [2, 1.6] });
      return;
    case KIND.TIMEOUT_NOW:
      filled(CROWN, 'ink');
      return;
    case KIND.INSTALL_SNAPSHOT:
      filled(HEXAGON, 'append');
      return;
    case KIND.HEARTBEAT:
      hollow(RING, 'beat');
      return;
    case KIND.APPEND_ANSWER:
    case KIND.SNAPSHOT_ANSWER:
      answer(note ? 'ok' : 'bad');
      return;
    case KIND.APPEND:
      if (note > 3) {
        filled(TRAY, 'append');
        const text = note > 999 ? '1k+' : String(note);
        pen.text(text, x, y + 3.2, { fill: palette.surface, size: 9, bold: true, middle: true });
        return;
      }
      for (let i = 0; i < Math.max(note, 1); i++) filled(SQUARE, 'append', (i - (note - 1) / 2) * 7);
      return;
    case KIND.CLIENT_REQUEST:
      filled(HEAD_RIGHT, 'client');
      return;
    default:
      hollow(HEAD_RIGHT, note ? 'client' : 'bad', { width: 1.3 });
      return;
  }
}
