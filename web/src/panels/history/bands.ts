/** Faults as stretches of time, with words for what was wrong. */
import type { Fault } from '../../engine/history';

export interface Band {
  kind: 'down' | 'cut';
  from: number;
  /** Infinity while it lasts. */
  to: number;
  text: string;
}

/** In the order of their beginnings. */
export function bandsOf(faults: readonly Fault[]): Band[] {
  const bands: Band[] = [];
  const down = new Map<string, Band>();
  let cut: Band | null = null;
  for (const fault of faults) {
    const { at } = fault;
    if (fault.what === 'crash') {
      const band: Band = { kind: 'down', from: at, to: Infinity, text: `${fault.replica} down` };
      down.set(fault.replica, band);
      bands.push(band);
    } else if (fault.what === 'restart') {
      const band = down.get(fault.replica);
      if (band) band.to = at;
      down.delete(fault.replica);
    } else {
      if (cut) cut.to = at;
      const text = cutText(fault.cuts);
      cut = text === null ? null : { kind: 'cut', from: at, to: Infinity, text };
      if (cut) bands.push(cut);
    }
  }
  // What was healed at the time at which it was cut was never seen.
  return bands.filter(({ from, to }) => to > from);
}

/** "S1 S2 | S3 S4 S5" where groups are cut off from each other; else how many links are. Null where nothing is. */
export function cutText(cuts: readonly number[]): string | null {
  const links = cuts.reduce((sum, row) => sum + bits(row), 0);
  if (links === 0) return null;
  const groups = groupsOf(cuts);
  const names = (group: number[]) => group.map((i) => `S${i + 1}`).join(' ');
  const between = groups.reduce((sum, group) => sum + group.length * (cuts.length - group.length), 0);
  if (groups.length > 1 && between === links) return groups.map(names).join(' | ');
  return `${links} ${links === 1 ? 'link' : 'links'} cut`;
}

/** Replicas between which a way is left, in whatever direction. */
function groupsOf(cuts: readonly number[]): number[][] {
  const group = cuts.map((_, i) => i);
  const passes = (from: number, to: number) => (cuts[from]! & (1 << to)) === 0;
  for (let a = 0; a < cuts.length; a++) {
    for (let b = 0; b < a; b++) {
      if (!passes(a, b) && !passes(b, a)) continue;
      const [kept, joined] = [group[b], group[a]];
      for (const [i, own] of group.entries()) if (own === joined) group[i] = kept!;
    }
  }
  return [...new Set(group)].map((own) => [...group.keys()].filter((i) => group[i] === own));
}

function bits(row: number): number {
  let count = 0;
  for (let left = row; left !== 0; left &= left - 1) count++;
  return count;
}
