/** Asking the worker that knows exercises. It is started with the first question. */
import type { ExerciseAnswers, ExerciseQuestion } from '../engine/exercise-protocol';
import { Exercises, type Told } from '../engine/exercises';
import { tell } from '../state/notices';

let exercises: Exercises | null = null;

/** The answer, or what is wrong with the question; null where the worker failed, which is told. */
export async function inquire<A extends ExerciseQuestion['ask']>(
  question: Extract<ExerciseQuestion, { ask: A }>,
): Promise<Told<A> | null> {
  exercises ??= new Exercises();
  try {
    return await exercises.ask<A>(question);
  } catch (failure) {
    tell(
      `The exercises do not answer: ${failure instanceof Error ? failure.message : String(failure)}`,
      'bad',
    );
    return null;
  }
}

/** The answer; null where there is none, which is told. */
export async function examine<A extends ExerciseQuestion['ask']>(
  question: Extract<ExerciseQuestion, { ask: A }>,
): Promise<ExerciseAnswers[A] | null> {
  const told = await inquire<A>(question);
  if (told && 'refused' in told) tell(`${told.refused.place}: ${told.refused.message}`, 'bad');
  return told && 'answer' in told ? told.answer : null;
}
