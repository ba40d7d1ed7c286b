import { parentPort } from 'node:worker_threads';
import { isBadInput } from '../engine/core';
import { gradeTest, type GradeReport } from '../engine/grading';
import { loadCore } from './core';

/** A test to run with one seed. */
export interface Job {
  /** Its place among the jobs. */
  place: number;
  text: string;
  seed: number;
  profile: string;
}

/** What came of it: the report, or what is wrong with the test, the seed or the profile. */
export type Done = { place: number } & ({ report: GradeReport } | { refused: string });

/** In a worker: does one job after the other, for as long as the main thread sends some. */
export async function gradeJobs(): Promise<void> {
  await loadCore();
  const port = parentPort!;
  port.on('message', (job: Job) => port.postMessage(done(job)));
}

function done({ place, text, seed, profile }: Job): Done {
  try {
    return { place, report: gradeTest(text, seed, profile) };
  } catch (thrown) {
    if (isBadInput(thrown)) return { place, refused: `${thrown.place}: ${thrown.message}` };
    throw thrown;
  }
}
