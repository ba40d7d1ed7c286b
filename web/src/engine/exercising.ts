import type { ExerciseAnswers, ExerciseQuestion } from './exercise-protocol';
import { exercise } from './pkg/raft_playground.js';

/** Asks the core about exercises. `loadWasm` must have given an instance. Throws a BadInput. */
export function askExercise<A extends ExerciseQuestion['ask']>(
  question: Extract<ExerciseQuestion, { ask: A }>,
): ExerciseAnswers[A] {
  return JSON.parse(exercise(JSON.stringify(question))) as ExerciseAnswers[A];
}
