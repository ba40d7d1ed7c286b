/** What a message is called where it is drawn, in listings and aloud. */

import { CLIENT_BASE, FLIGHT, KIND, type Frame } from '../engine/protocol';
import { addressName } from './geometry';
import type { Palette } from './palette';
import { askedIn } from './picture';

export interface Named {
  /** Beside its sign. */
  short: string;
  colour: keyof Palette & ('vote' | 'append' | 'beat' | 'client' | 'ok' | 'bad');
  /** Whether it is worth naming when no one points at it: heartbeats and their answers are not. */
  notable: boolean;
}

/** The name of the message whose record begins at `at`. `asked`: by client, what it waits for. */
export function nameOf(flights: Float64Array, at: number, asked: readonly string[]): Named {
  const note = flights[at + FLIGHT.NOTE]!;
  const term = flights[at + FLIGHT.TERM]!;
  switch (flights[at + FLIGHT.KIND]) {
    case KIND.REQUEST_VOTE:
      return { short: `RequestVote t${term}`, colour: 'vote', notable: true };
    case KIND.VOTE:
      return note
        ? { short: 'vote granted', colour: 'ok', notable: true }
        : { short: 'vote refused', colour: 'bad', notable: true };
    case KIND.APPEND:
      return {
        short: `AppendEntries ${range(flights[at + FLIGHT.INDEX]!, note)}`,
        colour: 'append',
        notable: true,
      };
    case KIND.HEARTBEAT:
      return { short: `heartbeat t${term}`, colour: 'beat', notable: false };
    case KIND.APPEND_ANSWER:
    case KIND.SNAPSHOT_ANSWER:
      return note
        ? { short: 'success', colour: 'ok', notable: false }
        : { short: 'refused', colour: 'bad', notable: true };
    case KIND.PRE_VOTE:
      return { short: `PreVote t${term}`, colour: 'vote', notable: true };
    case KIND.PRE_VOTE_ANSWER:
      return note
        ? { short: 'pre-vote granted', colour: 'ok', notable: true }
        : { short: 'pre-vote refused', colour: 'bad', notable: true };
    case KIND.TIMEOUT_NOW:
      return { short: 'TimeoutNow', colour: 'vote', notable: true };
    case KIND.INSTALL_SNAPSHOT:
      return { short: 'InstallSnapshot', colour: 'append', notable: true };
    case KIND.CLIENT_REQUEST:
      return {
        short: asked[flights[at + FLIGHT.FROM]! - CLIENT_BASE] || 'request',
        colour: 'client',
        notable: true,
      };
    default:
      return note
        ? { short: 'ok', colour: 'client', notable: true }
        : { short: 'not done', colour: 'bad', notable: true };
  }
}

/** "AppendEntries 7–8, S1 to S3, due in 4.2 ms". */
export function sentenceOf(frame: Frame, at: number): string {
  const { flights } = frame;
  const from = addressName(flights[at + FLIGHT.FROM]!);
  const to = addressName(flights[at + FLIGHT.TO]!);
  const left = Math.max(0, flights[at + FLIGHT.ARRIVES]! - frame.now);
  return `${nameOf(flights, at, askedIn(frame)).short.replace(/ t(\d+)$/, ' of term $1')}, ${from} to ${to}, due in ${milliseconds(left)}`;
}

/** The indexes of so many entries: "7", "7–8". */
const range = (first: number, count: number): string =>
  count > 1 ? `${first}–${first + count - 1}` : String(first);

/** "12.3 ms". */
export const milliseconds = (us: number): string => `${(us / 1000).toFixed(1)} ms`;

/** "+12.3 ms", "−3.1 ms", with a minus sign that is as wide as the plus. */
export const signedMilliseconds = (us: number): string =>
  `${us < 0 ? '−' : '+'}${milliseconds(Math.abs(us))}`;
