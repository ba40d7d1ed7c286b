/** The state of the page over the real core, in the place of a page and its worker. */
import { vi } from 'vitest';
import type { Answer } from '../../src/engine/client';
import { Session } from '../../src/engine/session';
import type * as onScreen from '../../src/panels/share/on-screen';
import type * as opening from '../../src/panels/share/opening';
import type * as moment from '../../src/state/moment';
import type * as notices from '../../src/state/notices';
import type * as run from '../../src/state/run';
import { realCore } from './real-core';

const load = await realCore();

export interface RealPage {
  run: typeof run;
  moment: typeof moment;
  notices: typeof notices;
  opening: typeof opening;
  onScreen: typeof onScreen;
  hash(): string | undefined;
  told(): string;
}

/** A fresh page on which the first scenario stands at its start. Its clock never runs out of patience. */
export async function realPage(clock: () => number = () => 0): Promise<RealPage> {
  vi.resetModules();
  vi.stubGlobal('requestAnimationFrame', () => 0);
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
  const page = {
    run: await import('../../src/state/run'),
    moment: await import('../../src/state/moment'),
    notices: await import('../../src/state/notices'),
    opening: await import('../../src/panels/share/opening'),
    onScreen: await import('../../src/panels/share/on-screen'),
    hash: () => page.run.frame.value?.hash,
    told: () => page.notices.notices.value.map(({ text }) => text).join('\n'),
  };
  const session = new Session(load, clock);
  let last: Answer | null = null;
  await page.run.start(undefined, {
    async request(body) {
      // As a worker answers: what else is to happen comes between.
      await new Promise((resolve) => setImmediate(resolve));
      const reply = session.answer(body);
      if (reply.type !== 'still') {
        if ('frame' in reply) last = reply;
        return reply;
      }
      if (!last || !('frame' in last)) throw new Error('a still reply came before any frame');
      last = { type: 'frame', frame: { ...last.frame, now: reply.now } };
      return last;
    },
  });
  page.run.pause();
  return page;
}
