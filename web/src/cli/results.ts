import { writeFile } from 'node:fs/promises';
import type { HandInVerdict, Judgement } from '../engine/exercise-protocol';
import { Failure } from './status';

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

export function placed(results: readonly Result[]): Placed[] {
  const finders = results.filter((result) => solved(result) && result.kind === 'bug');
  const doers = new Map<string, Set<string>>();
  const deed = ({ exercise, sequence }: Result): string => `${exercise}\n${sequence}`;
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

/** The results of one student as Gradescope reads them: of several hand-ins for an exercise the best counts. */
export function asGradescope(
  results: readonly Result[],
  expected: readonly string[] = [],
  points = 10,
): object {
  const best = new Map<string, Result>();
  for (const result of results) {
    const name = result.exercise === '' ? result.file : result.exercise;
    const before = best.get(name);
    if (before === undefined || before.score < result.score) best.set(name, result);
  }
  const missing = expected.filter((exercise) => !best.has(exercise));
  const round = (score: number): number => Number((score * points).toFixed(2));
  const tests = [
    ...[...best].map(([name, result]) => ({
      name,
      score: round(result.score),
      max_score: points,
      status: solved(result) ? 'passed' : 'failed',
      output: inDetail(result),
    })),
    ...missing.map((name) => ({
      name,
      score: 0,
      max_score: points,
      status: 'failed',
      output: 'nothing was handed in',
    })),
  ];
  const score = Number(tests.reduce((sum, test) => sum + test.score, 0).toFixed(2));
  return { score, output: `${results.length} hand-ins`, tests };
}

function inDetail(result: Result): string {
  const parts = result.parts.map(
    ({ says, met, measured }) =>
      `${met ? 'met' : 'not met'}: ${says}${measured === undefined ? '' : ` (${measured})`}`,
  );
  return [`${result.verdict}${result.reason === '' ? '' : `: ${result.reason}`}`, ...parts].join('\n');
}

/** A line for each result, and one for all of them. */
export function inWords(results: readonly Result[]): string {
  const lines = results.map(
    ({ file, tag, exercise, verdict, reason }) =>
      `${file}: ${verdict}${exercise === '' ? '' : `, ${exercise}`}${tag === '' ? '' : ` of ${plain(tag)}`}${
        reason === '' ? '' : `: ${plain(reason)}`
      }`,
  );
  const counts = new Map<string, number>();
  for (const { verdict } of results) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  const all = sorted.map(([verdict, count]) => `${count} ${verdict}`).join(', ');
  return `${lines.join('\n')}${lines.length > 0 ? '\n' : ''}${results.length} hand-ins: ${all || 'none'}\n`;
}

/** What a student wrote must not move the cursor of the teacher's terminal. */
// eslint-disable-next-line no-control-regex
const plain = (text: string): string => text.replace(/[\x00-\x1f\x7f-\x9f]/g, '?');

/** Writes the files that a call asks for. */
export async function writeFiles(
  results: readonly Result[],
  { csv, gradescope }: { csv?: string | undefined; gradescope?: string | undefined },
): Promise<void> {
  if (csv !== undefined) await write(csv, asCsv(results));
  if (gradescope !== undefined) {
    await write(gradescope, `${JSON.stringify(asGradescope(results), null, 2)}\n`);
  }
}

async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((failure: unknown) => {
    throw new Failure(
      `cannot write ${file}: ${failure instanceof Error ? failure.message : String(failure)}`,
    );
  });
}
