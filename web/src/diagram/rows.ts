/** Where the rows stand: a line for each replica, and below them one for each client. */
import { CLIENT_BASE } from '../engine/protocol';
import { addressName } from '../scene/geometry';

export interface Row {
  /** Its number in packed records. */
  address: number;
  name: string;
  /** Its line. */
  y: number;
}

export interface Rows {
  rows: readonly Row[];
  replicas: number;
  /** From one line to the next. */
  pitch: number;
  height: number;
}

const LEAST = 26;
const MOST = 58;

/** So many rows in a height; where that has no room for them, they take more. */
export function rowsOf(replicas: number, clients: number, height: number): Rows {
  const count = replicas + clients;
  const pitch = Math.min(Math.max(height / Math.max(count, 1), LEAST), MOST);
  const rows = Array.from({ length: count }, (_, i): Row => {
    const address = i < replicas ? i : CLIENT_BASE + i - replicas;
    return { address, name: addressName(address), y: (i + 0.5) * pitch };
  });
  return { rows, replicas, pitch, height: Math.max(count * pitch, height) };
}

/** The place of an address among the rows. */
export const rowOf = ({ replicas }: Rows, address: number): number =>
  address < CLIENT_BASE ? address : replicas + address - CLIENT_BASE;

/** The row at a height, −1 where there is none. */
export function rowAt({ rows, pitch }: Rows, y: number): number {
  const row = Math.floor(y / pitch);
  return row >= 0 && row < rows.length ? row : -1;
}
