import { describe, expect, it } from 'vitest';
import { partsOf } from '../../src/scene/caption';
import { standing } from '../../src/scene/log_tip';
import { leaderRow } from '../../src/scene/logs_draw';
import {
  atTail,
  indexAt,
  pitchFor,
  pixelAt,
  scrollTo,
  scrollWidth,
  windowAt,
  type Strip,
} from '../../src/scene/logs_window';
import { hueOf } from '../../src/scene/palette';
import { askedIn } from '../../src/scene/picture';
import { frameOf } from './frames';

const strip = (last: number, viewport = 700): Strip => ({ pitch: 44, last, viewport });

describe('the window of a log', () => {
  it('begins with the first entry while everything fits', () => {
    expect(windowAt(strip(8), 0)).toEqual({ first: 1, count: 16 });
    expect(atTail(strip(8), 0)).toBe(true);
  });

  it('holds no more than what is seen, however long the log', () => {
    for (const last of [100, 10_000, 100_000, 5_000_000]) {
      const all = strip(last);
      const tail = windowAt(all, scrollWidth(all) - all.viewport);
      expect(tail.count).toBeLessThan(20);
      expect(tail.first).toBeLessThanOrEqual(last);
      expect(tail.first + tail.count).toBeGreaterThan(last);
    }
  });

  it('goes back to where it is scrolled, also in logs longer than a browser can lay out', () => {
    for (const last of [1_000, 5_000_000]) {
      const all = strip(last);
      for (const first of [1, 17, 500, 900]) {
        const seen = windowAt(all, scrollTo(all, first));
        expect(Math.abs(seen.first - first)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('is never laid out wider than browsers allow', () => {
    expect(scrollWidth(strip(5_000_000))).toBeLessThan(10_000_000);
  });

  it('knows the newest entries from older ones', () => {
    const all = strip(1_000);
    const tail = scrollWidth(all) - all.viewport;
    expect(atTail(all, tail)).toBe(true);
    expect(atTail(all, tail - 100)).toBe(false);
  });

  it('tells the entry under the pointer', () => {
    const all = strip(1_000);
    expect(indexAt(all, 0, 5)).toBe(1);
    expect(indexAt(all, 0, 44 + 20)).toBe(2);
    const left = scrollTo(all, 500);
    const within = 499 * 44 - pixelAt(all, left) + 20;
    expect(indexAt(all, left, within)).toBe(500);
  });

  it('widens its cells for longer numbers only', () => {
    expect(pitchFor(8, 4, 6.65)).toBe(pitchFor(9, 9, 6.65));
    expect(pitchFor(100_000, 12, 6.65)).toBeGreaterThan(pitchFor(8, 4, 6.65));
  });
});

describe('an entry', () => {
  const frame = frameOf({ replicas: [{ log: [1, 1, 1, 1], commit: 2, applied: 1, durable: 3 }] });

  it.each([
    [1, 'applied'],
    [2, 'committed'],
    [3, 'not committed'],
    [4, 'not committed, not on disk yet'],
  ])('at index %d is %s', (index, text) => {
    expect(standing(frame, 0, index)).toBe(text);
  });
});

describe('the leader whose marks are shown', () => {
  it('is the one of the newest term', () => {
    const { replicas } = frameOf({
      replicas: [{ role: 'LEADER', term: 3 }, {}, { role: 'LEADER', term: 5 }],
    });
    expect(leaderRow(replicas)).toBe(2);
  });

  it('is up', () => {
    const { replicas } = frameOf({ replicas: [{ role: 'LEADER', term: 3, downSince: 9 }, {}] });
    expect(leaderRow(replicas)).toBe(-1);
  });
});

describe('terms', () => {
  it('take the hues in turn and begin again', () => {
    expect([1, 8, 9, 17].map(hueOf)).toEqual([0, 7, 0, 0]);
  });
});

describe('the caption', () => {
  it('says what happened, and after the colon why', () => {
    expect(partsOf('S2 refuses its vote to S4: its log is behind')).toEqual({
      what: 'S2 refuses its vote to S4:',
      why: 'its log is behind',
    });
    expect(partsOf('S4 crashes')).toEqual({ what: 'S4 crashes', why: '' });
  });
});

describe('what clients wait for', () => {
  const open = { value: null, from: null, answered: null };

  it('is their newest question without an answer', () => {
    const frame = frameOf({
      clients: 2,
      answers: [
        { number: 0, client: 'C1', op: 'put x=1', outcome: 'ok', asked: 1, ...open },
        { number: 1, client: 'C1', op: 'put x=2', outcome: '', asked: 2, ...open },
      ],
    });
    expect(askedIn(frame)).toEqual(['put x=2', '']);
  });
});
