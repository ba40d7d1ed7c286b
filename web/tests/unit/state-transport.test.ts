import { beforeEach, describe, expect, test } from 'vitest';
import { REPLICA, ROLE } from '../../src/engine/protocol';
import type { Frame } from '../../src/engine/protocol';
import {
  neighbouringSpeed,
  OPENING_SPEED,
  SETTLED_SPEED,
  speedName,
  SPEEDS,
  Transport,
} from '../../src/state/transport';

/** A page without a browser: its repaints come when told, and so do the engine's answers. */
class FakePage {
  readonly asked: number[] = [];
  end = Infinity;
  /** How far the engine gets; it is asked for more than this only in vain. */
  reaches = Infinity;
  frame: Frame | null = frameAt(0);
  readonly transport = new Transport({
    onNextFrame: (callback) => (this.#callback = callback),
    advance: (to) => {
      this.asked.push(to);
      return new Promise((resolve) => (this.#resolve = resolve));
    },
    now: () => this.frame?.now ?? null,
    end: () => this.end,
  });
  #callback: ((ms: number) => void) | null = null;
  #resolve: (() => void) | null = null;
  #ms = 1000;

  /** A repaint, so many ms after the one before. */
  repaint(after = 0): void {
    this.#ms += after;
    const callback = this.#callback;
    this.#callback = null;
    callback?.(this.#ms);
  }

  /** The engine answers what it was asked for. */
  async answer(change: Partial<Frame> = {}): Promise<void> {
    const before = this.frame;
    this.frame = { ...frameAt(Math.min(this.asked.at(-1)!, this.reaches)), ...change };
    this.transport.follow(this.frame, before);
    this.#resolve?.();
    await Promise.resolve();
    await Promise.resolve();
  }

  get repaintsAwaited(): boolean {
    return this.#callback !== null;
  }
}

function frameAt(now: number, role: number = ROLE.FOLLOWER): Frame {
  const replicas = new Float64Array(REPLICA.STRIDE);
  replicas[REPLICA.UP] = 1;
  replicas[REPLICA.ROLE] = role;
  return { now, replicas, violation: null, over: false } as Frame;
}

let page: FakePage;

beforeEach(() => {
  page = new FakePage();
});

describe('playing', () => {
  beforeEach(() => {
    page.transport.choose(1);
    page.transport.play();
    page.repaint();
  });

  test('turns real time into virtual time at the speed', async () => {
    page.repaint(16);
    await page.answer();
    page.transport.choose(0.5);
    page.repaint(16);
    expect(page.asked).toEqual([16_000, 24_000]);
  });

  test('asks for one thing at a time, and makes good the time that passed', async () => {
    page.repaint(16);
    page.repaint(16);
    page.repaint(16);
    expect(page.asked).toEqual([16_000]);
    await page.answer();
    page.repaint(16);
    expect(page.asked).toEqual([16_000, 64_000]);
  });

  test('goes on from where the engine got to, never from where it was to be', async () => {
    page.reaches = 5000;
    page.repaint(16);
    await page.answer();
    page.repaint(16);
    expect(page.asked).toEqual([16_000, 21_000]);
  });

  test('a page that was hidden for a minute goes on where it was', () => {
    page.repaint(60_000);
    expect(page.asked).toEqual([100_000]);
  });

  test('slow motion loses no time to rounding', async () => {
    page.transport.choose(0.001);
    for (let i = 0; i < 1000; i++) {
      page.repaint(8.4);
      await page.answer();
    }
    expect(page.frame?.now).toBeGreaterThanOrEqual(8399);
    expect(page.frame?.now).toBeLessThanOrEqual(8400);
  });

  test('stops asking and repainting when paused', async () => {
    page.repaint(16);
    page.transport.pause();
    await page.answer();
    page.repaint(16);
    expect(page.asked.length).toBe(1);
    expect(page.repaintsAwaited).toBe(false);
  });

  test('a pause counts for nothing', async () => {
    page.repaint(16);
    await page.answer();
    page.transport.pause();
    page.repaint(16);
    page.transport.play();
    page.repaint(50);
    page.repaint(16);
    expect(page.asked).toEqual([16_000, 32_000]);
  });

  test('a second press of play changes nothing', () => {
    page.transport.play();
    page.repaint(16);
    page.repaint(16);
    expect(page.asked.length).toBe(1);
  });

  test('pauses at the first violation only', async () => {
    const violation = { invariant: 'ElectionSafety', at: 1, text: '', replicas: [] };
    page.repaint(16);
    await page.answer({ violation });
    expect(page.transport.playing.value).toBe(false);
    page.transport.play();
    page.repaint(16);
    page.repaint(16);
    await page.answer({ violation });
    expect(page.transport.playing.value).toBe(true);
  });

  test('pauses exactly at the end of the scenario, and can go on beyond', async () => {
    page.end = 20_000;
    page.repaint(16);
    await page.answer();
    page.repaint(16);
    await page.answer();
    expect(page.asked).toEqual([16_000, 20_000]);
    expect(page.transport.playing.value).toBe(false);
    page.repaint(0);
    page.transport.play();
    page.repaint(16);
    page.repaint(16);
    expect(page.asked.at(-1)).toBe(36_000);
  });
});

describe('a run that is over before its time', () => {
  test('pauses, as often as it is played', async () => {
    for (let times = 0; times < 2; times++) {
      page.transport.play();
      page.repaint(16);
      page.repaint(16);
      await page.answer({ now: 9_000, over: true });
      expect(page.transport.playing.value).toBe(false);
      page.repaint(0);
    }
  });
});

describe('the opening rule', () => {
  const leader = frameAt(1, ROLE.LEADER);

  test('opens at a quarter and settles at a twentieth with the first leader', () => {
    const { transport } = page;
    expect(transport.speed.value).toBe(OPENING_SPEED);
    transport.follow(frameAt(1, ROLE.CANDIDATE), null);
    expect(transport.speed.value).toBe(OPENING_SPEED);
    transport.follow(leader, null);
    expect(transport.speed.value).toBe(SETTLED_SPEED);
    transport.follow(frameAt(2), leader);
    expect(transport.speed.value).toBe(SETTLED_SPEED);
  });

  test('applies to the next run again', () => {
    page.transport.follow(leader, null);
    page.transport.begin();
    expect(page.transport.speed.value).toBe(OPENING_SPEED);
  });

  test('ends with any choice of speed, also of its own', () => {
    page.transport.choose(OPENING_SPEED);
    page.transport.follow(leader, null);
    expect(page.transport.speed.value).toBe(OPENING_SPEED);
  });

  test('ends too where the signal is set', () => {
    page.transport.speed.value = 5;
    page.transport.follow(leader, null);
    page.transport.begin();
    expect(page.transport.speed.value).toBe(5);
  });
});

describe('speeds', () => {
  test('reach from 1/1000 to 100 and hold those of the opening rule', () => {
    expect([SPEEDS[0], SPEEDS.at(-1)]).toEqual([1 / 1000, 100]);
    expect(SPEEDS).toContain(OPENING_SPEED);
    expect(SPEEDS).toContain(SETTLED_SPEED);
  });

  test('are stepped through one by one, from between them too', () => {
    expect(neighbouringSpeed(0.25, 1)).toBe(0.5);
    expect(neighbouringSpeed(0.25, -1)).toBe(0.1);
    expect(neighbouringSpeed(0.3, -1)).toBe(0.25);
    expect(neighbouringSpeed(100, 1)).toBe(100);
    expect(neighbouringSpeed(0.001, -1)).toBe(0.001);
  });

  test('read as n or 1/n', () => {
    expect(SPEEDS.map(speedName)).toEqual([
      ...['1/1000', '1/400', '1/200', '1/100', '1/40', '1/20', '1/10', '1/4', '1/2'],
      ...['1', '2.5', '5', '10', '25', '50', '100'],
    ]);
  });

  test('a choice is kept within the scale', () => {
    page.transport.choose(1e9);
    expect(page.transport.speed.value).toBe(100);
    page.transport.choose(0);
    expect(page.transport.speed.value).toBe(0.001);
  });
});
