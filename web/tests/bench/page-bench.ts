import type { Browser, Page } from 'playwright-core';

/** What every measurement of the page is given. */
export interface Bench {
  browser: Browser;
  address: string;
  /** Of how many runs the median counts. */
  rounds: number;
  /** For how long the heap is watched. */
  seconds: number;
  /** A checkout of RaftScope to measure beside ours, if there is one. */
  peer?: string;
}

/** The middle one of some numbers. */
export function middle(numbers: number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
}

/** Opens the page with a scenario, which is dropped on it as a person would. */
export async function openWith({ browser, address }: Bench, scenario: object): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(address);
  await page.locator('[aria-label*=", leader, "]').first().waitFor({ state: 'attached' });
  const title = 'Under measurement';
  const dataTransfer = await page.evaluateHandle(
    (text) => {
      const carried = new DataTransfer();
      carried.items.add(new File([text], 'bench.json', { type: 'application/json' }));
      return carried;
    },
    JSON.stringify({ title, ...scenario }),
  );
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await page.locator('main').dispatchEvent(type, { dataTransfer });
  }
  await page.locator('.menu-button .title', { hasText: title }).waitFor();
  return page;
}

/** Sets the speed by its place on the slider's scale: "1/20", "100". */
export async function setSpeed(page: Page, wanted: string): Promise<void> {
  const slider = page.getByRole('slider', { name: 'Speed' });
  const last = Number(await slider.getAttribute('max'));
  for (let at = 0; at <= last; at++) {
    await slider.fill(String(at));
    if ((await slider.getAttribute('aria-valuetext')) === `${wanted}× real time`) return;
  }
  throw new Error(`the slider has no speed ${wanted}`);
}

/** The virtual time on the clock, in ms. */
export async function clock(page: Page): Promise<number> {
  const text = await page.locator('footer .digits').innerText();
  return Number(text.replace(/[^\d.]/g, ''));
}

/** A number at the bottom: "Messages" or "Events". */
export async function counter(page: Page, name: string): Promise<number> {
  const text = await page.locator('footer .counters div', { hasText: name }).locator('dd').innerText();
  return Number(text.replaceAll(',', ''));
}
