import { isBadInput } from './core';
import type { FromExerciseWorker, ToExerciseWorker } from './exercise-protocol';
import { askExercise } from './exercising';
import { loadWasm } from './wasm';

/** A worker that knows exercises. It has a core of its own, so that judging never holds up the run on screen. */
const loaded = loadWasm().then((fresh) => {
  fresh();
  return fresh;
});
loaded.catch(() => undefined);

globalThis.onmessage = async ({ data: { id, question } }: MessageEvent<ToExerciseWorker>): Promise<void> => {
  try {
    await loaded;
    post({ id, answer: askExercise(question) });
  } catch (thrown) {
    if (isBadInput(thrown)) {
      post({ id, refused: { place: thrown.place, message: thrown.message } });
      return;
    }
    post({ id, failed: thrown instanceof Error ? thrown.message : String(thrown) });
    // An instance that failed is of no use any more.
    await loaded.then((fresh) => fresh());
  }
};

function post(message: FromExerciseWorker): void {
  globalThis.postMessage(message);
}
