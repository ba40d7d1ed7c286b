/** An arrow, a span, a cell in words. */
import { ARROW, OPERATION, SHADE, SPAN, STATE, type Stretch } from '../engine/diagram-protocol';
import { FLIGHT, isClients, KIND, OUTCOME } from '../engine/protocol';
import { addressName } from '../scene/geometry';
import { nameOf } from '../scene/message_names';
import { count, duration, ms, plural } from '../panels/format';
import type { CellAt } from './lines';

/** A title, and what there is to say below it. */
export interface Told {
  title: string;
  lines: string[];
}

/** What the message whose record begins at `at` is about, if a client says or hears it. */
export function operationOf(
  { arrows, operations }: Stretch,
  at: number,
): { asked: number; text: string } | null {
  if (!isClients(arrows[at + ARROW.KIND]!)) return null;
  const { places, texts } = operations;
  for (let of = 0; of < texts.length; of++) {
    if (places[of * OPERATION.STRIDE] === arrows[at + ARROW.INDEX]) {
      return { asked: places[of * OPERATION.STRIDE + OPERATION.ASKED]!, text: texts[of]! };
    }
  }
  return null;
}

const NO_ONE: readonly string[] = [];

export function arrowTold(stretch: Stretch, at: number): Told {
  const { arrows } = stretch;
  const kind = arrows[at + ARROW.KIND]!;
  const term = arrows[at + ARROW.TERM]!;
  const index = arrows[at + ARROW.INDEX]!;
  // Its record is laid out as that of a message in flight.
  const { short } = nameOf(arrows, at, NO_ONE);
  const name = short.replace(/ t\d+$/, '');
  const about = operationOf(stretch, at)?.text;
  const ends = `${addressName(arrows[at + ARROW.FROM]!)} → ${addressName(arrows[at + ARROW.TO]!)}`;
  const lines = [times(arrows, at)];
  if (term > 0) lines.push(`term ${term}${bytes(kind, arrows[at + FLIGHT.NOTE]!)}${agrees(kind, index)}`);
  const title = about === undefined ? name : kind === KIND.CLIENT_REQUEST ? about : `${about}: ${name}`;
  return { title: `${title}, ${ends}`, lines };
}

function bytes(kind: number, note: number): string {
  return kind === KIND.INSTALL_SNAPSHOT ? `, ${plural(note, 'byte')}` : '';
}

function agrees(kind: number, index: number): string {
  if (index === 0) return '';
  if (kind === KIND.APPEND_ANSWER) return `, up to entry ${count(index)}`;
  return kind === KIND.INSTALL_SNAPSHOT || kind === KIND.SNAPSHOT_ANSWER
    ? `, for entries up to ${count(index)}`
    : '';
}

const ENDS: Record<number, string> = {
  [OUTCOME.LOST]: 'lost by the network',
  [OUTCOME.CUT]: 'met a cut link',
  [OUTCOME.DOWN]: 'arrived where no one was up',
  [OUTCOME.DROPPED]: 'dropped by hand',
};

function times(arrows: Float64Array, at: number): string {
  const [sent, ends, outcome] = [
    arrows[at + ARROW.SENT]!,
    arrows[at + ARROW.ENDS]!,
    arrows[at + ARROW.OUTCOME]!,
  ];
  const took = duration(ends - sent);
  if (outcome < 0) return `sent at ${ms(sent)} ms, to arrive at ${ms(ends)} ms`;
  if (outcome === OUTCOME.DELIVERED)
    return `sent at ${ms(sent)} ms, arrived at ${ms(ends)} ms, after ${took}`;
  return `sent at ${ms(sent)} ms, ${ENDS[outcome]} at ${ms(ends)} ms, after ${took}`;
}

const STATES: Record<number, string> = {
  [STATE.FOLLOWER]: 'follower',
  [STATE.PRE_CANDIDATE]: 'pre-candidate',
  [STATE.CANDIDATE]: 'candidate',
  [STATE.LEADER]: 'leader',
  [STATE.DOWN]: 'down',
  [STATE.SEVERAL]: 'in several roles or terms',
};

export function spanTold({ spans, upTo }: Stretch, at: number): Told {
  const [from, to] = [spans[at + SPAN.FROM]!, spans[at + SPAN.TO]!];
  const lasts = Number.isFinite(to)
    ? `to ${ms(to)} ms, ${duration(to - from)}`
    : `on, ${duration(upTo - from)} so far`;
  const name = addressName(spans[at + SPAN.REPLICA]!);
  return {
    title: `${name} ${STATES[spans[at + SPAN.STATE]!]}, term ${spans[at + SPAN.TERM]}`,
    lines: [`from ${ms(from)} ms ${lasts}`],
  };
}

const KINDS: [number, string][] = [
  [KIND.APPEND, 'AppendEntries'],
  [KIND.HEARTBEAT, 'heartbeats'],
  [KIND.APPEND_ANSWER, 'answers to them'],
  [KIND.REQUEST_VOTE, 'RequestVote'],
  [KIND.VOTE, 'votes'],
  [KIND.PRE_VOTE, 'PreVote'],
  [KIND.PRE_VOTE_ANSWER, 'pre-votes'],
  [KIND.TIMEOUT_NOW, 'TimeoutNow'],
  [KIND.INSTALL_SNAPSHOT, 'InstallSnapshot'],
  [KIND.SNAPSHOT_ANSWER, 'answers to snapshots'],
  [KIND.CLIENT_REQUEST, 'requests'],
  [KIND.CLIENT_ANSWER, 'answers to clients'],
];

export function cellTold({ from, to, counts }: CellAt, name: string): Told {
  const sent = counts.subarray(0, SHADE.LOST).reduce((sum, own) => sum + own, 0);
  const lines = KINDS.filter(([kind]) => counts[kind]! > 0).map(
    ([kind, what]) => `${count(counts[kind]!)} ${what}`,
  );
  const lost = counts[SHADE.LOST]!;
  return {
    title: `${name}: ${plural(sent, 'message')} sent, ${ms(from)} to ${ms(to)} ms`,
    lines: [...lines, ...(lost > 0 ? [`${count(lost)} for it ended on the way`] : [])],
  };
}

export const sentence = ({ title, lines }: Told): string => [title, ...lines].join('; ');
