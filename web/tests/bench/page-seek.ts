import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
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
  await setSpeed(page, '100');
  while ((await counter(page, 'Events')) < EVENTS) await page.waitForTimeout(200);
  await page.getByRole('button', { name: 'Pause' }).click();
  const events = await counter(page, 'Events');
  const threads = new Threads(await page.context().newCDPSession(page));
  await threads.attach();
  await threads.collectGarbage();
  const megabytes = (await resident(bench.browser)) / 1e6;
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

/**
 * What the process of the tab has in memory by the system's count, without the files of the browser, which all tabs
 * share: the largest, as there is one tab at a time.
 */
async function resident(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  const sizes = renderers.map(async ({ id }) => {
    const status = await readFile(`/proc/${id}/status`, 'utf8');
    return 1024 * Number(/RssAnon:\s+(\d+) kB/.exec(status)?.[1]);
  });
  return Math.max(...(await Promise.all(sizes)));
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
