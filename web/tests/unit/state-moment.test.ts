import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Answer } from '../../src/engine/client';
import type { Request } from '../../src/engine/protocol';
import { Session } from '../../src/engine/session';
import type * as moment from '../../src/state/moment';
import type * as pasts from '../../src/state/past';
import type * as run from '../../src/state/run';
import { FakeInstance, scenarioText } from './fake_core';

interface Page {
  run: typeof run;
  moment: typeof moment;
  past: typeof pasts;
  requests: Request['type'][];
}

/** A page on which nothing plays by itself. `slow` has each look at the clock find that a while has passed. */
async function startPage(slow = false): Promise<Page> {
  vi.resetModules();
  vi.stubGlobal('requestAnimationFrame', () => 0);
  const page: Page = {
    run: await import('../../src/state/run'),
    moment: await import('../../src/state/moment'),
    past: await import('../../src/state/past'),
    requests: [],
  };
  let looks = 0;
  const session = new Session(
    () => new FakeInstance(),
    () => (slow ? (looks += 4) : 0),
  );
  let last: Answer | null = null;
  await page.run.start(scenarioText({ seed: 21 }), {
    request(body) {
      page.requests.push(body.type);
      const reply = session.answer(body);
      if (reply.type !== 'still') last = reply;
      else if (last && 'frame' in last) last = { type: 'frame', frame: { ...last.frame, now: reply.now } };
      return Promise.resolve(last!);
    },
  });
  page.run.pause();
  page.requests.length = 0;
  return page;
}

let page: Page;
const now = (): number | undefined => page.run.frame.value?.now;

beforeEach(async () => {
  page = await startPage();
});

describe('going to a moment', () => {
  test('stands there, ahead or back', async () => {
    page.run.play();
    await page.moment.goTo(900);
    expect([now(), page.run.playing.value]).toEqual([900, false]);
    await page.moment.goTo(400);
    expect(now()).toBe(400);
    expect(page.moment.goingTo.value).toBeNull();
  });

  test('changes nothing of what is recorded; an action does', async () => {
    await page.moment.goTo(900);
    const before = page.run.changes.value;
    await page.moment.goTo(400);
    expect(page.run.changes.value).toBe(before);
    await page.run.act({ do: 'crash', replica: 'S2' });
    expect(page.run.changes.value).toBe(before + 1);
  });

  test('a long way ahead is gone in steps, of which the page sees each', async () => {
    page = await startPage(true);
    await page.moment.goTo(90_000);
    expect(now()).toBe(90_000);
    expect(page.requests[0]).toBe('go');
    expect(page.requests.filter((type) => type === 'advance').length).toBeGreaterThan(2);
  });

  test('another moment takes the place of one that is still on its way', async () => {
    page = await startPage(true);
    const far = page.moment.goTo(90_000);
    const near = page.moment.goTo(300);
    await Promise.all([far, near]);
    expect(now()).toBe(300);
  });

  test('another run ends the way', async () => {
    page = await startPage(true);
    const way = page.moment.goTo(90_000);
    await page.run.open(scenarioText({ seed: 5 }));
    await way;
    expect(now()).toBeLessThan(90_000);
    expect(page.moment.goingTo.value).toBeNull();
  });

  test('a run is opened at a time, and stands there', async () => {
    await page.run.open(scenarioText({ seed: 5 }), { to: 700 });
    expect([now(), page.run.playing.value]).toEqual([700, false]);
  });
});

describe('the past', () => {
  /** What was asked for has arrived. */
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  const fetches = () => page.requests.filter((type) => type === 'past').length;

  test('is fetched when the run has come beyond it, and kept when it goes back', async () => {
    const end = page.past.keepPast();
    await page.moment.goTo(500);
    await settled();
    expect(page.past.past.value?.at).toBe(500);
    const before = fetches();
    await page.moment.goTo(200);
    await settled();
    expect(page.past.past.value?.at).toBe(500);
    expect(fetches()).toBe(before);
    end();
  });

  test('is another one after an action, and after another run', async () => {
    const end = page.past.keepPast();
    await page.moment.goTo(500);
    await page.moment.goTo(200);
    await page.run.act({ do: 'crash', replica: 'S2' });
    await settled();
    expect(page.past.past.value).toMatchObject({ at: 200, faults: [{ replica: 'S2' }] });
    await page.run.open(scenarioText({ seed: 5 }));
    await settled();
    expect(page.past.past.value).toMatchObject({ at: 0, faults: [] });
    end();
  });

  test('is not fetched while nobody looks', async () => {
    page.past.keepPast()();
    await settled();
    const before = fetches();
    await page.moment.goTo(500);
    await settled();
    expect(fetches()).toBe(before);
  });
});
