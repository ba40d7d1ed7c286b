import { clock, counter, openWith, setSpeed, type Bench } from './page-bench';
import { Threads } from './page-threads';

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
