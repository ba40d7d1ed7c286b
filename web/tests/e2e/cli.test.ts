import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const cli = fileURLToPath(new URL('../../dist/cli.mjs', import.meta.url));
if (!existsSync(cli)) throw new Error('the command line is not built: run `cargo xtask build` first');
const scenarios = fileURLToPath(new URL('../../../crate/scenarios/', import.meta.url));

function run(args: string[], input = ''): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { input, encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('a trace in JSON begins with every replica and tells an election in order', () => {
  const { status, stdout } = run([
    'trace',
    `${scenarios}first-election.json`,
    '--format',
    'ndjson',
    '--until',
    '300',
  ]);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; node: string });
  expect(lines.slice(0, 5).map(({ event, node }) => `${event} ${node}`)).toEqual(
    ['S1', 'S2', 'S3', 'S4', 'S5'].map((name) => `InitState ${name}`),
  );
  const events = lines.map(({ event }) => event);
  const order = ['BecomeCandidate', 'Send', 'Receive', 'Persist', 'BecomeLeader', 'Replicate', 'Commit'];
  for (const event of order) expect(events).toContain(event);
  expect(events.indexOf('BecomeCandidate')).toBeLessThan(events.indexOf('BecomeLeader'));
  expect(status).toBe(0);
});

test('a trace is in words unless told otherwise, and takes a scenario from standard input', () => {
  const text = '{"replicas": 1, "end_ms": 400}';
  const { status, stdout } = run(['trace', '-'], text);
  expect(stdout).toMatch(/S1 starts an election in term 1/);
  expect(status).toBe(0);
  expect(run(['trace', '-', '--json'], text)).toEqual(run(['trace', '-', '--format', 'ndjson'], text));
});

test('whoever reads only the beginning of a trace ends it without a word', () => {
  const call = `"${process.execPath}" "${cli}" trace - --until 1e9 | head -n 1`;
  const { stdout, stderr } = spawnSync('sh', ['-c', call], { input: '{"replicas": 1}', encoding: 'utf8' });
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toBe('');
});

test('a broken invariant is exit status 1', () => {
  const { status, stdout } = run(['trace', `${scenarios}rules/majority-of-voters.json`]);
  expect(stdout).toContain('CommittedOnQuorum is broken');
  expect(status).toBe(1);
});

test('what is wrong with the call or a file is said, with exit status 2', () => {
  expect(run(['trace'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('one scenario') as string,
  });
  expect(run(['trace', '-', '--format', 'xml'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('ndjson, shiviz and text are allowed') as string,
  });
  expect(run(['trace', '-'], '{"replicas": 99}')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('replicas: ') as string,
  });
  for (const [args, said] of [
    [['grow'], 'there is no command "grow": help lists them'],
    [['run', '-', '--slow'], "Unknown option '--slow' (known here: --seed, --until, --json)"],
    [['run', 'nowhere.json'], 'cannot read nowhere.json: no such file or directory'],
    [['run', '-', '--until', '1e10'], '--until is "1e10": a number from 0 to 1000000000 is allowed'],
    [['run', '-', '--seed', '1.5'], '--seed is "1.5": a whole number from 0 to 9007199254740991 is allowed'],
    [['trace', '-', '--json', '--format', 'text'], '--json and --format text exclude each other'],
    [['grade', '--seeds', 'ten'], '--seeds is "ten": a whole number from 1 to 100000 is allowed'],
    [['grade', '--json', '--markdown'], '--json and --markdown exclude each other'],
    [
      ['grade', 'simple-9'],
      'cannot read simple-9: no such file or directory; nor has the course a test of this name',
    ],
  ] as const) {
    expect(run([...args])).toEqual({ status: 2, stdout: '', stderr: `${said}\n` });
  }
  expect(run([])).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining('lin HISTORY') as string,
  });
  expect(run(['help'])).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('trace SCENARIO') as string,
  });
});

