import { expect, test } from 'vitest';
import { readJepsen } from '../../src/cli/jepsen';

const read = (text: string) => readJepsen('history.edn', text).operations;

test('an invocation and its completion by the same process are one operation, timed by their places', () => {
  const operations = read(`
    {:process 0, :type :invoke, :f :write, :value 3}
    {:process :nemesis, :type :info, :f :start, :value nil}
    {:process 1, :type :invoke, :f :read, :value nil} ; a comment
    {:process 0, :type :ok, :f :write, :value 3}
    {:process 1, :type :ok, :f :read, :value 3}`);
  expect(operations).toEqual([
    { client: '0', op: 'put', key: '', value: '3', invoked: 0, returned: 3, outcome: 'ok' },
    { client: '1', op: 'get', key: '', result: '3', invoked: 2, returned: 4, outcome: 'ok' },
  ]);
});

test('what failed did not happen, and what is not known to have ended stays open', () => {
  const operations = read(`[
    {:process 0 :type :invoke :f :cas :value [1 2]} {:process 0 :type :fail :f :cas :value [1 2]}
    {:process 1 :type :invoke :f :cas :value [nil 2]} {:process 1 :type :info :f :cas :error :timeout}
    {:process 2 :type :invoke :f :append :value "x"}]`);
  expect(operations).toEqual([
    {
      client: '1',
      op: 'compare_and_set',
      key: '',
      expected: null,
      value: '2',
      invoked: 2,
      returned: null,
      outcome: 'unknown',
    },
    { client: '2', op: 'append', key: '', value: 'x', invoked: 4, returned: null, outcome: 'unknown' },
  ]);
});

test('tuples of independent keys and records are read, and a :key of its own', () => {
  expect(
    read(`#jepsen.history.Op{:index 0, :process 0, :type :invoke, :f :read, :value [:x nil]}
          #jepsen.history.Op{:index 1, :process 0, :type :ok, :f :read, :value [:x 7]}
          #jepsen.history.Op{:index 2, :process 0, :type :invoke, :f :cas, :value [:x [7 8]]}`),
  ).toMatchObject([
    { op: 'get', key: 'x', result: '7' },
    { op: 'compare_and_set', key: 'x', expected: '7', value: '8' },
  ]);
  expect(read('{:process 0 :type :invoke :f :write :key "y" :value 1}')).toMatchObject([
    { key: 'y', value: '1' },
  ]);
});

test('what is wrong is told with its file and place, and what is allowed', () => {
  for (const [text, said] of [
    ['{:process 0', 'this is no EDN'],
    ['"open', 'this is no EDN'],
    ['7', 'map 0: a map is allowed'],
    ['{:type :invoke}', 'map 0: :process is missing'],
    ['{:process 0 :type :done}', 'map 0: :type is "done": :invoke, :ok, :fail and :info'],
    ['{:process 0 :type :invoke :f :txn}', 'map 0: :f is "txn": :read, :write, :cas, :append and :delete'],
    ['{:process 0 :type :ok :f :read :value 1}', 'map 0: process 0 has invoked nothing'],
    ['{:process 0 :type :invoke :f :write :value nil}', 'map 0: :value is nil'],
    ['{:process 0 :type :invoke :f :cas :value 1}', 'map 0: :value is 1: a cas wants [expected new]'],
  ] as const) {
    expect(() => read(text), text).toThrow(`history.edn: ${said}`);
  }
  expect(read('')).toEqual([]);
});
