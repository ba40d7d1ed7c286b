import { Worker } from 'node:worker_threads';

/** The machine for which the limits of time are made has two cores. */
const WORKERS = 2;
/** Jobs that a worker has at once, so that it need not wait for the next one. */
const AHEAD = 4;
/** Jobs that may be done before an earlier one: what is done is given in order. */
const SPREAD = 64;

/** Something that a worker does, and what it needs to know for all of its jobs. */
export type Task = { does: 'grade' } | { does: 'verify'; salt: string; own: readonly string[] };

/** A job or what came of it, with its place among all. */
export interface Placed {
  place: number;
}

/**
 * Does jobs in parallel, each in the place in which it comes, and gives what is done in that order. At any time it
 * keeps a few of them, however many there are.
 */
export async function* inWorkers<Job extends Placed, Done extends Placed>(
  task: Task,
  jobs: Iterator<Omit<Job, 'place'>>,
): AsyncGenerator<Done> {
  const waiting = new Map<number, Done>();
  let [sent, given, exhausted] = [0, 0, false];
  let wake = (): void => undefined;
  let failure: Error | undefined;
  const workers = Array.from(
    { length: WORKERS },
    () => new Worker(new URL(import.meta.url), { workerData: task }),
  );
  const free = workers.flatMap((worker) => Array.from({ length: AHEAD }, () => worker));
  const send = (): void => {
    while (!exhausted && free.length > 0 && sent - given < SPREAD) {
      const job = jobs.next();
      if (job.done === true) exhausted = true;
      else free.shift()!.postMessage({ ...job.value, place: sent++ });
    }
  };
  for (const worker of workers) {
    worker.on('message', (done: Done) => {
      free.push(worker);
      waiting.set(done.place, done);
      wake();
    });
    worker.on('error', (error: Error) => {
      failure = error;
      wake();
    });
  }
  try {
    send();
    while (!exhausted || given < sent) {
      const done = waiting.get(given);
      if (done === undefined) {
        if (failure !== undefined) throw failure;
        await new Promise<void>((resolve) => (wake = resolve));
      } else {
        waiting.delete(given++);
        yield done;
      }
      send();
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
