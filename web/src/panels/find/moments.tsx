/** The moments that were found, to go to. */
import { effect, useComputed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { found, full, goToFound, looking, lookThrough, predicate, present, wrong } from '../../state/find';
import { count, ms, plural } from '../format';
import { slowFrame } from '../paced-frame';

/** So many are listed, around the present one. */
const LISTED = 100;

/** The predicate that was looked for: while it is typed on nothing is. */
let asked = '';

/** While the run goes on, so does the search. */
function keepUp(): () => void {
  let end = -1;
  return effect(() => {
    const now = slowFrame.value;
    if (found.value.length > 0) asked = predicate.peek();
    if (now === null || looking.peek() !== null || predicate.value !== asked || asked === '') return;
    if (now.end === end) return;
    end = now.end;
    void lookThrough();
  });
}

export function Moments({ said }: { said: string | null }) {
  useEffect(keepUp, []);
  const all = found.value;
  const before = useComputed(() => {
    const after = found.value.findIndex(({ processed }) => processed > present.value);
    return after < 0 ? found.value.length : after;
  }).value;
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
  return predicate.value !== '' && predicate.value === asked
    ? 'It does not become true in the run so far.'
    : 'Press Enter to look for it.';
}