test('a run is told by its figures, in words or as JSON', () => {
  const file = `${scenarios}leader-crash.json`;
  const { status, stdout } = run(['run', file, '--seed', '7', '--until', '2000', '--json']);
  const outcome = JSON.parse(stdout) as Record<string, unknown>;
  expect(outcome).toMatchObject({ seed: 7, until_ms: 2000, violation: null, linearizable: 'linearizable' });
  expect(outcome['hash']).toMatch(/^[0-9a-f]{16}$/);
  expect(status).toBe(0);
  const words = run(['run', file, '--seed', '7', '--until', '2000']).stdout;
  expect(words).toContain('invariants  all held');
  expect(words).toContain(`hash        ${String(outcome['hash'])}`);
  expect(run(['run', `${scenarios}rules/majority-of-voters.json`])).toMatchObject({ status: 1 });
});

test('a test of the course is graded with its tiers and a second opinion', () => {
  const { status, stdout } = run(['grade', 'simple-2', '--seeds', '3']);
  expect(stdout).toMatch(/simple-2: passed 3 of 3 seeds/);
  expect(stdout).toMatch(/total_msgs +\d+ +bonus +below 2200, 4000, 5000/);
  expect(stdout).toMatch(/linearizable, invariants held, no storm/);
  expect(status).toBe(0);
});

test('reports are JSON, one a line, in the order of tests and seeds', () => {
  const { stdout } = run(['grade', 'simple-1', 'crash-1', '--seeds', '9', '--first', '4', '--json']);
  const lines = stdout.trim().split('\n');
  const reports = lines.map((line) => JSON.parse(line) as { test: string; seed: number; passed: boolean });
  const expected = ['simple-1', 'crash-1'].flatMap((name) =>
    Array.from({ length: 9 }, (_, place) => `${name} ${place + 4}`),
  );
  expect(reports.map(({ test: name, seed }) => `${name} ${seed}`)).toEqual(expected);
  expect(reports.every(({ passed }) => passed)).toBe(true);
});

test('a test that is failed is exit status 1, and what is wrong with a test file 2', () => {
  const hopeless = '{"lifetime": 5, "replicas": 5, "requests": 20, "drops": 1}';
  const { status, stdout } = run(['grade', '-'], hopeless);
  expect(stdout).toContain('acknowledged puts are 0: at least 1 is required');
  expect(status).toBe(1);
  const wrong = '{"lifetime": 5, "replicas": 2, "requests": 20}';
  const said = 'test.replicas: 2 is not allowed: a whole number from 3 to 21';
  expect(run(['grade', '-'], wrong)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining(said) as string,
  });
  expect(run(['grade', '--seeds', '0'])).toMatchObject({ status: 2 });
  expect(run(['grade', 'simple-1', '--profile', 'nowhere.json'])).toMatchObject({ status: 2 });
});

test('a table says of each figure below bonus why, and on how many seeds it was bonus all the same', () => {
  const { stdout } = run(['grade', 'simple-2', 'unreliable-3', '--seeds', '40', '--markdown']);
  const [head, , simple, unreliable] = stdout.split('\n');
  expect(head).toContain('below bonus, because');
  expect(simple).toMatch(/\| failures, duplicates: nothing is below 0 \|$/);
  expect(unreliable).toMatch(
    /total_msgs: 400 puts × 2 followers × 2\.56 messages = 2048, .* \(bonus on \d+ of 40\)/,
  );
});

test('each command has its help', () => {
  for (const command of ['run', 'grade', 'lin', 'trace']) {
    const help = run([command, '--help']);
    expect(help).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`node cli.mjs ${command}`) as string,
    });
    expect(run(['help', command])).toEqual(help);
  }
});

test('a run goes on until a predicate becomes true, and the exit status says whether it did', () => {
  const file = `${scenarios}first-election.json`;
  const found = run(['run', file, '--until', 'leader != none', '--json']);
  const { until_ms, became_true } = JSON.parse(found.stdout) as { until_ms: number; became_true: boolean };
  expect([found.status, became_true]).toEqual([0, true]);
  expect(until_ms).toBeLessThan(1000);
  const missed = run(['run', file, '--until', 'leaders = 4']);
  expect(missed.status).toBe(1);
  expect(missed.stdout).toContain('the predicate did not become true');
  const wrong = run(['run', file, '--until', 'S1.rol = leader']);
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toMatch(/^--until: column 4: a replica has no "rol"; its fields are up, role/);
});
