/** The course that a student takes part in: until when, and what is to be done. It stands before all there is to learn. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { adopt } from '../panels/adopt';
import { course, leaveCourse } from '../panels/course';
import { idOfExercise, nameOf, type Course, type CourseExercise } from '../share/course';
import { fetched } from '../state/parts';
import { begin } from './at-hand';
import { bundledExercises } from './bundled-exercises';
import css from './course-list.css?inline';
import { beginExercise } from './exercise-at-hand';
import { LESSONS } from './lessons';
import { doneIn } from './progress';

adopt(css);

export function CourseList() {
  const now = course.value;
  if (now === null) return null;
  return (
    <section class="course" aria-label="Course">
      <header>
        <h3>{now.title}</h3>
        <button class="quiet" onClick={leaveCourse}>
          Leave the course
        </button>
      </header>
      {now.due ? <p class="course-due">Due: {now.due}</p> : null}
      <ol class="lesson-list">
        {now.lessons.map((id) => (
          <LessonOf key={id} id={id} />
        ))}
        <Exercises of={now} />
      </ol>
    </section>
  );
}

function LessonOf({ id }: { id: string }) {
  const found = LESSONS.find((lesson) => lesson.id === id);
  if (!found) return <Unknown what="lesson" id={id} />;
  const { title, section, minutes, steps } = found;
  const done = doneIn(id).length;
  return (
    <li>
      <button onClick={() => void begin(id)}>
        <span class="lesson-title">{title}</span>
        <span class="lesson-about">
          Lesson · {section} · {minutes} min
        </span>
        <span class="lesson-done">{done === steps ? 'Done' : done > 0 ? `${done} of ${steps}` : ''}</span>
      </button>
    </li>
  );
}

/** The names of those that come with the page are fetched: what is the teacher's own says its name itself. */
function Exercises({ of }: { of: Course }) {
  const titles = useSignal<ReadonlyMap<string, string> | null>(null);
  useEffect(() => {
    void fetched(bundledExercises).then((all) => {
      titles.value = new Map(all?.map(({ id, title }) => [id, title]));
    });
  }, []);
  const known = titles.value;
  if (known === null) return null;
  return (
    <>
      {of.exercises.map((exercise) => {
        const title = titleOf(exercise, known);
        if (title === undefined)
          return <Unknown key={idOfExercise(exercise)} what="exercise" id={idOfExercise(exercise)} />;
        return (
          <li key={idOfExercise(exercise)}>
            <button onClick={() => void beginExercise(forWhom(exercise, of))}>
              <span class="lesson-title">{title}</span>
              <span class="lesson-about">Exercise</span>
              <span class="lesson-done">{doneIn(idOfExercise(exercise)).length > 0 ? 'Solved' : ''}</span>
            </button>
          </li>
        );
      })}
    </>
  );
}

const titleOf = (exercise: CourseExercise, known: ReadonlyMap<string, string>): string | undefined =>
  'id' in exercise ? known.get(exercise.id) : nameOf(exercise.text)?.title;

const forWhom = (exercise: CourseExercise, { key }: Course) => ({
  exercise: 'id' in exercise ? exercise.id : exercise.text,
  ...(key === undefined ? {} : { key }),
});

function Unknown({ what, id }: { what: string; id: string }) {
  return (
    <li class="quiet-text">
      This version of the page has no {what} “{id}”. Reload it to look for a newer one.
    </li>
  );
}
