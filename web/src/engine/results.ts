import type { HandInVerdict, Judgement } from './exercise-protocol';

/** What came of a file. `unjudged`: the judge failed, or the file could not be read. */
export interface Result extends Omit<Judgement, 'verdict'> {
  file: string;
  verdict: HandInVerdict | 'unjudged';
}

export const unjudged = (file: string, reason: string): Result => ({
  file,
  verdict: 'unjudged',
  reason,
  exercise: '',
  kind: '',
  tag: '',
  score: 0,
  parts: [],
  actions: 0,
  sequence: '',
  events: 0,
});

export const solved = ({ verdict }: Result): boolean => verdict === 'solved';

/** A result beside the others. */
export interface Placed extends Result {
  /** Of those who found the bug, by the fewest actions; null for others. */
  rank: number | null;
  /** How many other students did the same, action by action. */
  alike: number;
}

/** What two results have in common if the same was done for the same exercise. */
export const deed = ({ exercise, sequence }: Result): string => `${exercise}\n${sequence}`;

export function placed(results: readonly Result[]): Placed[] {
  const finders = results.filter((result) => solved(result) && result.kind === 'bug');
  const doers = new Map<string, Set<string>>();
  for (const result of results) {
    if (result.sequence === '') continue;
    doers.set(deed(result), (doers.get(deed(result)) ?? new Set()).add(result.tag));
  }
  return results.map((result) => {
    const better = finders.filter(
      ({ exercise, actions }) => exercise === result.exercise && actions < result.actions,
    );
    return {
      ...result,
      rank: finders.includes(result) ? better.length + 1 : null,
      alike: Math.max(0, (doers.get(deed(result))?.size ?? 0) - 1),
    };
  });
}

const COLUMNS = [
  ['file', 'file'],
  ['tag', 'tag'],
  ['exercise', 'exercise'],
  ['verdict', 'verdict'],
  ['score', 'score'],
  ['actions', 'actions'],
  ['rank', 'rank'],
  ['alike', 'alike'],
  ['sequence', 'sequence'],
  ['reason', 'reason'],
] as const satisfies readonly (readonly [string, keyof Placed])[];

/** A table for a spreadsheet (RFC 4180). */
export function asCsv(results: readonly Result[]): string {
  const rows = placed(results).map((result) => COLUMNS.map(([, key]) => cell(result[key])));
  return [COLUMNS.map(([name]) => name), ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/** What a student wrote must not become a formula of the teacher's spreadsheet. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(Number(value.toFixed(4)));
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
