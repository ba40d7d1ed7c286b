/** What there is to learn and to do, and how far one is. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ExerciseSummary } from '../engine/exercise-protocol';
import { adopt } from '../panels/adopt';
import { Dialog } from '../panels/dialog';
import { openDialog } from '../panels/dialogs';
import { begin } from './at-hand';
import { CourseList } from './course-list';
import { examine } from './examiner';
import { beginExercise } from './exercise-at-hand';
import css from './learn.css?inline';
import { LESSONS } from './lessons';
import { doneIn } from './progress';

adopt(css);

const exercises = signal<readonly ExerciseSummary[]>([]);

const list = async (): Promise<void> => {
  if (exercises.value.length === 0) exercises.value = (await examine({ ask: 'list' })) ?? [];
};

export function LearnDialog() {
  useEffect(() => void list(), []);
  return (
    <Dialog title="Lessons and exercises">
      <CourseList />
      <p class="quiet-text">
        Raft from its beginning, on clusters that run. What you have done is kept in this browser and nowhere
        else.
      </p>
      <div class="learn">
        <section>
          <h3>Lessons</h3>
          <ol class="lesson-list">
            {LESSONS.map(({ id, title, section, minutes, steps }, nth) => {
              const done = doneIn(id).length;
              const far = done === steps ? 'Done' : done > 0 ? `${done} of ${steps}` : '';
              const about = `${section} · ${minutes} min`;
              return <Line key={id} {...{ nth, title, about, far }} open={() => void begin(id)} />;
            })}
          </ol>
        </section>
        <section>
          <h3>Exercises</h3>
          <ol class="lesson-list">
            {exercises.value.map(({ id, title, section }, nth) => {
              const far = doneIn(id).length > 0 ? 'Solved' : '';
              const open = (): void => void beginExercise({ exercise: id });
              return <Line key={id} {...{ nth, title, far, open }} about={section} />;
            })}
          </ol>
        </section>
      </div>
      <div class="dialog-end">
        <button onClick={() => (openDialog.value = 'teach')}>For teachers…</button>
      </div>
    </Dialog>
  );
}

interface LineProps {
  nth: number;
  title: string;
  about: string;
  far: string;
  open(): void;
}

function Line({ nth, title, about, far, open }: LineProps) {
  return (
    <li>
      <button onClick={open}>
        <b>{nth + 1}</b>
        <span class="lesson-title">{title}</span>
        <span class="lesson-about">{about}</span>
        <span class="lesson-done">{far}</span>
      </button>
    </li>
  );
}
