/** Moments worth looking at. */

import type { FlightLike, ReplicaLike, Sketch } from '../unit/frames';
import { client } from '../unit/frames';

const NOW = 412_300;
const way = (gone: number, span = 10_000) => ({ sent: NOW - gone * span, arrives: NOW + (1 - gone) * span });
const timer = (left: number): [number, number] => [NOW - (1 - left) * 200_000, NOW + left * 200_000];

/** The moment that the sketch of the look shows. */
export function mock(): Sketch {
  return {
    now: NOW,
    clients: 1,
    replicas: [
      { role: 'LEADER', term: 4, log: [1, 1, 2, 3, 3, 4, 4, 4], commit: 7 },
      { term: 4, log: [1, 1, 2, 3, 3, 4, 4, 4], commit: 7, applied: 6, durable: 7, timer: timer(0.72) },
      { term: 4, log: [1, 1, 2, 3, 3, 4, 4], commit: 7, timer: timer(0.55) },
      { term: 3, log: [1, 1, 2, 3, 3], commit: 5, downSince: 268_700 },
      { role: 'CANDIDATE', term: 3, log: [1, 1, 2, 2, 2], commit: 3, timer: timer(0.15) },
    ],
    progress: [0, 0, 9, 8, 8, 7, 6, 5, 6, 3],
    cuts: [
      [1, 4],
      [4, 1],
      [2, 1],
    ],
    flights: [
      { id: 1, from: 0, to: 1, kind: 'APPEND', note: 2, term: 4, ...way(0.55) },
      { id: 2, from: 0, to: 2, kind: 'APPEND', note: 12, term: 4, ...way(0.4) },
      { id: 3, from: 0, to: 3, kind: 'HEARTBEAT', term: 4, ...way(0.72) },
      { id: 4, from: 2, to: 0, kind: 'APPEND_ANSWER', note: 1, term: 4, ...way(0.32) },
      { id: 5, from: 4, to: 2, kind: 'REQUEST_VOTE', term: 3, ...way(0.5) },
      { id: 6, from: 2, to: 4, kind: 'VOTE', note: 0, term: 3, ...way(0.78) },
      { id: 7, from: client(0), to: 0, kind: 'CLIENT_REQUEST', ...way(0.6) },
      { id: 8, from: 1, to: 4, kind: 'VOTE', note: 1, term: 3, ...way(0.3) },
      { id: 9, from: 0, to: client(0), kind: 'CLIENT_ANSWER', note: 1, ...way(0.5) },
    ],
    answers: [
      {
        number: 0,
        client: 'C1',
        op: 'put x=3',
        outcome: '',
        value: null,
        from: null,
        asked: NOW - 4000,
        answered: null,
      },
    ],
    caption: {
      number: 31,
      at: NOW,
      subject: 'S2',
      kind: 'vote',
      text: "S2 refuses its vote to S5: S5's last entry is of term 2, S2's is of term 3",
      rule: 'CandidateLogUpToDate',
      section: '§5.4.1',
    },
  };
}

/** A partition of a majority from the rest. */
export function cuts(count: number): Sketch {
  const side = Math.floor(count / 2);
  const cut: [number, number][] = [];
  for (let a = 0; a < side; a++) for (let b = side; b < count; b++) cut.push([a, b], [b, a]);
  return { ...crowd(count, 2, 12, 10), cuts: cut };
}

export function crowd(count: number, clients: number, messages: number, entries: number): Sketch {
  const log = Array.from({ length: entries }, (_, i) => 1 + Math.floor((12 * i) / entries));
  const replicas = Array.from({ length: count }, (_, i): ReplicaLike => {
    const own = log.slice(0, Math.max(0, entries - (i % 4)));
    const base = {
      term: 12,
      log: own,
      commit: Math.max(0, entries - 4),
      timer: timer(((i * 7) % 10) / 10 + 0.05),
    };
    return i === 0
      ? { ...base, role: 'LEADER' }
      : i === 3
        ? { ...base, role: 'PRE_CANDIDATE' }
        : i === 6
          ? { ...base, downSince: 12_345_678 }
          : base;
  });
  const kinds = [
    'APPEND',
    'HEARTBEAT',
    'APPEND_ANSWER',
    'REQUEST_VOTE',
    'VOTE',
    'CLIENT_REQUEST',
    'CLIENT_ANSWER',
  ] as const;
  const flights = Array.from({ length: messages }, (_, i): FlightLike => {
    const kind = kinds[(i * 5) % kinds.length]!;
    const a = (i * 13) % count;
    const b = (a + 1 + ((i * 7) % (count - 1))) % count;
    const from = kind === 'CLIENT_REQUEST' ? client(i % clients) : a;
    const to = kind === 'CLIENT_ANSWER' ? client(i % clients) : b;
    return { id: i, from, to, kind, note: i % 6, term: 12, ...way(((i * 37) % 100) / 100) };
  });
  const progress = replicas.flatMap((_, i) => [entries + 1 - (i % 3), Math.max(0, entries - (i % 4))]);
  return { now: NOW, replicas, clients, flights, progress };
}
