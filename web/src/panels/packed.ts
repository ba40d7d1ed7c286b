/** Reading the packed records of a frame by name. */
import { CLIENT_BASE, FLIGHT, REPLICA, ROLE, type EventView, type Frame } from '../engine/protocol';

export function replicaName(i: number): string {
  return `S${i + 1}`;
}

export function clientName(k: number): string {
  return `C${k + 1}`;
}

export function replicaCount(frame: Frame | null): number {
  return frame ? frame.replicas.length / REPLICA.STRIDE : 0;
}

export function replicaNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => replicaName(i));
}

export function clientNames(count: number): string[] {
  return Array.from({ length: count }, (_, k) => clientName(k));
}

/** The place of "S3" in the packed records, −1 if there is no such replica. */
export function replicaIndex(frame: Frame | null, name: string): number {
  const i = Number(name.slice(1)) - 1;
  return name.startsWith('S') && i >= 0 && i < replicaCount(frame) ? i : -1;
}

/** One number of one replica; `of` is a place in `REPLICA`. */
export function read(frame: Frame, replica: number, of: number): number {
  return frame.replicas[replica * REPLICA.STRIDE + of] ?? 0;
}

/** Whether a replica is up and leads. */
export const leads = (frame: Frame, replica: number): boolean =>
  read(frame, replica, REPLICA.UP) === 1 && read(frame, replica, REPLICA.ROLE) === ROLE.LEADER;

/** Whether nothing at all passes from or to this replica. */
export function isolated(frame: Frame, replica: number): boolean {
  const all = replicaCount(frame);
  const others = (((1 << all) - 1) & ~(1 << replica)) >>> 0;
  if (all < 2 || ((frame.cuts[replica] ?? 0) & others) >>> 0 !== others) return false;
  for (let i = 0; i < all; i++) {
    if (i !== replica && !((frame.cuts[i] ?? 0) & (1 << replica))) return false;
  }
  return true;
}

export function cutCount(frame: Frame): number {
  let cut = 0;
  for (const row of frame.cuts) {
    for (let bits = row; bits !== 0; bits &= bits - 1) cut++;
  }
  return cut;
}

/** Every directed link of one replica, both ways. */
export function linksOf(frame: Frame, name: string): [string, string][] {
  return replicaNames(replicaCount(frame))
    .filter((other) => other !== name)
    .flatMap((other): [string, string][] => [
      [name, other],
      [other, name],
    ]);
}

/** The number of "S3" or "C1" in packed records. */
const addressOf = (name: string): number =>
  Number(name.slice(1)) - 1 + (name.startsWith('C') ? CLIENT_BASE : 0);

/** The message in flight that whom an event is about sent at its time, to the other side where there is one. */
export function sentWith(
  frame: Frame | null,
  { at: time, subject, peer }: Pick<EventView, 'at' | 'subject' | 'peer'>,
): number | null {
  const { flights } = frame ?? { flights: [] };
  for (let at = 0; at < flights.length; at += FLIGHT.STRIDE) {
    if (
      flights[at + FLIGHT.SENT] === time &&
      flights[at + FLIGHT.FROM] === addressOf(subject) &&
      (peer === undefined || flights[at + FLIGHT.TO] === addressOf(peer))
    )
      return flights[at + FLIGHT.ID]!;
  }
  return null;
}

export function inFlight(frame: Frame | null, message: number): boolean {
  const { flights } = frame ?? { flights: [] };
  for (let at = 0; at < flights.length; at += FLIGHT.STRIDE) {
    if (flights[at + FLIGHT.ID] === message) return true;
  }
  return false;
}
