import { writeFile } from 'node:fs/promises';
import { asCsv, solved, type Result } from '../engine/results';
import { Failure } from './status';

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
  return { score, output: handIns(results.length), tests };
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
  return `${lines.join('\n')}${lines.length > 0 ? '\n' : ''}${handIns(results.length)}: ${all || 'none'}\n`;
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

const handIns = (many: number): string => `${many} hand-in${many === 1 ? '' : 's'}`;
