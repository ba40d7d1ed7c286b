/** What is at hand: a lesson, and at which step, or an exercise. */
import { batch, signal } from '@preact/signals';
import type { ForWhom, OpenExercise } from '../engine/exercise-protocol';
import { openDialog } from '../panels/dialogs';
import { openText } from '../panels/opened';
import { fetched } from '../state/parts';
import type { Lesson } from './lesson';
import { loadLesson } from './lessons';

export const lesson = signal<Lesson | null>(null);
export const step = signal(0);

export interface ExerciseAtHand extends OpenExercise {
  of: ForWhom;
}

export const exercise = signal<ExerciseAtHand | null>(null);

/** Opens a lesson at its beginning, with its scenario on the stage. */
export async function begin(id: string): Promise<void> {
  const found = await fetched(() => loadLesson(id));
  if (!found || (await openText(found.scenario))) return;
  batch(() => {
    exercise.value = null;
    lesson.value = found;
    step.value = 0;
    openDialog.value = null;
  });
}

export function leave(): void {
  lesson.value = null;
}
