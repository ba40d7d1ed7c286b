/** What the page shows of lessons and exercises, once someone has asked for them: the list, and the one at hand. */
import { adopt } from '../panels/adopt';
import { openDialog } from '../panels/dialogs';
import { exercise, lesson } from './at-hand';
import { ExerciseCard } from './exercise-card';
import css from './guide.css?inline';
import { LearnDialog } from './learn-dialog';
import { LessonCard } from './lesson-card';

adopt(css);

export function LessonsOnPage() {
  return (
    <>
      {lesson.value ? <LessonCard lesson={lesson.value} /> : null}
      {exercise.value ? <ExerciseCard exercise={exercise.value} /> : null}
      {openDialog.value === 'lessons' ? <LearnDialog /> : null}
    </>
  );
}
