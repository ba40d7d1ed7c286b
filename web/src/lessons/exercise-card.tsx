/** The exercise at hand: what is to be done, which parts of it are met, and what there is to hand in. */
import { useEffect, useRef } from 'preact/hooks';
import { count, ms } from '../panels/format';
import { Icon } from '../panels/icons';
import { frame } from '../state/run';
import type { ExerciseAtHand } from './at-hand';
import { hintsShown, isOnStage, keepExercise, leaveExercise, openStage, standing } from './exercise-at-hand';
import { Work } from './exercise-work';
import { HandIn } from './hand-in';
import { Prose } from './prose';

export function ExerciseCard({ exercise }: { exercise: ExerciseAtHand }) {
  useEffect(() => keepExercise(exercise), [exercise]);
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus({ preventScroll: true }), [exercise]);
  return (
    <section class="guide" aria-label="Exercise" data-region tabIndex={-1}>
      <header class="guide-head">
        <p class="eyebrow">Exercise · {exercise.section}</p>
        <button
          class="quiet square"
          aria-label="Close the exercise"
          title="Close the exercise"
          onClick={leaveExercise}
        >
          <Icon name="close" />
        </button>
      </header>
      <div class="guide-body">
        <h2 ref={head} tabIndex={-1}>
          {exercise.title}
        </h2>
        <Prose of={exercise.text} />
        {isOnStage.value ? null : (
          <p class="guide-task" role="status">
            Another run is on the stage.{' '}
            <button class="go" onClick={() => void openStage()}>
              Open that of the exercise
            </button>
          </p>
        )}
        <Goal exercise={exercise} />
        <Work exercise={exercise} />
        <Hints hints={exercise.hints} />
        <HandIn exercise={exercise} />
      </div>
    </section>
  );
}

function Goal({ exercise: { goal, budget, allowed } }: { exercise: ExerciseAtHand }) {
  const now = standing.value;
  if (goal.length === 0) return null;
  return (
    <>
      <h3>Goal</h3>
      <ul class="goal" aria-label="Goal">
        {goal.map((says, nth) => {
          const met = now?.met[nth];
          return (
            <li key={says} class={`guide-task ${met ? 'done' : ''}`}>
              <span>
                {says}
                {met === undefined ? null : <span class="unseen">: {met ? 'met' : 'not met yet'}</span>}
              </span>
            </li>
          );
        })}
      </ul>
      {budget ? (
        <p class="budget">
          {allowed ? `${count(now?.used ?? 0)} of ${count(budget.actions)} actions, ` : ''}
          {ms(frame.value?.now ?? 0)} of {count(budget.timeMs)} ms
        </p>
      ) : null}
      {now?.refused ? (
        <p class="refused" role="alert">
          {now.refused}
        </p>
      ) : null}
    </>
  );
}

function Hints({ hints }: { hints: string[] }) {
  const shown = hintsShown.value;
  if (hints.length === 0) return null;
  return (
    <div class="hints">
      {hints.slice(0, shown).map((hint) => (
        <div key={hint} class="hint-text">
          <Prose of={hint} />
        </div>
      ))}
      {shown < hints.length ? (
        <button class="quiet" onClick={() => (hintsShown.value = shown + 1)}>
          Hint {shown + 1} of {hints.length}
        </button>
      ) : null}
    </div>
  );
}
