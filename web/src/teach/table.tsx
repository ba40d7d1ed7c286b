/** The hand-ins as a table that is sorted by any column. */
import { computed, signal } from '@preact/signals';
import type { Row } from './alike';
import { rows } from './hand-ins';

/** So many rows at first, and so many more each time they are asked for. */
const SOME = 200;

const COLUMNS = {
  who: { title: 'Student', of: ({ tag, file }: Row) => tag || file },
  exercise: { title: 'Exercise', of: ({ exercise }: Row) => exercise },
  verdict: { title: 'Verdict', of: ({ verdict }: Row) => verdict },
  score: { title: 'Score', of: ({ score }: Row) => score },
  actions: { title: 'Actions', of: ({ actions }: Row) => actions },
  group: { title: 'Alike', of: ({ group }: Row) => placeOf(group) },
} as const;

type Column = keyof typeof COLUMNS;

const NAMES = Object.keys(COLUMNS) as Column[];

const sorting = signal<{ by: Column; down: boolean }>({ by: 'who', down: false });
const most = signal(SOME);
const opened = signal<string | null>(null);

const sorted = computed(() => sortedBy(rows.value, sorting.value.by, sorting.value.down));

/** Rows that are equal there stay in the order of the files. */
export function sortedBy(all: readonly Row[], by: Column, down: boolean): Row[] {
  const { of } = COLUMNS[by];
  return [...all].sort((one, other) => compared(of(one), of(other)) * (down ? -1 : 1));
}

/** Groups in the order of their letters; those that are like no other come last. */
const placeOf = (group: string): number =>
  Array.from(group).reduce((place, letter) => place * 26 + letter.charCodeAt(0) - 64, 0) ||
  Number.MAX_SAFE_INTEGER;

function compared(one: string | number, other: string | number): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one).localeCompare(String(other), 'en', { numeric: true });
}

export function Table() {
  const all = sorted.value;
  const left = all.length - most.value;
  return (
    <>
      <div class="hand-ins-table">
        <table>
          <thead>
            <tr>
              {NAMES.map((by) => (
                <Head key={by} by={by} />
              ))}
            </tr>
          </thead>
          <tbody>
            {all.slice(0, most.value).map((row) => (
              <RowOf key={row.file} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      {left > 0 ? (
        <button class="quiet" onClick={() => (most.value += SOME)}>
          Show {Math.min(left, SOME)} more of {left}
        </button>
      ) : null}
    </>
  );
}

function Head({ by }: { by: Column }) {
  const now = sorting.value;
  const here = now.by === by;
  return (
    <th class={`of-${by}`} aria-sort={here ? (now.down ? 'descending' : 'ascending') : 'none'}>
      <button class="quiet" onClick={() => (sorting.value = { by, down: here && !now.down })}>
        {COLUMNS[by].title}
        <span aria-hidden="true">{here ? (now.down ? '↓' : '↑') : ''}</span>
      </button>
    </th>
  );
}

function RowOf({ row }: { row: Row }) {
  const { file, tag, exercise, verdict, score, actions, group, alike } = row;
  const judged = exercise !== '';
  const open = opened.value === file;
  return (
    <>
      <tr>
        <th scope="row" class="of-who" title={file}>
          {tag || <span class="quiet-text">{file}</span>}
        </th>
        <td class="of-exercise">{exercise}</td>
        <td class="of-verdict">
          <button
            class={`quiet ${verdict === 'solved' ? 'good' : 'bad'}`}
            aria-expanded={open}
            title={row.reason}
            onClick={() => (opened.value = open ? null : file)}
          >
            {verdict.replaceAll('-', ' ')}
          </button>
        </td>
        <td class="of-score">{judged ? `${Math.round(score * 100)} %` : ''}</td>
        <td class="of-actions">{judged ? actions : ''}</td>
        <td class="of-group" title={group ? `The same as ${alike} other${alike === 1 ? '' : 's'}` : ''}>
          {group}
        </td>
      </tr>
      {open ? (
        <tr class="details">
          <td colSpan={NAMES.length}>
            <Details row={row} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

function Details({ row: { file, reason, parts, sequence, rank } }: { row: Row }) {
  return (
    <>
      {reason ? <p>{reason}</p> : null}
      {parts.length > 0 ? (
        <ul>
          {parts.map(({ says, met, measured }) => (
            <li key={says}>
              {met ? '✓' : '✗'} {says} {measured ?? ''}
            </li>
          ))}
        </ul>
      ) : null}
      {rank === null ? null : <p>Rank {rank} of those who found the bug, by the fewest actions.</p>}
      {sequence ? <p class="mono">{sequence}</p> : null}
      <p class="quiet-text">{file}</p>
    </>
  );
}
