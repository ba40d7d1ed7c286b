import type { GradeReport, Profile } from './grading';
import type { BadInput } from './protocol';

/** The language between the page and the workers that run tests of the course, one test with one seed at a time. */

/** A test file to be run with a seed. */
export interface Task {
  text: string;
  seed: number;
  profile: Profile;
}

/** The core, compiled once for all workers. */
export interface CompiledCore {
  first: WebAssembly.Module;
  rest: WebAssembly.Module;
}

export type ToGrader = CompiledCore | { task: Task; wants: 'report' | 'scenario' };

/** What a task is answered with. */
export type Graded =
  | { report: GradeReport }
  /** The run as a scenario, to be opened on the stage. */
  | { scenario: string }
  | { refused: BadInput };

/** A worker that has failed can do no more. */
export type FromGrader = Graded | { failed: string };
