import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Answer } from '../../src/engine/client';
import type { Request } from '../../src/engine/protocol';
import { Session } from '../../src/engine/session';
import type * as notices from '../../src/state/notices';
import type * as run from '../../src/state/run';
import type * as selection from '../../src/state/selection';
import type * as watching from '../../src/state/watch';
import { FakeInstance, scenarioText } from './fake_core';
import type { Plan } from './fake_core';

interface Page {
  run: typeof run;
  selection: typeof selection;
  watching: typeof watching;
  notices: typeof notices;
  requests: Request[];
  /** What waits for the next picture of the screen. */
  drawn: FrameRequestCallback[];
}

/** A fresh page, with a session at hand in the place of the worker, that has opened a plan. */
async function startPage(plan: Plan): Promise<Page> {
  vi.resetModules();
  const drawn: FrameRequestCallback[] = [];
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => drawn.push(callback));
  const page: Page = {
    drawn,
    run: await import('../../src/state/run'),
    selection: await import('../../src/state/selection'),
    watching: await import('../../src/state/watch'),
    notices: await import('../../src/state/notices'),
    requests: [],
  };
  const session = new Session(() => new FakeInstance());
  await page.run.start(scenarioText(plan), {
    request(body) {
      page.requests.push(body);
      const reply = session.answer(body);
      if (reply.type === 'still') throw new Error('the client makes a frame of it');
      return Promise.resolve<Answer>(reply);
    },
  });
  return page;
}

let page: Page;

beforeEach(async () => {
  page = await startPage({ seed: 21, messages: [{ due: 500 }], failsAtCrashOf: 'S3' });
});

function texts(): string[] {
  return page.notices.notices.value.map(({ text }) => text);
}

describe('the run on screen', () => {
  test('plays from the start, and shows its settings', () => {
    expect(page.run.playing.value).toBe(true);
    expect(page.run.frame.value?.now).toBe(0);
    expect(page.run.settings.value).toMatchObject({ title: 'A fake', seed: 21 });
  });

  test('a step pauses, and is one event', async () => {
    await page.run.step();
    expect(page.run.playing.value).toBe(false);
    expect(page.run.frame.value?.events).toBe(1);
  });

  test('an action shows in the next frame', async () => {
    expect(await page.run.act({ do: 'crash', replica: 'S2' })).toBeNull();
    expect(page.run.frame.value?.events).toBeGreaterThan(0);
  });

  test('a refused action is given back and told', async () => {
    const why = await page.run.act({ do: 'crash', replica: 'nobody' });
    expect(why?.place).toBe('action.replica');
    expect(texts()).toEqual(['action.replica: there is no such replica']);
  });

  test('a refused file leaves the run and its text as they are', async () => {
    const before = page.run.frame.value;
    const text = page.run.scenarioText.value;
    expect(await page.run.open('{')).toMatchObject({ place: 'line 1, column 1' });
    expect(page.run.frame.value).toBe(before);
    expect(page.run.scenarioText.value).toBe(text);
  });

  test('a new run forgets what was selected', async () => {
    page.selection.selected.value = { kind: 'message', id: 1 };
    await page.run.open(scenarioText({ seed: 22 }));
    expect(page.selection.selected.value).toBeNull();
    expect(page.run.settings.value?.seed).toBe(22);
  });

  test('no time passes while another one is on its way: it begins at 0', async () => {
    const opened = page.run.open(scenarioText({ seed: 22, messages: [] }));
    for (const ms of [0, 50]) for (const draw of page.drawn.splice(0)) draw(ms);
    await opened;
    expect(page.requests.map(({ type }) => type)).not.toContain('advance');
    expect(page.run.frame.value?.now).toBe(0);
    for (const ms of [100, 150]) for (const draw of page.drawn.splice(0)) draw(ms);
    expect(page.requests.map(({ type }) => type)).toContain('advance');
  });

  test('a restart takes another seed if it is given one', async () => {
    await page.run.restart(await page.run.freshSeed());
    expect(page.run.settings.value?.seed).toBe(4242);
    expect(page.run.frame.value?.now).toBe(0);
  });

  test('a failure of the core pauses and is told, and the run is there as before', async () => {
    await page.run.step();
    const hash = page.run.frame.value?.hash;
    page.run.play();
    await page.run.act({ do: 'crash', replica: 'S3' });
    expect(page.run.frame.value?.hash).toBe(hash);
    expect(page.run.playing.value).toBe(false);
    expect(texts()[0]).toContain('The simulation failed');
  });

  test('the run can be saved', async () => {
    await page.run.act({ do: 'crash', replica: 'S2' });
    expect(JSON.parse(await page.run.exportRun())).toHaveProperty('seed', 21);
  });
});

describe('what is looked at', () => {
  test('the selected replica and message are watched', () => {
    page.selection.selected.value = { kind: 'replica', name: 'S2' };
    expect(page.requests.at(-1)).toEqual({ type: 'watch', watch: { replica: 'S2' } });
    page.selection.selected.value = { kind: 'message', id: 1 };
    expect(page.requests.at(-1)).toEqual({ type: 'watch', watch: { message: 1 } });
  });

  test('the windows of logs and events are watched, unless they are empty', () => {
    page.watching.logWindow.value = { first: 4, count: 20 };
    page.watching.eventFilter.value = { count: 50, replica: 'S1' };
    expect(page.requests.at(-1)).toEqual({
      type: 'watch',
      watch: { logs: { first: 4, count: 20 }, events: { count: 50, replica: 'S1' } },
    });
    page.watching.logWindow.value = { first: 4, count: 0 };
    page.watching.eventFilter.value = { count: 0 };
    expect(page.requests.at(-1)).toEqual({ type: 'watch', watch: {} });
  });
});

describe('notices', () => {
  test('are not repeated but renewed, and the oldest gives way', () => {
    const first = page.notices.tell('a');
    for (const text of ['b', 'a', 'c']) page.notices.tell(text);
    expect(texts()).toEqual(['b', 'a', 'c']);
    page.notices.tell('d');
    expect(texts()).toEqual(['a', 'c', 'd']);
    page.notices.dismiss(first);
    expect(texts().length).toBe(3);
  });

  test('of something wrong go when something else is done', () => {
    page.notices.tell('good', 'good');
    page.notices.tell('bad', 'bad');
    page.notices.dismissBad();
    expect(texts()).toContain('good');
    expect(texts()).not.toContain('bad');
  });
});
