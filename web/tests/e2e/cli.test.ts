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
    stderr: expect.stringContaining('ndjson and text are allowed') as string,
  });
  expect(run(['trace', '-'], '{"replicas": 99}')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('replicas: ') as string,
  });
  expect(run(['grow'])).toMatchObject({ status: 2 });
  expect(run(['help'])).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('trace SCENARIO') as string,
  });
});
