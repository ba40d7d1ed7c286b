import type { CDPSession } from 'playwright-core';

/** The page and its workers, each of which has a heap of its own. */
export class Threads {
  readonly #session: CDPSession;
  readonly #workers: string[] = [];
  readonly #answers = new Map<number, (result: unknown) => void>();
  #calls = 0;

  constructor(session: CDPSession) {
    this.#session = session;
  }

  async attach(): Promise<void> {
    this.#session.on('Target.attachedToTarget', ({ sessionId }) => this.#workers.push(sessionId));
    this.#session.on('Target.receivedMessageFromTarget', ({ message }) => {
      const { id, result } = JSON.parse(message) as { id: number; result: unknown };
      this.#answers.get(id)?.(result);
    });
    await this.#session.send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: false,
      flatten: false,
    });
  }

  /** What nobody holds any more is no memory of the run. */
  async collectGarbage(): Promise<void> {
    await this.inPage();
    await this.inWorkers();
  }

  async inPage(): Promise<number> {
    await this.#session.send('HeapProfiler.collectGarbage');
    return size(await this.#session.send('Runtime.getHeapUsage'));
  }

  async inWorkers(): Promise<number> {
    let sum = 0;
    for (const worker of this.#workers) {
      await this.#ask(worker, 'HeapProfiler.enable');
      await this.#ask(worker, 'HeapProfiler.collectGarbage');
      sum += size(await this.#ask(worker, 'Runtime.getHeapUsage'));
    }
    return sum;
  }

  #ask(sessionId: string, method: string): Promise<unknown> {
    const id = ++this.#calls;
    return new Promise((resolve, reject) => {
      this.#answers.set(id, resolve);
      const message = JSON.stringify({ id, method, params: {} });
      this.#session.send('Target.sendMessageToTarget', { sessionId, message }).catch(reject);
    });
  }
}

function size(usage: unknown): number {
  const { usedSize = 0, backingStorageSize = 0 } = usage as Record<string, number>;
  return usedSize + backingStorageSize;
}
