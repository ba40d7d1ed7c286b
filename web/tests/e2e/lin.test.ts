import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type * as library from '../../src/library';
import type { History, LinearizabilityReport } from '../../src/library';
import { test } from './browser';

const dist = (name: string) => fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));
if (!existsSync(dist('cli.mjs'))) throw new Error('it is not built: run `cargo xtask build` first');

const put = {
  client: 'C1',
  op: 'put',
  key: 'x',
  value: '1',
  invoked: 0,
  returned: 1,
  outcome: 'ok',
} as const;
const read = (result: string | null, invoked = 2) =>
  ({ client: 'C2', op: 'get', key: 'x', result, invoked, returned: invoked + 1, outcome: 'ok' }) as const;
const good: History = { operations: [put, read('1')] };
const stale: History = { operations: [put, read('1'), read(null, 4)] };

function lin(args: string[], input: string): { status: number | null; stdout: string; stderr: string } {
  const call = [dist('cli.mjs'), 'lin', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, call, { input, encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('a history of clients is linearizable, or is told with what cannot be placed', () => {
  expect(lin(['-'], JSON.stringify(good))).toEqual({
    status: 0,
    stdout: 'linearizable: 2 operations on 1 key, 2 steps\n',
    stderr: '',
  });
  const { status, stdout } = lin(['-'], JSON.stringify(stale));
  expect(status).toBe(1);
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/^not linearizable: 3 operations on 1 key, \d+ steps$/),
    '  key "x": in this order',
    '    #0 C1 at 0–1: put "1": ok',
    '    #1 C2 at 2–3: get: "1"',
    '  and then there is no place for',
    '    #2 C2 at 4–5: get: null',
    '',
  ]);
});

test('of very many that cannot be placed a few are printed', () => {
  const never = Array.from({ length: 30 }, (_, nth) => read('7', 2 * nth));
  const { stdout } = lin(['-'], JSON.stringify({ operations: never }));
  expect(stdout.split('\n').slice(-3)).toEqual([
    '    #19 C2 at 38–39: get: "7"',
    '    and 10 others: --json names all',
    '',
  ]);
});

test('as many operations as one likes are checked, or the verdict is unknown', () => {
  const clients = 20_000;
  const together = Array.from({ length: clients }, (_, nth) => ({
    ...put,
    client: `C${nth}`,
    value: String(nth),
    invoked: nth,
    returned: clients + nth,
  }));
  const { status, stdout } = lin(['-'], JSON.stringify({ operations: together }));
  expect(status).toBe(2);
  expect(stdout).toMatch(/^unknown: 20,000 operations on 1 key, 1,000,000 steps/);
  const deep = `{"operations": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  expect(lin(['-'], deep)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('line 1, column ') as string,
  });
});

test('in JSON the report comes with the operations that it names', () => {
  const { status, stdout } = lin(['-', '--json'], JSON.stringify(stale));
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    verdict: 'not linearizable',
    keys: [{ key: 'x', prefix: [0, 1], misplaced: [2] }],
    operations: stale.operations,
  });
});

test('a register tells no value from an empty one, and steps that run out give no verdict', () => {
  const empty = JSON.stringify({ operations: [read('')] });
  expect(lin(['-'], empty).status).toBe(0);
  expect(lin(['-', '--model', 'register'], empty).status).toBe(1);
  const puts = [put, { ...put, invoked: 2, returned: 3 }];
  const { status, stdout } = lin(['-', '--budget', '1'], JSON.stringify({ operations: puts }));
  expect(status).toBe(2);
  expect(stdout).toBe('unknown: 2 operations on 1 key, 1 step\n  key "x": the steps ran out\n');
});

test('a history of Jepsen is read as it is', () => {
  const history = `
    {:process 0, :type :invoke, :f :write, :value 1}
    {:process 0, :type :ok, :f :write, :value 1}
    {:process 1, :type :invoke, :f :read, :value nil}
    {:process 1, :type :ok, :f :read, :value `;
  expect(lin(['-'], `${history}1}`).status).toBe(0);
  expect(lin(['-'], `${history}nil}`).status).toBe(1);
});

test('what is wrong with a history or the call is said with its place', () => {
  const broken = { operations: [{ ...put, returned: -1 }] };
  expect(lin(['-'], JSON.stringify(broken))).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('history.operations[0].returned: -1 is not allowed') as string,
  });
  expect(lin(['-'], '{"operations": [')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('line 1, column ') as string,
  });
  expect(lin(['-', '--model', 'queue'], '{}')).toMatchObject({
    status: 2,
    stderr: '--model is "queue": store and register are allowed\n',
  });
});

test('the module of the site checks a history in Node', async () => {
  const { checkLinearizable } = (await import(dist('raft-playground.mjs'))) as typeof library;
  expect(checkLinearizable(good).verdict).toBe('linearizable');
  const report: LinearizabilityReport = checkLinearizable(stale, { model: 'register' });
  expect(report.keys[0]?.misplaced).toEqual([2]);
  expect(() => checkLinearizable({} as History)).toThrow(/^history: /);
});

test('and in a browser, on the page itself', async ({ open }) => {
  const page = await open();
  // As text: what Vitest makes of an import is nothing to the page.
  const verdict = await page.evaluate(`
    import(new URL('raft-playground.mjs', document.baseURI).href)
      .then(({ checkLinearizable }) => checkLinearizable(${JSON.stringify(stale)}))
      .then((report) => report.verdict)`);
  expect(verdict).toBe('not linearizable');
});
