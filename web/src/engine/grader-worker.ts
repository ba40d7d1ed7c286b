import { isBadInput } from './core';
import type { FromGrader, Graded, Task, ToGrader } from './grader-protocol';
import { courseScenario, gradeTest } from './grading';
import { loadWasm } from './wasm';

/** A worker that runs tests of the course. The core comes first, compiled; what is asked before it is there waits. */
let loaded: Promise<unknown> = Promise.reject(new Error('no core has come'));
loaded.catch(() => undefined);

globalThis.onmessage = async ({ data }: MessageEvent<ToGrader>): Promise<void> => {
  if ('first' in data) {
    loaded = loadWasm({ first: data.first, rest: () => data.rest });
    loaded.catch((failure: unknown) => post({ failed: `it could not be loaded (${String(failure)})` }));
    return;
  }
  try {
    await loaded;
    post(answer(data.task, data.wants));
  } catch (failure) {
    post({ failed: failure instanceof Error ? failure.message : String(failure) });
  }
};

function answer({ text, seed, profile }: Task, wants: 'report' | 'scenario'): Graded {
  try {
    if (wants === 'scenario') return { scenario: courseScenario(text, seed, profile) };
    return { report: gradeTest(text, seed, profile) };
  } catch (thrown) {
    if (isBadInput(thrown)) return { refused: { place: thrown.place, message: thrown.message } };
    throw thrown;
  }
}

function post(message: FromGrader): void {
  globalThis.postMessage(message);
}
