import type { Page } from 'playwright-core';
import { clock, counter, middle, openWith, setSpeed, type Bench } from './page-bench';

/** A run that is long under way has about so many messages in flight, evenly spread. */
interface Load {
  replicas: number;
  inFlight: number;
}

const LOADS: Record<string, Load> = {
  idle: { replicas: 5, inFlight: 0 },
  '300': { replicas: 5, inFlight: 300 },
  '2000': { replicas: 5, inFlight: 2000 },
  '21': { replicas: 21, inFlight: 0 },
};

/** How long a message takes under load, in ms. Timeouts are longer, so that a leader stays. */
const LATENCY = 1000;

/** The same where nothing is asked. */
const IDLE_LATENCY = 15;

/**
 * Virtual ms until as many messages arrive as are sent, and until there surely is a leader: some
 * elections of up to eight latencies.
 */
const WARM_UP = 60_000;

/** How long the page is looked at in each round, in ms, and in pieces of how long. */
const LOOK = 2000;
const PIECE = 250;

/** For how long messages are counted, in ms. */
const COUNTING = 2000;

/** What a round shows of one load. */
interface Round {
  /** Main-thread time a frame, in ms. */
  task: number;
  dropped: number;
  shown: number;
  inFlight: number;
}

/**
 * Of each load, main-thread time a frame in ms and messages in flight at the median of the rounds, and the
 * frames that were dropped in all of them.
 */
export async function frames(bench: Bench): Promise<Record<string, number>> {
  const measured: Record<string, number> = {};
  for (const [name, load] of Object.entries(LOADS)) {
    const rounds: Round[] = [];
    for (let round = 0; round < bench.rounds; round++) rounds.push(await once(bench, load));
    const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
    measured[`${name}-task-ms`] = middle(rounds.map(({ task }) => task));
    measured[`${name}-in-flight`] = middle(rounds.map(({ inFlight }) => inFlight));
    measured[`${name}-dropped`] = sum(rounds.map(({ dropped }) => dropped));
    measured[`${name}-frames`] = sum(rounds.map(({ shown }) => shown));
  }
  return measured;
}

async function once(bench: Bench, load: Load): Promise<Round> {
  const page = await openWith(bench, scenario(load));
  await setSpeed(page, '100');
  while ((await clock(page)) < WARM_UP) await page.waitForTimeout(100);
  await setSpeed(page, '10');
  const underWay = await inFlight(page, load.inFlight === 0 ? IDLE_LATENCY : LATENCY);
  await setSpeed(page, '1/20');
  const seen = await taskTime(page);
  await page.close();
  return { ...seen, inFlight: underWay };
}

function scenario({ replicas, inFlight }: Load): object {
  if (inFlight === 0) {
    return { replicas, clients: 1, seed: 1, network: { latency_ms: [IDLE_LATENCY, IDLE_LATENCY] } };
  }
  // A request is a message there and back, and one to each follower and back. Heartbeats are few beside them.
  const rate = inFlight / (LATENCY / 1000) / (2 + 2 * (replicas - 1));
  return {
    replicas,
    clients: 8,
    seed: 1,
    // All equal: a message that overtook another would have many sent again.
    network: { latency_ms: [LATENCY, LATENCY] },
    raft: {
      election_timeout_ms: [6 * LATENCY, 12 * LATENCY],
      // Longer than the way there and back: what is not answered by then is sent again.
      heartbeat_ms: 3 * LATENCY,
      max_batch: 1,
      window: 1000,
    },
    workload: { rate: Math.round(rate), gets: 0.5 },
  };
}

/**
 * Time of the main thread by Chromium's own count, a frame at the median over short pieces. It is counted while
 * the thread has a processor, so that others on the machine do not add to it.
 */
export async function taskTime(page: Page): Promise<Omit<Round, 'inFlight'>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
  };
  await page.evaluate(() => {
    const gaps: number[] = [];
    let last = performance.now();
    const note = (now: number) => {
      gaps.push(now - last);
      last = now;
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
    Object.assign(window, { gaps });
  });
  const take = () => page.evaluate(() => (window as unknown as { gaps: number[] }).gaps.splice(0));
  await take();
  const tasks: number[] = [];
  let dropped = 0;
  let shown = 0;
  let before = await busy();
  for (let gone = 0; gone < LOOK; gone += PIECE) {
    await page.waitForTimeout(PIECE);
    const gaps = await take();
    const after = await busy();
    if (gaps.length > 0) tasks.push((after - before) / gaps.length);
    before = after;
    shown += gaps.length;
    // At 60 Hz a frame is there every 16.7 ms: half as much again means that one was left out.
    for (const gap of gaps) dropped += Math.max(0, Math.round(gap / (1000 / 60)) - 1);
  }
  return { task: middle(tasks), dropped, shown };
}

/** Messages that are sent in the time that one takes. What clients say and hear is not among them. */
async function inFlight(page: Page, latency: number): Promise<number> {
  const from = [await clock(page), await counter(page, 'Messages')] as const;
  await page.waitForTimeout(COUNTING);
  const to = [await clock(page), await counter(page, 'Messages')] as const;
  return Math.round(((to[1] - from[1]) / (to[0] - from[0])) * latency);
}
