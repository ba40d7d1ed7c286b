import { deflateSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import type { BadInput } from '../../src/engine/protocol';
import { fragmentOf, isLink, readLink } from '../../src/share/link';
import { isRunFile, readRunFile, runFileOf } from '../../src/share/run-file';
import { MOST, type SharedRun } from '../../src/share/shared-run';
import { randomBelow } from './random';
import { realPage, type RealPage } from './real-page';

const RUN: SharedRun = {
  scenario: 'first-election',
  seed: 1,
  actions: [{ at: 400_000, action: { do: 'crash', replica: 'S2' } }],
  moment: { now: 900_000, processed: 60, hash: '0123456789abcdef' },
  view: { selected: 'S3' },
};

const linkTo = (json: string): string => `#1.${deflateSync(json).toString('base64url')}`;

/** The link to a run of which something was made something else. */
const changed = (part: object): string => linkTo(JSON.stringify({ ...RUN, ...part }));

const isRefused = (read: SharedRun | BadInput): read is BadInput => 'place' in read;

async function refusal(fragment: string): Promise<string> {
  const read = await readLink(fragment);
  return isRefused(read) ? `${read.place}: ${read.message}` : 'not refused';
}

describe('a link that was damaged is refused', () => {
  let whole: string;

  beforeAll(async () => {
    whole = await fragmentOf(RUN);
    expect(await readLink(whole)).toEqual(RUN);
  });

  test('wherever it was cut short', async () => {
    for (let length = 3; length < whole.length; length++) {
      expect(await refusal(whole.slice(0, length)), `cut to ${length}`).toMatch(/^link: is damaged/);
    }
  });

  test('whichever bit was turned over', async () => {
    const bytes = Buffer.from(whole.slice(3), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = Buffer.from(bytes);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      const read = await readLink(`#1.${damaged.toString('base64url')}`);
      // A bit of zlib's header that says how hard it tried means nothing, so the run may still be whole.
      if (!isRefused(read)) expect(read).toEqual(RUN);
    }
  });

  test('with letters that no link has, or that are not compressed', async () => {
    expect(await refusal(`${whole}%20`)).toMatch(/^link: is damaged/);
    expect(await refusal(`#1.${Buffer.from('AAAA'.repeat(20)).toString('base64url')}`)).toMatch(/damaged/);
  });

  test('random letters never get further than that', async () => {
    const below = randomBelow(5);
    for (let nth = 0; nth < 300; nth++) {
      const letters = Buffer.from(Array.from({ length: below(200) }, () => below(256)));
      expect(await refusal(`#1.${letters.toString('base64url')}`)).toMatch(/^link: is damaged/);
    }
  });
});

describe('a link that asks for too much is refused', () => {
  test('too long itself', async () => {
    expect(await refusal(`#1.${'A'.repeat(70_000)}`)).toMatch(/^link: is longer than 64000 characters/);
  });

  test('small, but large once it is unpacked', async () => {
    const bomb = `#1.${deflateSync(Buffer.alloc(40_000_000, ' '), { level: 9 }).toString('base64url')}`;
    expect(bomb.length).toBeLessThan(64_000);
    expect(await refusal(bomb)).toBe('link: holds more than 4000000 bytes, the most that is read');
  });

  test('nested without end', async () => {
    expect(await refusal(linkTo('['.repeat(1_000_000)))).toMatch(/^link: is/);
    expect(await refusal(linkTo('['.repeat(1_000_000) + ']'.repeat(1_000_000)))).toMatch(/^link: is/);
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const action = `{"do":"tune","raft":${deep}}`;
    const json = JSON.stringify({ ...RUN, actions: [{ at: 0, action: 0 }] }).replace(
      '"action":0',
      `"action":${action}`,
    );
    expect(await refusal(linkTo(json))).toBe('link.actions[0].action: is nested more than 8 deep');
  });

  test.each<[string, object, string]>([
    [
      'actions',
      { actions: Array(MOST.actions + 1).fill(RUN.actions[0]) },
      'link.actions: has more than 10000 actions',
    ],
    [
      'a moment',
      { moment: { ...RUN.moment, now: 1e300 } },
      'link.moment.now: is no whole number from 0 to 86400000000',
    ],
    [
      'events',
      { moment: { ...RUN.moment, processed: 1e12 } },
      'link.moment.processed: is no whole number from 0 to 2000000',
    ],
    [
      'a scenario',
      { scenario: { text: 'x'.repeat(1_000_001), name: '' } },
      'link.scenario.text: has more than 1000000 characters',
    ],
  ])('too much of %s', async (_, part, why) => {
    expect(await refusal(changed(part))).toBe(why);
  });
});

describe('what is not as it has to be is named by its place', () => {
  test.each<[object, string]>([
    [{ scenario: 5 }, 'link.scenario: is missing, or no object'],
    [{ scenario: { text: 5, name: '' } }, 'link.scenario.text: is no text'],
    [{ seed: -1 }, 'link.seed: is no whole number from 0 to 9007199254740991'],
    [{ seed: '1' }, 'link.seed: is no whole number from 0 to 9007199254740991'],
    [{ seed: null }, 'link.seed: is no whole number from 0 to 9007199254740991'],
    [{ actions: {} }, 'link.actions: is missing, or no list'],
    [{ actions: [7] }, 'link.actions[0]: is missing, or no object'],
    [
      { actions: [{ at: 0.5, action: { do: 'heal' } }] },
      'link.actions[0].at: is no whole number from 0 to 86400000000',
    ],
    [{ actions: [{ at: 0, action: 'heal' }] }, 'link.actions[0].action: is missing, or no object'],
    [{ actions: [{ at: 0, action: {} }] }, 'link.actions[0].action.do: is missing, or no text'],
    [
      {
        actions: [
          { at: 2, action: { do: 'heal' } },
          { at: 1, action: { do: 'heal' } },
        ],
      },
      'link.actions[1].at: is earlier than the action before it',
    ],
    [{ moment: { now: 0, processed: 0 } }, 'link.moment.hash: is missing'],
    [{ moment: { now: 0, processed: 0, hash: '<b>' } }, 'link.moment.hash: is not 16 hexadecimal digits'],
    [
      { view: { selected: '__proto__' } },
      'link.view.selected: is not the name of a replica or client, such as S1 or C1',
    ],
    [{ view: { panel: 'nothing' } }, 'link.view.panel: is none of inspector, events, client, logs'],
    [{ view: { foot: 'logs' } }, 'link.view.foot: is none of history, diagram'],
    [{ html: '' }, 'link: has an unknown part "html"; there are scenario, seed, actions, moment, view'],
  ])('%j', async (part, why) => {
    expect(await refusal(changed(part))).toBe(why);
  });

  test('an empty link, a list, a number, null', async () => {
    for (const json of ['[]', '7', 'null', '"run"']) {
      expect(await refusal(linkTo(json))).toBe('link: is missing, or no object');
    }
    expect(await refusal(linkTo('{'))).toBe('link: is damaged: what is in it is no JSON');
    expect(await refusal(linkTo('{"__proto__":{}}'))).toMatch(/unknown part "__proto__"/);
  });

  test('a version that is not known is told, and that of another page is no link', async () => {
    expect(await refusal('#2.abc')).toBe('link: is of version 2; this page reads version 1');
    expect(isLink('#stage')).toBe(false);
  });

  test('in a file too', () => {
    const file = runFileOf(RUN);
    expect(isRunFile(file)).toBe(true);
    expect(isRunFile('{"replicas":5}')).toBe(false);
    expect(readRunFile(file.replace('"seed":1', '"seed":-1'))).toMatchObject({ place: 'run.seed' });
    expect(readRunFile(file.slice(0, -20))).toMatchObject({
      place: 'run',
      message: 'is damaged: what is in it is no JSON',
    });
    expect(readRunFile(file.replace('_run":1', '_run":2'))).toEqual({
      place: 'file',
      message: 'is of version 2; this page reads version 1',
    });
  });
});

describe('the run on screen outlives a bad link', () => {
  let page: RealPage;
  /** Opens what a link says, on a page where a run is under way, whose hash is given back with what was told. */
  async function outlives(part: object): Promise<string> {
    page = await realPage();
    await page.moment.goTo(600_000);
    const hash = page.hash();
    expect(await page.opening.openShared(await readLink(changed(part)))).toBe(false);
    expect(page.hash()).toBe(hash);
    return page.told();
  }

  test('that is refused as it is read', async () => {
    expect(await outlives({ seed: -1 })).toMatch(/^link\.seed: /);
  });

  test('to a scenario that is not there', async () => {
    expect(await outlives({ scenario: 'no-such' })).toBe(
      'link.scenario: no scenario of this page is called "no-such"',
    );
  });

  test('to a scenario that the core refuses', async () => {
    const scenario = { text: '{"replicas":99}', name: '' };
    expect(await outlives({ scenario })).toMatch(/replicas/);
  });

  test('with an action that the core refuses', async () => {
    expect(await outlives({ actions: [{ at: 0, action: { do: 'explode' } }] })).toMatch(/explode/);
    expect(await outlives({ actions: [{ at: 0, action: { do: 'crash', replica: 'S77' } }] })).toMatch(/S77/);
  });
});

describe('the way to the moment is bounded', () => {
  /** A clock that is out of patience at each look: every advance is a short one. */
  const slow = () => {
    let looks = 0;
    return () => (looks += 20);
  };
  const busy = { text: JSON.stringify({ replicas: 5, seed: 1, workload: { rate: 200 } }), name: '' };

  test('it ends where far more has happened than the link says', async () => {
    const page = await realPage(slow());
    const link = changed({
      scenario: busy,
      actions: [],
      moment: { ...RUN.moment, now: MOST.now, processed: 10 },
    });
    await page.opening.openShared(await readLink(link));
    expect(page.told()).toMatch(/^link\.moment: more happens up to it than the link says/);
    expect(page.run.frame.value?.counters.processed).toBeLessThan(60_000);
  });

  test('a person can end it', async () => {
    const page = await realPage(slow());
    const link = changed({
      scenario: busy,
      actions: [],
      moment: { ...RUN.moment, now: MOST.now, processed: 2_000_000 },
    });
    const way = page.opening.openShared(await readLink(link));
    await until(() => page.moment.goingTo.value !== null);
    page.moment.goingTo.value = null;
    await way;
    expect(page.run.frame.value?.now).toBeLessThan(MOST.now);
    expect(page.told()).toBe('');
  });

  test('where the run went another way than it did for whoever made the link, that is told', async () => {
    const page = await realPage();
    await page.opening.openShared(await readLink(changed({})));
    expect(page.run.frame.value?.counters.processed).toBe(60);
    expect(page.told()).toMatch(/^The run has gone another way here/);
  });
});

async function until(there: () => boolean): Promise<void> {
  while (!there()) await new Promise((resolve) => setTimeout(resolve));
}
