/** One row a client, in which operations that overlap stand below each other. */
import type { HistoryOperation } from '../../engine/history';

/** Operations of one client that do not overlap, in the order of time. */
export interface Lane {
  /** Places in the history. */
  operations: number[];
  /** When each begins and ends. One without an answer ends where the next begins, or never. */
  from: number[];
  to: number[];
}

export interface Row {
  client: string;
  lanes: Lane[];
  /** The upper edge and the height, in pixels. */
  y: number;
  height: number;
}

export interface Rows {
  rows: Row[];
  height: number;
  /** Row and lane of each operation. */
  places: { row: number; lane: number }[];
}

/** From one lane to the next, and what a bar takes of it. */
export const LANE = 19;
export const BAR = 13;
const PADDING = 4;

const byNumber = new Intl.Collator('en', { numeric: true });

export function rowsOf(operations: readonly HistoryOperation[]): Rows {
  const ofClient = new Map<string, number[]>();
  for (const [i, { client }] of operations.entries()) {
    const own = ofClient.get(client);
    if (own) own.push(i);
    else ofClient.set(client, [i]);
  }
  const places = new Array<{ row: number; lane: number }>(operations.length);
  const rows: Row[] = [];
  let y = 0;
  for (const client of [...ofClient.keys()].sort(byNumber.compare)) {
    const lanes = lanesOf(operations, ofClient.get(client)!);
    const height = lanes.length * LANE + PADDING;
    for (const [lane, { operations: placed }] of lanes.entries()) {
      for (const i of placed) places[i] = { row: rows.length, lane };
    }
    rows.push({ client, lanes, y, height });
    y += height;
  }
  return { rows, height: y, places };
}

/** The first lane that is free takes an operation. One without an answer lets the next in: its end is not known. */
function lanesOf(operations: readonly HistoryOperation[], own: readonly number[]): Lane[] {
  const lanes: Lane[] = [];
  const inOrder = own.toSorted((a, b) => operations[a]!.invoked - operations[b]!.invoked || a - b);
  for (const i of inOrder) {
    const { invoked, returned } = operations[i]!;
    const lane = lanes.find((other) => freeAt(other, invoked)) ?? newLane(lanes);
    const last = lane.to.length - 1;
    if (lane.to[last] === Infinity) lane.to[last] = invoked;
    lane.operations.push(i);
    lane.from.push(invoked);
    lane.to.push(returned ?? Infinity);
  }
  return lanes;
}

function freeAt({ from, to }: Lane, time: number): boolean {
  const end = to.at(-1)!;
  return end <= time || (end === Infinity && from.at(-1)! < time);
}

function newLane(lanes: Lane[]): Lane {
  const lane: Lane = { operations: [], from: [], to: [] };
  lanes.push(lane);
  return lane;
}

/** The first operation of a lane that ends at a time or later. */
export function firstAt({ to }: Lane, time: number): number {
  let [low, high] = [0, to.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (to[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
