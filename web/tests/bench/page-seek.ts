import type { Page } from 'playwright-core';
import { counter, middle, openWith, setSpeed, type Bench } from './page-bench';
import { Threads } from './page-threads';

/** Much happens in it, and its logs are kept whole. */
const SCENARIO = { replicas: 5, clients: 4, seed: 1, workload: { rate: 4000, gets: 0.5 } };

const EVENTS = 1_000_000;

/** Places on the time line that are gone to in turn: they lie apart, in no order. */
const PLACES = 51;
const SPREAD = 0.618034;

/** How long a press on the time line of a long run takes until it stands there, and what the tab keeps of that run. */
export async function seek(bench: Bench): Promise<Record<string, number>> {
  const page = await openWith(bench, SCENARIO);
  const threads = new Threads(await page.context().newCDPSession(page));
  await threads.attach();
  await setSpeed(page, '100');
  while ((await counter(page, 'Events')) < EVENTS) await page.waitForTimeout(200);
  await page.getByRole('button', { name: 'Pause' }).click();
  const events = await counter(page, 'Events');
  const megabytes = ((await threads.inPage()) + (await threads.inWorkers())) / 1e6;
  await watch(page);
  const filled = await page.locator('.track .ran').boundingBox();
  for (let nth = 1; nth <= PLACES && filled !== null; nth++) {
    const share = (nth * SPREAD) % 1;
    await page.mouse.click(filled.x + filled.width * share, filled.y + filled.height / 2);
    await page.waitForFunction((many) => (window as unknown as Watched).took.length === many, nth);
  }
  const took = await page.evaluate(() => (window as unknown as Watched).took);
  await page.close();
  return {
    'seek-events': events,
    'seek-mb': megabytes,
    'seek-ms': middle(took),
    'seek-longest-ms': Math.max(...took),
  };
}

interface Watched {
  /** Milliseconds from each press to the first picture of the moment. */
  took: number[];
}

async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const took: number[] = ((window as unknown as Watched).took = []);
    const bar = document.querySelector<HTMLElement>('.transport')!;
    document.querySelector('.track')!.addEventListener(
      'pointerdown',
      () => {
        const start = performance.now();
        let left = false;
        const look = (): void => {
          const still = bar.dataset['still'] === 'true';
          left ||= !still;
          if (left && still) took.push(performance.now() - start);
          else requestAnimationFrame(look);
        };
        // It is asked for in the same turn; what shows that is drawn with the next picture.
        queueMicrotask(look);
      },
      { capture: true },
    );
  });
}
