/** Which operation an arrow key goes to. */
import type { HistoryOperation } from '../../engine/history';
import type { Rows } from './rows';

export type Step = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End';

export const isStep = (key: string): key is Step =>
  ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'].includes(key);

/**
 * The operation a step away: left and right go through those of one client, up and down to the one nearest in time of
 * the next client. Null where there is none.
 */
export function stepFrom(
  from: number | null,
  step: Step,
  rows: Rows,
  operations: readonly HistoryOperation[],
): number | null {
  const place = from === null ? undefined : rows.places[from];
  if (from === null || place === undefined) return ofRow(rows, 0, operations)[0] ?? null;
  const own = ofRow(rows, place.row, operations);
  const at = own.indexOf(from);
  switch (step) {
    case 'ArrowLeft':
      return own[at - 1] ?? null;
    case 'ArrowRight':
      return own[at + 1] ?? null;
    case 'Home':
      return own[0] ?? null;
    case 'End':
      return own.at(-1) ?? null;
    case 'ArrowUp':
    case 'ArrowDown':
      return nearest(
        ofRow(rows, place.row + (step === 'ArrowUp' ? -1 : 1), operations),
        operations[from]!.invoked,
        operations,
      );
  }
}

/** The operations of a client in the order of time. */
function ofRow({ rows }: Rows, row: number, operations: readonly HistoryOperation[]): number[] {
  const own = rows[row]?.lanes.flatMap((lane) => lane.operations) ?? [];
  return own.sort((a, b) => operations[a]!.invoked - operations[b]!.invoked || a - b);
}

function nearest(
  of: readonly number[],
  time: number,
  operations: readonly HistoryOperation[],
): number | null {
  const distance = (i: number) => Math.abs(operations[i]!.invoked - time);
  return of.reduce<number | null>(
    (best, i) => (best === null || distance(i) < distance(best) ? i : best),
    null,
  );
}
