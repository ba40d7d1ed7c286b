/** Checking what was done, and making the file that is handed in. */
import type { Judgement } from '../engine/exercise-protocol';
import { download, fileName } from '../panels/download';
import { tell } from '../state/notices';
import type { ExerciseAtHand } from './at-hand';
import { done, judgement } from './exercise-at-hand';
import { examine } from './examiner';
import { finish } from './progress';
import { LONGEST_TAG, tag } from './tag';

export function HandIn({ exercise }: { exercise: ExerciseAtHand }) {
  return (
    <div class="hand-in">
      <div class="field">
        <label for="tag">Name or tag</label>
        <input
          id="tag"
          type="text"
          maxLength={LONGEST_TAG}
          value={tag.value}
          onChange={(event) => (tag.value = event.currentTarget.value.trim())}
        />
      </div>
      <div class="hand-in-buttons">
        {knowsAnswers(exercise) ? <button onClick={() => void check(exercise)}>Check</button> : null}
        <button class="primary" onClick={() => void handIn(exercise)}>
          Save hand-in
        </button>
      </div>
      {judgement.value ? <Verdict of={judgement.value} /> : null}
    </div>
  );
}

/** What depends on the salt of a course is known to the teacher alone. */
const knowsAnswers = ({ of, kind }: ExerciseAtHand): boolean =>
  of.key === undefined || kind === 'schedule' || kind === 'shrink';

function Verdict({ of: { verdict, reason, parts } }: { of: Judgement }) {
  return (
    <div class={`verdict ${verdict === 'solved' ? 'good' : 'bad'}`} role="status">
      <p>
        <b>{verdict === 'solved' ? 'Solved' : verdict.replaceAll('-', ' ')}</b>
        {reason ? `: ${reason}` : ''}
      </p>
      {parts.some(({ measured }) => measured !== undefined) ? (
        <ul>
          {parts.map(({ says, measured, met }) => (
            <li key={says} class={met ? 'met' : ''}>
              {says} {measured}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

const textOf = (exercise: ExerciseAtHand): Promise<string | null> =>
  examine({ ask: 'hand_in', ...exercise.of, tag: tag.peek(), ...done(exercise) });

async function check(exercise: ExerciseAtHand): Promise<void> {
  const text = await textOf(exercise);
  if (text === null) return;
  const { exercise: given } = exercise.of;
  const own = given.startsWith('{') ? { own: [given] } : {};
  const judged = await examine({ ask: 'judge', hand_in: text, ...own });
  judgement.value = judged;
  if (judged?.verdict === 'solved') finish(exercise.id, 0);
}

async function handIn(exercise: ExerciseAtHand): Promise<void> {
  if (tag.peek() === '') {
    tell('A hand-in needs your name or tag.', 'bad');
    return;
  }
  const text = await textOf(exercise);
  if (text === null) return;
  download(`${exercise.id}-${fileName(tag.peek(), 'hand-in')}.json`, 'application/json', text);
}
