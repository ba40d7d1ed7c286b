import { describe, expect, test } from 'vitest';
import type { HistoryOperation, KeyReport } from '../../src/engine/history';
import { documentOf } from '../../src/panels/history/file';
import { operationText, sentence, verdictOf } from '../../src/panels/history/words';

const read: HistoryOperation = {
  client: 'C2',
  op: 'get',
  key: 'x',
  invoked: 1000,
  returned: 5200,
  outcome: 'ok',
  result: '3',
};

const keyOf = (verdict: KeyReport['verdict'], of: Partial<KeyReport> = {}): KeyReport => ({
  key: 'x',
  verdict,
  points: [],
  prefix: [],
  misplaced: [],
  steps: 1,
  ...of,
});

describe('an operation in words', () => {
  test('is what was asked and what was read', () => {
    const put = { ...read, op: 'put', value: '3' } as const;
    expect(operationText(read)).toBe('get x → 3');
    expect(operationText({ ...read, result: null })).toBe('get x → nothing');
    expect(operationText({ ...read, result: '' })).toBe('get x → empty');
    expect(operationText({ ...read, outcome: 'unknown', returned: null })).toBe('get x');
    expect(operationText(put)).toBe('put x=3');
    expect(operationText({ ...put, op: 'append' })).toBe('append x+=3');
    expect(operationText({ ...put, op: 'delete' })).toBe('delete x');
    expect(operationText({ ...put, op: 'compare_and_set', expected: null })).toBe(
      'compare & set x: nothing → 3',
    );
  });

  test('the keys of the course are told by their beginnings', () => {
    expect(operationText({ ...read, key: 'a'.repeat(32) })).toBe('get aaaaaa… → 3');
  });

  test('says when, and with what effect', () => {
    expect(sentence(read, 2000, false)).toBe(
      'C2 get x → 3, asked at 1.000 ms, ok after 4.20 ms; takes effect at 2.000 ms.',
    );
    expect(sentence({ ...read, outcome: 'unknown', returned: null }, null, false)).toContain('no answer');
    expect(sentence(read, null, true)).toContain('no place');
  });
});

describe('the verdict in words', () => {
  test('linearizable says of how much', () => {
    const said = verdictOf({ verdict: 'linearizable', keys: [keyOf('linearizable')] }, [read]);
    expect(said).toMatchObject({ tone: 'good', title: 'Linearizable', misplaced: [] });
    expect(said.text).toContain('1 operation on 1 key');
  });

  test('of nothing says so', () => {
    expect(verdictOf({ verdict: 'linearizable', keys: [] }, []).text).toContain('No client');
  });

  test('not linearizable names the key, the longest prefix and the operations', () => {
    const report = keyOf('not linearizable', { prefix: [0], misplaced: [1] });
    const said = verdictOf({ verdict: 'not linearizable', keys: [report] }, [read, read, read]);
    expect(said).toMatchObject({ tone: 'bad', title: 'Not linearizable', misplaced: [1] });
    expect(said.text).toContain('Key x');
    expect(said.text).toContain('1 of 3 operations');
    expect(said.text).toContain('C2 get x → 3 has no place');
  });

  test('unknown is no guess, and names the keys', () => {
    const said = verdictOf({ verdict: 'unknown', keys: [keyOf('unknown'), keyOf('linearizable')] }, [read]);
    expect(said).toMatchObject({ tone: 'open', title: 'Undecided' });
    expect(said.text).toContain('given up for key x');
  });
});

describe('the file', () => {
  const { text } = documentOf(
    {
      title: 'A run of "x" & <y>',
      width: 400,
      axis: '<text>0 ms</text>',
      axisHeight: 40,
      rows: '<path class="h-bar" d="M0 0"/>',
      rowsHeight: 100,
      css: '.h-bar{fill:var(--bad)}',
    },
    (token) => (token === '--bad' ? '#b3261e' : 'white'),
  );

  test('needs nothing else: colours stand in it, and no address', () => {
    expect(text).toContain('.h-bar{fill:#b3261e}');
    expect(text).not.toContain('var(');
    expect(text).not.toMatch(/url\(|href/);
  });

  test('holds both parts, below each other, and its title', () => {
    expect(text).toContain('viewBox="0 0 432 196"');
    expect(text).toContain('y="40" width="400" height="40"');
    expect(text).toContain('y="80" width="400" height="100"');
    expect(text).toContain('A run of "x" &amp; &lt;y&gt;');
  });
});
