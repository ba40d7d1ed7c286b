/** Putting a predicate together from menus. */
import { useComputed, useSignal } from '@preact/signals';
import { typed, wrong } from '../../state/find';
import { Select } from '../fields';
import { replicaNames } from '../packed';
import { replicas } from '../paced-frame';

/** What can be asked of a replica here, and how it is chosen. The language has more. */
const FIELDS: Record<string, 'role' | 'truth' | 'replica' | 'number'> = {
  role: 'role',
  term: 'number',
  commitIndex: 'number',
  lastApplied: 'number',
  lastIndex: 'number',
  lastTerm: 'number',
  durableIndex: 'number',
  votedFor: 'replica',
  leader: 'replica',
  up: 'truth',
};

const ROLES = ['leader', 'candidate', 'pre-candidate', 'follower'];
const ORDERS = ['=', '!=', '<', '<=', '>', '>='];

const plain = (words: readonly string[]): [string, string][] => words.map((word) => [word, word]);

export function Builder() {
  const who = useSignal('S1');
  const field = useSignal('role');
  const order = useSignal('=');
  const value = useSignal('leader');
  const kind = FIELDS[field.value] ?? 'number';
  const names = useComputed(() => replicaNames(replicas.value)).value;
  const choices = kind === 'role' ? ROLES : kind === 'replica' ? [...names, 'none'] : ['true', 'false'];

  const choose = (name: string): void => {
    field.value = name;
    const next = FIELDS[name];
    value.value = next === 'role' ? 'leader' : next === 'replica' ? 'S1' : next === 'truth' ? 'true' : '1';
    if (next !== 'number') order.value = '=';
  };

  const term = (): string => {
    const compared = `.${field.value} ${order.value} ${value.value.trim() || '0'}`;
    return who.value === 'some' || who.value === 'all'
      ? `(${who.value} S: S${compared})`
      : `${who.value}${compared}`;
  };
  const put = (joint: 'and' | 'or' | null): void => {
    const before = typed.value.trim();
    wrong.value = null;
    if (joint === null || before === '') typed.value = term().replace(/^\((.*)\)$/, '$1');
    else
      typed.value = `${joint === 'and' && / or /.test(before) ? `(${before})` : before} ${joint} ${term()}`;
  };

  return (
    <div class="find-builder" role="group" aria-label="Put together from menus">
      <Select
        bare
        label="Whose"
        value={who.value}
        options={[...plain(names), ['some', 'some replica'], ['all', 'all replicas']]}
        set={(v) => (who.value = v)}
      />
      <Select bare label="Field" value={field.value} options={plain(Object.keys(FIELDS))} set={choose} />
      <Select
        bare
        label="Comparison"
        value={order.value}
        options={plain(kind === 'number' ? ORDERS : ORDERS.slice(0, 2))}
        set={(v) => (order.value = v)}
      />
      {kind === 'number' ? (
        <input
          type="text"
          inputMode="numeric"
          aria-label="Value"
          value={value.value}
          onInput={(e) => (value.value = e.currentTarget.value)}
        />
      ) : (
        <Select
          bare
          label="Value"
          value={value.value}
          options={plain(choices)}
          set={(v) => (value.value = v)}
        />
      )}
      {typed.value.trim() === '' ? (
        <button onClick={() => put(null)}>Put in</button>
      ) : (
        <>
          <button onClick={() => put('and')}>And</button>
          <button onClick={() => put('or')}>Or</button>
          <button onClick={() => put(null)}>Replace</button>
        </>
      )}
    </div>
  );
}
