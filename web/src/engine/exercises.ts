import type {
  ExerciseAnswers,
  ExerciseQuestion,
  FromExerciseWorker,
  ToExerciseWorker,
} from './exercise-protocol';
import type { BadInput } from './protocol';

/** The part of a Worker that is used, for a test to stand in for. */
export interface ExercisePort {
  postMessage(message: ToExerciseWorker): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromExerciseWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/** The answer to a question, or what is wrong with it. */
export type Told<A extends keyof ExerciseAnswers> = { answer: ExerciseAnswers[A] } | { refused: BadInput };

/** Asks the worker that knows exercises. Questions are answered in their order. */
export class Exercises {
  readonly #port: ExercisePort;
  readonly #waiting = new Map<number, { tell: (told: Told<never>) => void; fail: (why: Error) => void }>();
  #asked = 0;

  constructor(port: ExercisePort = spawned()) {
    this.#port = port;
    port.onmessage = ({ data }) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('failed' in data) waiting?.fail(new Error(data.failed));
      else
        waiting?.tell(
          ('refused' in data ? { refused: data.refused } : { answer: data.answer }) as Told<never>,
        );
    };
    port.onerror = ({ message }) => {
      for (const { fail } of this.#waiting.values())
        fail(new Error(message || 'its script could not be loaded'));
      this.#waiting.clear();
    };
  }

  /** Rejects if the core fails; what is wrong with the question is told. */
  ask<A extends ExerciseQuestion['ask']>(question: Extract<ExerciseQuestion, { ask: A }>): Promise<Told<A>> {
    const id = ++this.#asked;
    return new Promise((tell, fail) => {
      this.#waiting.set(id, { tell, fail });
      this.#port.postMessage({ id, question });
    });
  }

  /** Ends the worker. What it was asked is answered no more. */
  end(): void {
    this.#port.terminate();
    this.#waiting.clear();
  }
}

const spawned = (): ExercisePort =>
  new Worker(new URL('./exercise-worker.ts', import.meta.url), { type: 'module' });
