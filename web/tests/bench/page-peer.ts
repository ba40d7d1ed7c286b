import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { taskTime } from './page-frames';
import { middle, type Bench } from './page-bench';

/**
 * The same figures of RaftScope, the best-known picture of Raft, from a checkout of it: seconds to its first
 * leader, and main-thread time a frame while nothing is asked of it.
 */
export async function peer({ browser, rounds, peer: folder }: Bench): Promise<Record<string, number>> {
  if (folder === undefined) return {};
  const address = pathToFileURL(join(folder, 'index.html')).href;
  const seconds: number[] = [];
  const tasks: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(address);
    await page.locator('.server.leader').first().waitFor({ state: 'attached', timeout: 120_000 });
    seconds.push((await page.evaluate(() => performance.now())) / 1000);
    tasks.push((await taskTime(page)).task);
    await page.close();
  }
  return { 'peer-leader': middle(seconds), 'peer-task-ms': middle(tasks) };
}
