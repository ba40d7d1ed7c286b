import type { Frame, Numbered, Reply, Request, Stamped } from './protocol';
import { restoredText } from './recovery';

/** What a request is answered with. A still reply has become the frame that it stands for. */
export type Answer = Exclude<Reply, { type: 'still' }>;

/** What a worker posts: that it has loaded, that it can do no more, or a numbered reply. */
export type FromWorker = { ready: true } | { failed: string } | Numbered<Reply>;

/** The part of a Worker that the client uses, for a test to stand in for. */
export interface Port {
  postMessage(message: Numbered<Request>): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/** A worker that has not answered for so long, in real ms, is taken to be in an endless loop. */
const PATIENCE = 10_000;

interface Waiting {
  body: Request;
  settle: (answer: Answer) => void;
  fail: (why: Error) => void;
}

/** What it takes to have the run again in a new worker. */
interface Recording {
  text: string;
  seed: number;
  actions: Stamped[];
}

/**
 * The page's end of the worker: a request in, a promise of its answer out, answered in order.
 *
 * It keeps the recording too. A worker that dies or hangs takes nothing with it: a new one opens
 * the same scenario with the same actions and runs to the time of the last frame.
 */
export class Client {
  readonly #spawn: () => Port;
  #port: Port;
  #ready = false;
  #lastId = 0;
  /** The requests that were posted, oldest first; the id of the first is #lastId − length + 1. */
  #waiting: Waiting[] = [];
  #frame: Frame | null = null;
  #recording: Recording | null = null;
  #watching: Request | null = null;
  /** Workers lost since the last answer. */
  #lost = 0;
  #gone: Error | null = null;
  #watchdog: ReturnType<typeof setTimeout> | undefined;

  constructor(spawn: () => Port = spawnWorker) {
    this.#spawn = spawn;
    this.#port = this.#start();
  }

  request(body: Request): Promise<Answer> {
    return new Promise((settle, fail) => {
      if (this.#gone !== null) {
        fail(this.#gone);
        return;
      }
      this.#waiting.push({ body, settle, fail });
      this.#post(body);
      if (this.#waiting.length === 1) this.#watch();
    });
  }

  #start(): Port {
    const port = this.#spawn();
    this.#ready = false;
    port.onmessage = ({ data }) => {
      if (port === this.#port) this.#hear(data);
    };
    port.onerror = (event) => {
      if (port === this.#port) this.#replace(event.message || 'its script could not be loaded');
    };
    return port;
  }

  #post(body: Request): void {
    this.#lastId += 1;
    this.#port.postMessage({ id: this.#lastId, body });
  }

  #hear(message: FromWorker): void {
    if ('ready' in message) {
      this.#ready = true;
      this.#watch();
    } else if ('failed' in message) {
      this.#replace(message.failed);
    } else {
      this.#answer(message);
    }
  }

  #answer({ id, body: reply }: Numbered<Reply>): void {
    const expected = this.#lastId - this.#waiting.length + 1;
    const waiting = this.#waiting.shift();
    if (waiting === undefined || id !== expected) throw new Error(`reply ${id} came out of order`);
    this.#watch();
    this.#lost = 0;
    const answer = reply.type === 'still' ? this.#stillFrame(reply.now) : reply;
    this.#note(waiting.body, answer);
    waiting.settle(answer);
  }

  #stillFrame(now: number): Answer {
    if (this.#frame === null) throw new Error('a still reply came before any frame');
    const end = Math.max(this.#frame.end, now);
    return { type: 'frame', frame: { ...this.#frame, now, end, deaths: new Float64Array(0) } };
  }

  /** Keeps the recording and the last frame up to date. */
  #note(body: Request, answer: Answer): void {
    if ('frame' in answer) this.#frame = answer.frame;
    if (body.type === 'watch') this.#watching = body;
    if (answer.type === 'opened') {
      const text = body.type === 'open' ? body.text : (this.#recording?.text ?? '');
      this.#recording = { text, seed: answer.settings.seed, actions: answer.actions };
    } else if ('actions' in answer && this.#recording !== null) {
      // Of the branches the one on screen is what a new worker puts back.
      this.#recording = { ...this.#recording, actions: answer.actions };
    }
  }

  /** Starts waiting anew for the oldest unanswered request. Loading takes as long as it takes. */
  #watch(): void {
    clearTimeout(this.#watchdog);
    if (!this.#ready || this.#waiting.length === 0) return;
    this.#watchdog = setTimeout(() => {
      this.#replace(`it did not answer for ${PATIENCE / 1000} seconds`);
    }, PATIENCE);
  }

  /**
   * Puts a new worker in the place of one that is lost. The request that it was at is not repeated:
   * its answer is that the run was put back. If the replay is lost too, the actions are left out.
   */
  #replace(why: string): void {
    clearTimeout(this.#watchdog);
    this.#port.terminate();
    this.#lost += 1;
    if (this.#recording === null || this.#frame === null || this.#lost > 2) {
      this.#giveUp(why);
      return;
    }
    const { text, seed, actions } = this.#recording;
    const now = this.#lost === 1 ? this.#frame.now : 0;
    const reopen: Request =
      this.#lost === 1 ? { type: 'open', text, seed, actions, to: now } : { type: 'open', text, seed };
    const culprit = this.#waiting.shift();
    this.#waiting.unshift({
      body: reopen,
      settle: (answer) => {
        culprit?.settle(
          answer.type === 'opened' ? { ...answer, type: 'restored', text: restoredText(why, now) } : answer,
        );
      },
      fail: (failure) => {
        culprit?.fail(failure);
      },
    });
    // Asked before there is a run it is refused, but from then on each frame brings what is watched.
    if (this.#watching !== null) {
      this.#waiting.unshift({ body: this.#watching, settle: () => undefined, fail: () => undefined });
    }
    this.#port = this.#start();
    for (const { body } of this.#waiting) this.#post(body);
  }

  #giveUp(why: string): void {
    this.#gone = new Error(`The simulation stopped: ${why}. Reload the page to go on.`);
    for (const { fail } of this.#waiting.splice(0)) fail(this.#gone);
  }
}

function spawnWorker(): Port {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
}
