import { parentPort } from 'node:worker_threads';
import type { Judgement } from '../engine/exercise-protocol';
import { askExercise } from '../engine/exercising';
import { loadCoreAgain } from './core';
import type { Placed, Task } from './pool';

/** A hand-in to judge. */
export interface Job extends Placed {
  text: string;
}

/** What came of it; or why the judge failed, which is its own mistake and not the student's. */
export type Done = Placed & ({ judgement: Judgement } | { failed: string });

/** In a worker: judges one hand-in after the other, for as long as the main thread sends some. */
export async function verifyJobs({ salt, own }: Extract<Task, { does: 'verify' }>): Promise<void> {
  const fresh = await loadCoreAgain();
  fresh();
  const port = parentPort!;
  port.on('message', ({ place, text }: Job) => {
    try {
      const judgement = askExercise({ ask: 'judge', hand_in: text, salt, own });
      port.postMessage({ place, judgement } satisfies Done);
    } catch (thrown) {
      const failed = thrown instanceof Error ? thrown.message : JSON.stringify(thrown);
      port.postMessage({ place, failed } satisfies Done);
      // An instance that failed is of no use any more.
      fresh();
    }
  });
}
