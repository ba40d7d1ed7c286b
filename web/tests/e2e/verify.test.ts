/** Hand-ins judged on the command line, by the shard, and as Gradescope would have it. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../src/engine/results';
import { realCore } from '../unit/real-core';

const cli = new URL('../../dist/cli.mjs', import.meta.url).pathname;

interface Ended {
  status: number;
  out: string;
  error: string;
}

const ran = (program: string, args: string[], env = {}): Promise<Ended> =>
  new Promise((end) =>
    execFile(program, args, { env: { ...process.env, ...env }, maxBuffer: 1 << 26 }, (failure, out, error) =>
      end({ status: failure === null ? 0 : Number(failure.code), out, error }),
    ),
  );
const called = (...args: string[]) => ran(process.execPath, [cli, ...args]);

let folder: string;
let handIns: string;
/** A hand-in that solves exercise 4, as the page makes it. */
let solved: string;

beforeAll(async () => {
  (await realCore())();
  const { askExercise } = await import('../../src/engine/exercising');
  const done = JSON.parse(
    await readFile(new URL('../../../crate/exercises/04-two-leaders/solution.json', import.meta.url), 'utf8'),
  ) as { actions: { at_ms: number; do: string }[]; until_ms: number };
  solved = askExercise({ ask: 'hand_in', exercise: 'two-leaders', tag: 'ada', ...done });
  folder = await mkdtemp(join(tmpdir(), 'hand-ins-'));
  handIns = join(folder, 'hand-ins');
  const files = {
    'ada.json': solved,
    'within/boast.json': solved.replace('"until_ms": 2500', '"until_ms": 900'),
    'bob.json': solved.replace('"ada"', '"=bob, \\u001b[2J"'),
    'cut-off.json': solved.slice(0, 200),
    'deep.json': '['.repeat(100_000),
    'long.json': ' '.repeat(1_000_000),
    'no-json.json': Buffer.from([0xff, 0xfe, 0x00]).toString('latin1'),
    'numbers.json': solved.replace('"seed": 1', '"seed": 1e999'),
    'types.json': solved.replace('"actions": [', '"actions": {"a": [').replace(/\],\n/, ']},\n'),
    'note.txt': 'no hand-in',
  };
  await mkdir(join(handIns, 'within'), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(handIns, name), text);
});
afterAll(() => rm(folder, { recursive: true }));

const results = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Result);

describe('verify', () => {
  test('judges every file of a folder, tells apart what is wrong with it, and survives all of them', async () => {
    const { status, out, error } = await called('verify', handIns, '--json');
    expect(error).toBe('');
    const verdicts = results(out).map(({ file, verdict }) => [file.slice(handIns.length + 1), verdict]);
    expect(verdicts).toEqual([
      ['ada.json', 'solved'],
      ['bob.json', 'solved'],
      ['cut-off.json', 'truncated'],
      ['deep.json', 'unreadable'],
      ['long.json', 'oversized'],
      ['no-json.json', 'unreadable'],
      ['numbers.json', 'unreadable'],
      ['types.json', 'unreadable'],
      ['within/boast.json', 'tampered'],
    ]);
    expect(status).toBe(1);
    expect((await called('verify', join(handIns, 'ada.json'))).status).toBe(0);
  });

  test('prints a line for each, writes a table without formulas, and never what moves a cursor', async () => {
    const table = join(folder, 'table.csv');
    const { out } = await called('verify', handIns, '--csv', table);
    expect(out).toContain('ada.json: solved, two-leaders of ada\n');
    expect(out.trim().split('\n').at(-1)).toBe(
      '9 hand-ins: 4 unreadable, 2 solved, 1 truncated, 1 oversized, 1 tampered',
    );
    expect(out).not.toContain('\u001b');
    const [head, ada, bob] = (await readFile(table, 'utf8')).split('\r\n');
    expect(head).toBe('file,tag,exercise,verdict,score,actions,rank,alike,sequence,reason');
    expect(ada).toContain(',ada,two-leaders,solved,1,4,,1,"partition, time_out S3, request S1, heal",');
    expect(bob).toContain(`"'=bob, `);
  });

  test('comes to the same by shards, which are merged', async () => {
    const whole = results((await called('verify', handIns, '--json')).out);
    const shards = [];
    for (const shard of ['1/2', '2/2']) {
      const { out } = await called('verify', handIns, '--json', '--shard', shard);
      const file = join(folder, `results-${shard[0]!}.ndjson`);
      await writeFile(file, out);
      shards.push(file);
    }
    const { status, out } = await called('merge', ...shards, shards[0]!, '--json');
    expect(results(out)).toEqual(whole);
    expect(status).toBe(1);
    const broken = await called('merge', join(handIns, 'ada.json'));
    expect(broken).toMatchObject({ status: 2 });
    expect(broken.error).toContain('ada.json: line 1: this is no result of verify --json');
  });

  test('says what is wrong with a call', async () => {
    for (const [args, said] of [
      [['verify'], 'verify wants files or folders of hand-ins'],
      [['verify', join(folder, 'none')], 'there is no such file or folder'],
      [['verify', handIns, '--shard', '3/2'], '--shard is "3/2": i/n is allowed'],
      [
        ['verify', handIns, '--exercise', join(handIns, 'ada.json')],
        'ada.json: exercise: the key "id" is missing',
      ],
    ] as const) {
      const { status, error } = await called(...args);
      expect(error).toContain(said);
      expect(status).toBe(2);
    }
  });
});

test('an autograder for Gradescope runs in a bare folder and writes results.json', async () => {
  const source = join(folder, 'autograder', 'source');
  const file = join(folder, 'autograder.zip');
  const made = await called('gradescope', file, '--expect', 'two-leaders', '--expect', 'figure-8');
  expect(made).toMatchObject({ status: 0, error: '' });
  for (const [name, bytes] of Object.entries(unzipSync(await readFile(file)))) {
    await mkdir(join(source, name, '..'), { recursive: true });
    await writeFile(join(source, name), bytes);
  }
  await chmod(join(source, 'run_autograder'), 0o755);
  const submission = join(folder, 'autograder', 'submission');
  await mkdir(submission, { recursive: true });
  await writeFile(join(submission, 'two-leaders.json'), solved);
  const path = `${join(process.execPath, '..')}:/usr/bin:/bin`;
  const bare = { AUTOGRADER: join(folder, 'autograder'), PATH: path, NODE_PATH: '' };
  expect(await ran('bash', ['-n', join(source, 'setup.sh')])).toMatchObject({ status: 0 });
  expect(await ran(join(source, 'run_autograder'), [], bare)).toMatchObject({ status: 0, error: '' });
  const graded = JSON.parse(
    await readFile(join(folder, 'autograder', 'results', 'results.json'), 'utf8'),
  ) as {
    score: number;
    tests: { name: string; score: number; status: string }[];
  };
  expect(graded.score).toBe(10);
  expect(graded.tests).toMatchObject([
    { name: 'two-leaders', score: 10, max_score: 10, status: 'passed' },
    { name: 'figure-8', score: 0, max_score: 10, status: 'failed', output: 'nothing was handed in' },
  ]);
});
