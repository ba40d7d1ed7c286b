import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

export interface Leader {
  name: string;
  term: number;
}

/** What a scenario file says of a message at hand, as the inspector shows it. Times in ms. */
export interface SeenMessage {
  name: string;
  from: string;
  to: string;
  sent: number;
  due: number;
}

/** A person in front of the page: she finds things by what they are called, and waits until she sees them. */
export class Person {
  readonly page: Page;
  readonly stage: Locator;
  readonly inspector: Locator;
  readonly client: Locator;
  readonly events: Locator;
  readonly logs: Locator;
  readonly transport: Locator;
  readonly toolbar: Locator;
  readonly settings: Locator;
  readonly history: Locator;
  readonly find: Locator;
  readonly diagram: Locator;
  readonly grader: Locator;
  readonly notices: Locator;

  constructor(page: Page) {
    this.page = page;
    this.stage = page.getByRole('main', { name: 'Stage' });
    this.inspector = page.getByRole('region', { name: 'Inspector' });
    this.client = page.getByRole('region', { name: 'Client' });
    this.events = page.getByRole('region', { name: 'Events' });
    this.logs = page.getByRole('region', { name: 'Logs' });
    this.transport = page.getByRole('contentinfo', { name: 'Transport' });
    this.toolbar = page.getByRole('toolbar', { name: 'Network' });
    this.settings = page.getByRole('dialog', { name: 'Settings' });
    this.history = page.getByRole('region', { name: 'History' });
    this.diagram = page.getByRole('region', { name: 'Space–time diagram' });
    this.find = page.getByRole('region', { name: 'Find' });
    this.grader = page.getByRole('dialog', { name: 'Course tests' });
    this.notices = page.locator('.notice');
  }

  // What she sees

  replica(name: string): Locator {
    return this.stage.getByRole('button', { name: new RegExp(`^${name}, `) });
  }

  /** "S3, leader, term 2, up" of every replica, in their order. */
  async replicas(): Promise<string[]> {
    const circles = this.stage.getByRole('button', { name: /^S\d+, / });
    return circles.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
  }

  async leaders(): Promise<Leader[]> {
    return (await this.replicas()).flatMap((said) => {
      const found = /^(S\d+), leader, term (\d+)/.exec(said);
      return found ? [{ name: found[1]!, term: Number(found[2]) }] : [];
    });
  }

  /** Waits until someone leads in a term above the one given. */
  async seesLeader(above = 0): Promise<Leader> {
    let found: Leader | undefined;
    await expect
      .poll(async () => (found = (await this.leaders()).find(({ term }) => term > above)), {
        message: `a leader above term ${above}`,
      })
      .toBeDefined();
    return found!;
  }

  /** The virtual time on the clock, in ms. */
  async clock(): Promise<number> {
    return milliseconds(await this.transport.locator('.digits').innerText());
  }

  async untilClock(ms: number): Promise<void> {
    await expect.poll(() => this.clock(), { message: `${ms} ms of virtual time` }).toBeGreaterThanOrEqual(ms);
  }

  async hash(): Promise<string> {
    return this.transport.locator('.hash .mono').innerText();
  }

  /** A number at the bottom: "Messages" or "Events". */
  async counter(name: string): Promise<number> {
    const text = this.transport.locator('.counters div', { hasText: name }).locator('dd');
    return Number((await text.innerText()).replaceAll(',', ''));
  }

  async scenario(): Promise<string> {
    return this.page.locator('.menu-button .title').innerText();
  }

  /** What the inspector says under a name. */
  fact(name: string): Locator {
    return this.inspector
      .locator('.facts > div')
      .filter({ has: this.page.getByText(name, { exact: true }) })
      .locator('dd');
  }

  /** Answers to clients, newest first, each in one line. */
  async answers(): Promise<string[]> {
    const list = this.page.getByRole('list', { name: 'Answers, newest first' }).getByRole('listitem');
    return (await list.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
  }

  async seesAnswer(like: RegExp): Promise<void> {
    await expect.poll(async () => (await this.answers()).join('\n')).toMatch(like);
  }

  async seesNotice(like: RegExp): Promise<void> {
    await expect.poll(async () => (await this.notices.allInnerTexts()).join('\n')).toMatch(like);
  }

  /** The words that mark cut links on the stage. */
  async cutWords(): Promise<string[]> {
    return this.stage.locator('.cut-word').allTextContents();
  }

  async message(): Promise<SeenMessage> {
    const name = await this.inspector.getByRole('heading', { level: 2 }).innerText();
    const [from = '', to = ''] = (await this.fact('from → to').innerText()).split(/\s*→\s*/);
    const sent = milliseconds(await this.fact('sent').innerText());
    const due = milliseconds(await this.fact('due').innerText());
    return { name, from, to, sent, due };
  }

  /** How many messages are in flight, as the list of them says. Leaves the focus on that list. */
  async inFlight(): Promise<string[]> {
    const list = this.stage.getByRole('listbox', { name: /^Messages in flight/ });
    await list.focus();
    const lines = await list.getByRole('option').allInnerTexts();
    return lines.filter((line) => line !== 'No messages in flight');
  }

  // What she does

  async pause(): Promise<void> {
    await this.transport.getByRole('button', { name: 'Pause' }).click();
    await this.standsStill();
  }

  async play(): Promise<void> {
    await this.transport.getByRole('button', { name: 'Play' }).click();
  }

  async step(): Promise<void> {
    await this.transport.getByRole('button', { name: 'Step', exact: true }).click();
  }

  /** A speed as the slider reads it out: "1/20", "100". */
  async setSpeed(wanted: string): Promise<void> {
    const slider = this.transport.getByRole('slider', { name: 'Speed' });
    const last = Number(await slider.getAttribute('max'));
    for (let at = 0; at <= last; at++) {
      await slider.fill(String(at));
      if ((await slider.getAttribute('aria-valuetext')) === `${wanted}× real time`) return;
    }
    throw new Error(`the slider has no speed ${wanted}`);
  }

  /** Types a request into the form and sends it. */
  async asks(op: string, fields: Record<string, string>): Promise<void> {
    await this.client.getByRole('radio', { name: op, exact: true }).check();
    for (const [label, text] of Object.entries(fields)) {
      await this.client.getByLabel(label, { exact: true }).fill(text);
    }
    await this.client.getByRole('button', { name: 'Send' }).click();
  }

  /** Pastes text where nothing takes it but the page, with the keys for it. */
  async pastes(text: string): Promise<void> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await this.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await this.page.keyboard.press('Control+v');
  }

