/** Judging what was handed in. */
import { Icon } from '../panels/icons';
import { count, plural } from '../panels/format';
import { DropHere } from './drop-here';
import { filesOfDrop, filesOfInput } from './dropped';
import {
  cancel,
  clear,
  course,
  exportCsv,
  judge,
  judgedWith,
  own,
  progress,
  results,
  take,
  wrong,
} from './hand-ins';
import { Pick } from './pick';
import { SaltField } from './salt-field';
import { salt } from './set-up';
import { Table } from './table';

const takeDrop = (transfer: DataTransfer): void => void filesOfDrop(transfer).then(take);
const takePicked = (input: HTMLInputElement): void => void take(filesOfInput(input));

export function HandIns() {
  const busy = progress.value !== null;
  const stale = !busy && judgedWith.value !== null && judgedWith.value !== salt.value;
  return (
    <DropHere take={takeDrop}>
      <div class="hand-ins">
        <SaltField explained="That of the course. Every hand-in is run again with it; what it claims is not believed." />
        <div>
          <div class="hand-ins-buttons">
            <Pick label="Choose a folder…" folder primary={results.value.length === 0} picked={takePicked} />
            <Pick label="Choose files…" picked={takePicked} />
            {stale ? (
              <button class="primary" onClick={() => void judge()}>
                Judge again with this salt
              </button>
            ) : null}
            {results.value.length > 0 ? (
              <>
                <button disabled={busy} onClick={exportCsv}>
                  <Icon name="save" />
                  Export CSV
                </button>
                <button class="quiet" onClick={clear}>
                  Clear
                </button>
              </>
            ) : null}
          </div>
          <p class="quiet-text">
            Or drop them here: files or a folder, and beside them the file of the course, or of exercises of
            your own.
          </p>
        </div>
      </div>
      <Known />
      <ul class="wrong" role="alert">
        {wrong.value.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <Progress />
      {results.value.length > 0 ? <Table /> : null}
    </DropHere>
  );
}

/** What of the course is known here. */
function Known() {
  const ids = [...own.value.keys()];
  const parts = [
    ...(course.value ? [`Course: ${course.value.title}`] : []),
    ...(ids.length > 0 ? [`Exercises of your own: ${ids.join(', ')}`] : []),
  ];
  return parts.length > 0 ? <p class="quiet-text">{parts.join(' · ')}</p> : null;
}

function Progress() {
  const now = progress.value;
  if (now === null) return <Summary />;
  return (
    <div class="hand-ins-progress">
      <progress max={now.all} value={now.done} aria-label="Hand-ins judged" />
      <span>
        {count(now.done)} of {count(now.all)}
      </span>
      <button onClick={cancel}>Cancel</button>
    </div>
  );
}

function Summary() {
  const all = results.value;
  if (all.length === 0) return null;
  const solved = all.filter(({ verdict }) => verdict === 'solved').length;
  return (
    <p role="status" class="hand-ins-summary">
      {plural(all.length, 'hand-in')}, {count(solved)} solved
    </p>
  );
}
