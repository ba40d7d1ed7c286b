import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type * as Tour from '../../src/state/tour';
import { scenarios } from '../../src/state/scenario_list';
import { realPage, type RealPage } from './real-page';

let page: RealPage;
let tour: typeof Tour;
let stop: () => void;

const TALE = {
  title: 'Told',
  replicas: 3,
  network: { latency_ms: [10, 10] },
  end_ms: 1000,
  captions: [
    { at_ms: 0, text: 'Nobody leads.' },
    { when: 'S1.role = leader', text: 'S1 leads.' },
    { at_ms: 60, text: 'It did already at its time.' },
    { when: 'some S: S.up = false', text: 'One is down.' },
    { at_ms: 1000, text: 'The end.' },
  ],
  actions: [
    { at_ms: 50, do: 'time_out', replica: 'S1' },
    { at_ms: 400, do: 'crash', replica: 'S3' },
  ],
};

const texts = (): string[] => tour.captions.value.map(({ text }) => text);
const said = (): string | undefined => texts()[tour.latest.value - 1];
const moments = (): (number | null)[] => tour.captions.value.map(({ at }) => at);
const found = (many = TALE.captions.length) =>
  vi.waitFor(() => expect(moments().filter((at) => at !== null)).toHaveLength(many));

/** Lets the run play as the page does, a frame after the other, until it stands. */
async function plays(): Promise<void> {
  for (let frames = 0; page.run.playing.value && frames < 2000; frames++) {
    await page.run.ask({ type: 'advance', to: (page.run.frame.value?.now ?? 0) + 7_000 });
  }
  await vi.waitFor(() => expect(page.run.still.value).toBe(true));
}

beforeEach(async () => {
  page = await realPage();
  tour = await import('../../src/state/tour');
  stop = tour.keepTour();
});

// Of the core there is one instance at a time: nothing may be asked of the one that the next page ends.
afterEach(async () => {
  stop();
  page.run.pause();
  await vi.waitFor(() => expect(page.run.still.value).toBe(true));
});

describe('the captions of a scenario', () => {
  test('are known with their moments as soon as it is opened', async () => {
    await page.run.open(JSON.stringify(TALE), { to: 0 });
    await found();
    expect(moments()).toEqual([0, 70_000, 70_000, 400_000, 1_000_000]);
    expect(said()).toBe('Nobody leads.');
  });

  test('come when the run comes to their moments, also by going there', async () => {
    await page.run.open(JSON.stringify(TALE), { to: 0 });
    await found();
    await page.moment.goTo(69_999);
    expect(said()).toBe('Nobody leads.');
    await page.moment.goTo(70_000);
    expect(said()).toBe('It did already at its time.');
    await page.moment.goTo(399_999);
    expect(said()).toBe('It did already at its time.');
    await page.moment.goTo(1_000_000);
    expect(said()).toBe('The end.');
    await page.moment.goTo(0);
    expect(said()).toBe('Nobody leads.');
  });

  test('come at other moments, or never, when a person does something else', async () => {
    await page.run.open(JSON.stringify(TALE), { to: 0 });
    await found();
    await page.run.act({ do: 'crash', replica: 'S1' });
    await vi.waitFor(() => expect(moments()).toEqual([0, null, null, null, null]));
    expect(tour.goesOn.value).toBe(false);
    await page.moment.undo();
    await vi.waitFor(() => expect(moments()).toEqual([0, 70_000, 70_000, 400_000, 1_000_000]));
  });

  test('are gone with the next scenario', async () => {
    await page.run.open(JSON.stringify(TALE), { to: 0 });
    await found();
    await page.run.open(JSON.stringify({ replicas: 3 }));
    expect(tour.captions.value).toEqual([]);
  });
});

describe('a tour', () => {
  test('is walked from caption to caption, and stands at each', async () => {
    await page.run.open(JSON.stringify(TALE), { to: 0 });
    await found();
    const seen: [number, string | undefined][] = [];
    while (tour.goesOn.value) {
      tour.toNextCaption();
      expect(page.run.playing.value).toBe(true);
      await plays();
      seen.push([page.run.frame.value!.now, said()]);
    }
    expect(seen).toEqual([
      [70_000, 'It did already at its time.'],
      [400_000, 'One is down.'],
      [1_000_000, 'The end.'],
    ]);
    await tour.toPreviousCaption();
    expect([page.run.frame.value!.now, said()]).toEqual([400_000, 'One is down.']);
  });

  test('goes to the next caption at once when it is asked again on the way', async () => {
    await page.run.open(JSON.stringify(TALE), { to: 70_000 });
    await found();
    tour.toNextCaption();
    tour.toNextCaption();
    await vi.waitFor(() => expect(page.run.frame.value!.now).toBe(400_000));
    expect(page.run.playing.value).toBe(false);
  });

  test('ends where a person pauses, and begins anew', async () => {
    await page.run.open(JSON.stringify(TALE), { to: 70_000 });
    await found();
    tour.toNextCaption();
    page.run.pause();
    await page.run.ask({ type: 'advance', to: 500_000 });
    expect(page.run.frame.value!.now).toBe(500_000);
  });
});

describe('a presenter goes on', () => {
  test('to the next caption or action, whichever comes first', async () => {
    await page.run.open(JSON.stringify(TALE), { to: 0 });
    await found();
    const seen: number[] = [];
    while (await tour.toNextStep()) {
      await plays();
      seen.push(page.run.frame.value!.now);
    }
    expect(seen).toEqual([50_000, 70_000, 400_000, 1_000_000]);
  });

  test('to the next action where a scenario says nothing', async () => {
    await page.run.open(JSON.stringify({ ...TALE, captions: undefined }), { to: 0 });
    expect(await tour.toNextStep()).toBe(true);
    await plays();
    expect(page.run.frame.value!.now).toBe(50_000);
  });
});

test(
  'every scenario that comes with the page opens, and what it says is found',
  { timeout: 60_000 },
  async () => {
    for (const { id, load } of scenarios) {
      const text = await load();
      expect(await page.run.open(text, { to: 0 }), id).toBeNull();
      const { captions = [] } = JSON.parse(text) as { captions?: unknown[] };
      await found(captions.length);
    }
  },
);
