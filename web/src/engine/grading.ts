import { course_scenario, grade_test, type GradeReport } from './pkg/raft_playground.js';

export type { GradeReport };

/** The settings of the replicas in a test: tuned for the course's tests, those of every run, or a scenario's (its text). */
export type Profile = 'course' | 'default' | (string & {});

/**
 * Runs a test file of the course (its text) to its end, and judges it. `loadWasm` must have given an instance. Throws a
 * BadInput.
 */
export const gradeTest = (text: string, seed: number, profile: Profile = 'course'): GradeReport =>
  grade_test(text, seed, profile);

/** The run that `gradeTest` judges, as the text of a scenario, to be opened on the stage. Throws a BadInput. */
export const courseScenario = (text: string, seed: number, profile: Profile = 'course'): string =>
  course_scenario(text, seed, profile);
