import type { CDPSession } from 'playwright-core';
import { clock, counter, openWith, setSpeed, type Bench } from './page-bench';

/** A request a second at 1×, so that a page that is left alone is seen as it is. */
const SCENARIO = { replicas: 5, clients: 1, seed: 1, workload: { rate: 1, gets: 0.5 } };

/** Virtual ms until nothing is built any more. */
const WARM_UP = 600_000;

/** What is in use after garbage collection, in bytes. */
interface Usage {
  page: number;
  /** Of all workers: objects, and array buffers, the memory of the core among them. */
  workers: number;
  events: number;
}

/** Growth of the heaps over a run, in kB a minute and in bytes an event. */
export async function heap(bench: Bench): Promise<Record<string, number>> {
  const page = await openWith(bench, SCENARIO);
  const threads = new Threads(await page.context().newCDPSession(page));
  await threads.attach();
  // What is built and compiled once is no growth, and most of it is built while the first requests come.
  await setSpeed(page, '10');
  while ((await clock(page)) < WARM_UP) await page.waitForTimeout(100);
  await setSpeed(page, '1');
  const look = async (): Promise<Usage> => ({
    page: await threads.inPage(),
    workers: await threads.inWorkers(),
    events: await counter(page, 'Events'),
  });
  const before = await look();
  await page.waitForTimeout(1000 * bench.seconds);
  const after = await look();
  await page.close();
  const minutes = bench.seconds / 60;
  return {
    'heap-page-kb': before.page / 1000,
    'heap-workers-kb': before.workers / 1000,
    'heap-page-kb-a-minute': (after.page - before.page) / 1000 / minutes,
    'heap-workers-kb-a-minute': (after.workers - before.workers) / 1000 / minutes,
    'heap-minutes': minutes,
    'heap-events': after.events - before.events,
  };
}

/** The page and its workers, each of which has a heap of its own. */
class Threads {
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
