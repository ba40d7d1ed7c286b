/** Frames made by hand, for tests of drawing and for the page that shows the stage without an engine. */

import {
  CLIENT_BASE,
  DEATH,
  FLIGHT,
  KIND,
  MEMBERSHIP,
  OUTCOME,
  REPLICA,
  ROLE,
  type Frame,
} from '../../src/engine/protocol';

export interface ReplicaLike {
  role?: keyof typeof ROLE;
  term?: number;
  log?: number[];
  commit?: number;
  applied?: number;
  durable?: number;
  timer?: [number, number];
  downSince?: number;
}

export interface FlightLike {
  id: number;
  from: number;
  to: number;
  kind: keyof typeof KIND;
  note?: number;
  term?: number;
  sent: number;
  arrives: number;
  index?: number;
}

export const client = (k: number): number => CLIENT_BASE + k;

function replicaRecords(replicas: ReplicaLike[]): Float64Array {
  const words = new Float64Array(replicas.length * REPLICA.STRIDE);
  for (const [i, replica] of replicas.entries()) {
    const at = i * REPLICA.STRIDE;
    const last = replica.log?.length ?? 0;
    words[at + REPLICA.UP] = replica.downSince === undefined ? 1 : 0;
    words[at + REPLICA.ROLE] = ROLE[replica.role ?? 'FOLLOWER'];
    words[at + REPLICA.TERM] = replica.term ?? 1;
    words[at + REPLICA.VOTED_FOR] = -1;
    words[at + REPLICA.LEADER] = -1;
    words[at + REPLICA.COMMIT] = replica.commit ?? 0;
    words[at + REPLICA.APPLIED] = replica.applied ?? replica.commit ?? 0;
    words[at + REPLICA.FIRST] = 1;
    words[at + REPLICA.LAST] = last;
    words[at + REPLICA.DURABLE] = replica.durable ?? last;
    words[at + REPLICA.TIMER_SET] = replica.timer?.[0] ?? -1;
    words[at + REPLICA.TIMER_DUE] = replica.timer?.[1] ?? -1;
    words[at + REPLICA.DOWN_SINCE] = replica.downSince ?? -1;
    words[at + REPLICA.MEMBERSHIP] = MEMBERSHIP.VOTER;
  }
  return words;
}

export function flightRecords(flights: FlightLike[]): Float64Array {
  const words = new Float64Array(flights.length * FLIGHT.STRIDE);
  for (const [i, flight] of flights.entries()) words.set(flightRecord(flight), i * FLIGHT.STRIDE);
  return words;
}

function flightRecord(flight: FlightLike): number[] {
  const { id, from, to, kind, note = 0, term = 1, sent, arrives, index = 0 } = flight;
  return [id, id, from, to, KIND[kind], note, term, sent, arrives, arrives, index];
}

export function deathRecords(
  deaths: (FlightLike & { at: number; outcome?: keyof typeof OUTCOME })[],
): Float64Array {
  const words = new Float64Array(deaths.length * DEATH.STRIDE);
  for (const [i, death] of deaths.entries())
    words.set([...flightRecord(death), death.at, OUTCOME[death.outcome ?? 'LOST']], i * DEATH.STRIDE);
  return words;
}

export interface Sketch {
  now?: number;
  replicas?: ReplicaLike[];
  clients?: number;
  flights?: FlightLike[];
  deaths?: Float64Array;
  /** Directed, by replica number. */
  cuts?: [number, number][];
  progress?: number[];
  window?: { first: number; count: number };
  caption?: Frame['caption'];
  answers?: Frame['answers'];
}

export function frameOf(sketch: Sketch): Frame {
  const replicas: ReplicaLike[] = sketch.replicas ?? Array.from({ length: 5 }, () => ({}));
  const cuts = new Uint32Array(replicas.length);
  for (const [from, to] of sketch.cuts ?? []) cuts[from] = (cuts[from] ?? 0) | (1 << to);
  const frame: Frame = {
    now: sketch.now ?? 0,
    end: sketch.now ?? 0,
    branch: 0,
    hash: '0000000000000000',
    next: Infinity,
    replicas: replicaRecords(replicas),
    clients: sketch.clients ?? 1,
    flights: flightRecords(sketch.flights ?? []),
    deaths: sketch.deaths ?? new Float64Array(),
    cuts,
    progress: new Float64Array(sketch.progress ?? []),
    events: 0,
    counters: { processed: 0, messages: 0, requests: 0, ok: 0, failed: 0, redirected: 0 },
    violation: null,
    over: false,
    answers: sketch.answers ?? [],
    caption: sketch.caption ?? null,
  };
  const window = sketch.window;
  if (window) {
    const terms = new Float64Array(window.count * replicas.length);
    for (const [row, replica] of replicas.entries())
      for (let i = 0; i < window.count; i++)
        terms[row * window.count + i] = replica.log?.[window.first - 1 + i] ?? 0;
    frame.logs = { ...window, terms };
  }
  return frame;
}
