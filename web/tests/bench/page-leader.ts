import { middle, type Bench } from './page-bench';

/** Seconds from a cold navigation, with nothing cached, to a leader on the stage. */
export async function firstLeader({ browser, address, rounds }: Bench): Promise<Record<string, number>> {
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(address, { waitUntil: 'commit' });
    // Counted by the page's own clock, which starts with the navigation, and looked at before each repaint.
    const found = await page.waitForFunction(
      () => (document.querySelector('[aria-label*=", leader, "]') ? performance.now() / 1000 : 0),
      undefined,
      { polling: 'raf' },
    );
    seconds.push((await found.jsonValue()) || 0);
    await context.close();
  }
  return { leader: middle(seconds) };
}
