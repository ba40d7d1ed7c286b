/** The moments that were found, to go to. */
import { computed, effect, useComputed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import {
  busy,
  found,
  full,
  goToFound,
  lookedFor,
  looking,
  lookThrough,
  predicate,
  present,
  wrong,
} from '../../state/find';
import { changes } from '../../state/run';
import { count, ms, plural } from '../format';
import { slowFrame } from '../paced-frame';

/** So many are listed, around the present one. */
const LISTED = 100;

/** What is looked for is what stands in the field: while one types on, nothing is. */
const isOfField = computed(() => lookedFor.value !== '' && lookedFor.value === predicate.value);

/** While the run goes on, so does the search. */
function keepUp(): () => void {
  let known = '';
  return effect(() => {
    const now = slowFrame.value;
    if (now === null || busy.value || !isOfField.value || wrong.peek() !== null) return;
    const run = `${changes.value} ${now.branch} ${now.end}`;
    if (run === known) return;
    known = run;
    void lookThrough();
  });
}

export function Moments({ said }: { said: string | null }) {
  useEffect(keepUp, []);
  const all = isOfField.value ? found.value : [];
  const before = useComputed(
    () => found.value.filter(({ processed }) => processed <= present.value).length,
  ).value;
  const first = Math.max(0, Math.min(before - LISTED / 2, all.length - LISTED));
  return (
    <div class="find-moments">
      <h3>
        Moments{' '}
        <span class="quiet-text">
          {all.length > 0 ? `${count(all.length)}${full.value ? ' or more' : ''}` : ''}
        </span>
      </h3>
      <p class="quiet-text" role="status">
        {said ?? status(all.length)}
      </p>
      <ol class="find-list" aria-label="Moments found">
        {first > 0 ? <li class="quiet-text">{plural(first, 'earlier one')}</li> : null}
        {all.slice(first, first + LISTED).map((one, i) => (
          <li key={one.processed}>
            <button
              class="quiet"
              aria-current={first + i === before - 1 && one.processed === present.value ? 'true' : undefined}
              onClick={() => void goToFound(one)}
            >
              {ms(one.at)} ms
            </button>
          </li>
        ))}
        {all.length > first + LISTED ? (
          <li class="quiet-text">{plural(all.length - first - LISTED, 'later one')}</li>
        ) : null}
      </ol>
    </div>
  );
}

function status(moments: number): string {
  if (looking.value !== null) return `Looking: up to ${ms(looking.value)} ms.`;
  if (wrong.value !== null) return '';
  if (moments > 0) return 'Each is a moment at which it becomes true.';
  return isOfField.value ? 'It does not become true in the run so far.' : 'Press Enter to look for it.';
}