  /** Pastes a scenario that has a title, and waits until it is on screen. */
  async opens(scenario: { title: string } & Record<string, unknown>): Promise<void> {
    await this.pastes(JSON.stringify(scenario));
    await this.seesRun(scenario.title);
  }

  /** Waits until a scenario of another title than before is on screen, and its replicas with it. */
  async seesRun(title: string): Promise<void> {
    await expect.poll(() => this.scenario(), { message: 'the title of the run' }).toBe(title);
    await this.seesPictures(2);
  }

  /** Waits for so many pictures of the screen: what the page was told before the first is in the second. */
  async seesPictures(count: number): Promise<void> {
    await this.page.evaluate(async (pictures) => {
      for (let i = 0; i < pictures; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
    }, count);
  }

  /** Opens a scenario that ends at a time and waits until it stands there. */
  async standsAt(ms: number, scenario: { title: string } & Record<string, unknown>): Promise<void> {
    await this.setSpeed('1');
    await this.opens({ ...scenario, end_ms: ms });
    await expect.poll(() => this.clock()).toBe(ms);
    await this.standsStill();
  }

  /** Waits until the run is paused and everything that was asked for is on screen. */
  async standsStill(): Promise<void> {
    await this.page.waitForFunction(async () => {
      const bar = document.querySelector<HTMLElement>('.transport')!;
      const still = (): boolean => bar.dataset['still'] === 'true';
      // A panel that sees the last frame may ask for more, to be drawn in the pictures that follow.
      for (let i = 0; i < 3 && still(); i++) await new Promise((resolve) => requestAnimationFrame(resolve));
      return still();
    });
  }

  /** Drops a file on the stage. */
  async drops(name: string, text: string): Promise<void> {
    const dataTransfer = await this.page.evaluateHandle(
      ([file, content]) => {
        const carried = new DataTransfer();
        carried.items.add(new File([content], file, { type: 'application/json' }));
        return carried;
      },
      [name, text] as const,
    );
    for (const type of ['dragenter', 'dragover', 'drop']) {
      await this.stage.dispatchEvent(type, { dataTransfer });
    }
  }

  /** The menu of scenarios. */
  async chooses(title: string): Promise<void> {
    await this.page.getByRole('button', { name: /^Scenario: / }).click();
    await this.page
      .getByRole('group', { name: 'Scenarios' })
      .getByRole('button', { name: title, exact: true })
      .click();
    await this.seesRun(title);
  }

  /** Clicks the circle of a replica, whose label is part of it for those who do not see where it is. */
  async clicks(name: string, button: 'left' | 'right' = 'left'): Promise<void> {
    const { x, y } = await this.placeOf(name);
    await this.page.mouse.click(x, y, { button });
  }

  /** Drags the mouse through points of the page. */
  async drags(...points: Point[]): Promise<void> {
    const [first, ...rest] = points;
    await this.page.mouse.move(first!.x, first!.y);
    await this.page.mouse.down();
    for (const { x, y } of rest) await this.page.mouse.move(x, y, { steps: 8 });
    await this.page.mouse.up();
  }

  /** The middle of a circle or a client's box, on the page. */
  async placeOf(name: string): Promise<Point> {
    const body = this.stage.locator(`[data-name="${name}"] .body`);
    // The circles are made anew with the layout, so one that was just found may be gone again.
    let box: Awaited<ReturnType<Locator['boundingBox']>> = null;
    await expect
      .poll(async () => (box = await body.boundingBox()), { message: `${name} on the stage` })
      .not.toBeNull();
    const { x, y, width, height } = box!;
    return { x: x + width / 2, y: y + height / 2 };
  }

  /**
   * A point on the way from one replica to another: 0 is where messages leave the one, 1 where they
   * reach the other. Those of the other direction pass a few pixels beside it.
   */
  async onTheWay(from: string, to: string, share: number): Promise<Point> {
    const [a, b] = await Promise.all([this.placeOf(from), this.placeOf(to)]);
    const rim = Number(await this.stage.locator(`[data-name="${from}"] .halo`).getAttribute('r'));
    const distance = Math.hypot(b.x - a.x, b.y - a.y);
    const [dx, dy] = [(b.x - a.x) / distance, (b.y - a.y) / distance];
    const gone = rim + share * (distance - 2 * rim);
    const aside = 4;
    return { x: a.x + dx * gone - dy * aside, y: a.y + dy * gone + dx * aside };
  }
}

export interface Point {
  x: number;
  y: number;
}

/** "1,234.500 ms" as a number. */
const milliseconds = (text: string): number => Number(text.replace(/[^\d.]/g, ''));
