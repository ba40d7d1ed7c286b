/** Hand-ins in which the same was done, action by action. */
import { deed, placed, type Placed, type Result } from '../engine/results';

/** A result as a row of the table. */
export interface Row extends Placed {
  /** The letter of those who did the same; empty if nobody else did. */
  group: string;
}

export function rowsOf(results: readonly Result[]): Row[] {
  const groups = new Map<string, string>();
  return placed(results).map((result) => {
    if (result.alike === 0) return { ...result, group: '' };
    const group = groups.get(deed(result)) ?? letters(groups.size);
    groups.set(deed(result), group);
    return { ...result, group };
  });
}

/** A to Z, then AA, AB and so on. */
export function letters(nth: number): string {
  const last = String.fromCharCode(65 + (nth % 26));
  return nth < 26 ? last : letters(Math.floor(nth / 26) - 1) + last;
}
