import { describe, expect, test } from 'vitest';
import type { InquiryAnswer } from '../../src/engine/find-protocol';
import type { Request } from '../../src/engine/protocol';
import { Session } from '../../src/engine/session';
import { FakeInstance, scenarioText } from './fake_core';

type Finding = InquiryAnswer & { ask: 'find' };

/** A session that has loaded what answers, and every core that it made. `slow` has each look at the clock take long. */
async function sessionWith(plan = {}, slow = false) {
  const instance = new FakeInstance();
  let looks = 0;
  const session = new Session(
    () => instance,
    () => (slow ? (looks += 5) : 0),
  );
  const answered = (request: Request) => session.answer(request);
  answered({ type: 'open', text: scenarioText({ seed: 21, ...plan }) });
  const ask = (inquiry: Extract<Request, { type: 'ask' }>['inquiry']): InquiryAnswer => {
    const reply = answered({ type: 'ask', inquiry });
    if (reply.type !== 'ask') throw new Error(JSON.stringify(reply));
    return reply.answer;
  };
  expect(ask({ ask: 'values', of: [] })).toEqual({ ask: 'loading' });
  await import('../../src/engine/inquiries');
  await Promise.resolve();
  const find = (predicate: string, search = 0, known = 0, beyond?: number): Finding => {
    const answer = ask({
      ask: 'find',
      predicate,
      search,
      known,
      ...(beyond === undefined ? {} : { beyond }),
    });
    if (answer.ask !== 'find') throw new Error(JSON.stringify(answer));
    return answer;
  };
  const advance = (to: number): number => {
    const reply = answered({ type: 'advance', to });
    if (!('frame' in reply)) throw new Error(reply.type);
    return reply.frame.counters.processed;
  };
  return { instance, answered, ask, find, advance };
}

describe('a predicate is searched for', () => {
  test('in all that was run, each moment with its time and the events by then', async () => {
    const { find, advance } = await sessionWith();
    const events = advance(2000);
    const { found, done } = find('10');
    expect(done).toBe(true);
    expect(found.map(({ processed }) => processed)).toEqual(
      Array.from({ length: Math.floor(events / 10) }, (_, i) => 10 * (i + 1)),
    );
    expect(found.every(({ at }) => at <= 2000)).toBe(true);
  });

  test('also in what lies ahead of the moment on screen', async () => {
    const { find, advance, answered } = await sessionWith();
    advance(2000);
    const { found } = find('10');
    answered({ type: 'go', to: 300 });
    expect(find('10').found).toEqual(found);
  });

  test('a stretch at a time', async () => {
    const { find, advance } = await sessionWith({}, true);
    for (let to = 500; to <= 20_000; to += 500) advance(to);
    const first = find('10');
    expect(first.done).toBe(false);
    const second = find('10', first.search, first.found.length);
    expect(second.found[0]!.processed).toBe(first.found.at(-1)!.processed + 10);
  });

  test('on from where it was when the run has gone on', async () => {
    const { find, advance, instance } = await sessionWith();
    advance(1000);
    const first = find('10');
    advance(2000);
    const second = find('10', first.search, first.found.length);
    expect(second.search).toBe(first.search);
    expect(second.found[0]!.processed).toBe(first.found.at(-1)!.processed + 10);
    expect(instance.cores).toHaveLength(2);
  });

  test('with what was done meanwhile', async () => {
    const { find, advance, answered } = await sessionWith();
    advance(1000);
    const { search } = find('10');
    answered({ type: 'act', action: { do: 'crash', replica: 'S2' } });
    const events = advance(2000);
    const after = find('1', 0, 0);
    expect(after.found.at(-1)!.processed).toBe(events);
    expect(after.search).not.toBe(search);
  });

  test('anew on another branch, and the core of the search before is given up', async () => {
    const { find, advance, answered, instance } = await sessionWith();
    advance(2000);
    const first = find('10');
    answered({ type: 'go', to: 500 });
    answered({ type: 'act', action: { do: 'crash', replica: 'S2' } });
    const second = find('10', first.search, first.found.length);
    expect(second.search).not.toBe(first.search);
    expect(second.found[0]!.processed).toBe(10);
    expect(instance.cores.map(({ freed }) => freed)).toEqual([false, true, false]);
  });

  test('beyond the end of the run until it is found, and no further than is asked', async () => {
    const { find, advance } = await sessionWith();
    const events = advance(100);
    const every = String(events + 50);
    expect(find(every).found).toEqual([]);
    const near = find(every, 0, 0, 101);
    expect([near.found, near.done]).toEqual([[], true]);
    const { found } = find(every, 0, 0, 1_000_000);
    expect(found.map(({ processed }) => processed)).toEqual([events + 50]);
  });

  test('the run on screen stays where it is', async () => {
    const { find, advance, answered } = await sessionWith();
    advance(500);
    const before = answered({ type: 'watch', watch: {} });
    find('1', 0, 0, 100_000);
    expect(answered({ type: 'watch', watch: {} })).toEqual(before);
  });
});

test('a wrong predicate is told, and no core is left of it', async () => {
  const { ask, instance } = await sessionWith();
  const answer = ask({ ask: 'find', predicate: 'x', search: 0, known: 0 });
  expect(answer).toEqual({ ask: 'wrong', why: { place: 'column 1', message: 'a number is allowed' } });
  expect(instance.cores.at(-1)!.freed).toBe(true);
});

test('values are those of the moment on screen, one that is wrong leaves the others', async () => {
  const { ask, advance } = await sessionWith();
  const events = advance(500);
  const answer = ask({ ask: 'values', of: ['1', 'x'] });
  expect(answer).toEqual({
    ask: 'values',
    values: [{ value: String(events) }, { wrong: 'column 1: a number is allowed' }],
  });
});

test('what may stand behind a text is suggested', async () => {
  const { ask } = await sessionWith();
  const words = [{ word: 'S3…', about: 'more' }];
  expect(ask({ ask: 'complete', text: 'S3' })).toEqual({ ask: 'complete', begun: 2, words });
});
