import { expect } from 'vitest';
import { test } from './browser';
import type { Person } from './person';

const said = (she: Person, name: string) => she.replica(name).getAttribute('aria-label');

test('the page is used from end to end without a pointer', async ({ visit }) => {
  const she = await visit();
  const { keyboard } = she.page;
  await she.seesLeader();

  // A scenario from the menu.
  await keyboard.press('o');
  await she.page.getByRole('group', { name: 'Scenarios' }).waitFor();
  await expect.poll(() => focused(she)).toBe('First election');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await she.seesRun('An election, step by step');

  // Its time.
  await keyboard.press('+');
  await keyboard.press('+');
  await she.seesLeader();
  await keyboard.press('Space');
  await she.standsStill();
  const events = await she.counter('Events');
  await keyboard.press('.');
  await expect.poll(() => she.counter('Events')).toBe(events + 1);

  // A replica.
  await keyboard.press('3');
  await expect.poll(() => she.inspector.getByRole('heading', { level: 2 }).innerText()).toMatch(/^S3/);
  await keyboard.press('c');
  await expect.poll(() => said(she, 'S3')).toContain('crashed');
  await keyboard.press('c');
  await expect.poll(() => said(she, 'S3')).toContain('up');
  await keyboard.press('i');
  await she.inspector.getByRole('button', { name: 'Rejoin' }).waitFor();
  await keyboard.press('h');
  await she.inspector.getByRole('button', { name: 'Isolate' }).waitFor();

  // A cut between two groups instead of a stroke; the stroke's tool, and out of it again.
  await keyboard.press('g');
  const groups = she.page.getByRole('dialog', { name: 'Cut groups' });
  await groups.waitFor();
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await keyboard.press('ArrowRight');
  await groups.getByText('12 directed links').waitFor();
  await keyboard.press('Enter');
  await groups.waitFor({ state: 'detached' });
  await expect.poll(() => she.toolbar.getByRole('button', { name: 'Heal all' }).isEnabled()).toBe(true);
  await keyboard.press('h');
  await expect.poll(() => she.toolbar.getByRole('button', { name: 'Heal all' }).isDisabled()).toBe(true);
  await keyboard.press('x');
  await she.toolbar.getByText('Draw a line across the links to cut.').waitFor();
  await keyboard.press('Escape');
  await she.toolbar.getByText('Draw a line across the links to cut.').waitFor({ state: 'detached' });

  // A request of her own, typed and sent with Enter.
  await keyboard.press('p');
  await keyboard.type('city');
  await keyboard.press('Tab');
  await keyboard.type('Oslo');
  await keyboard.press('Enter');
  await keyboard.press('Escape');
  await keyboard.press('Space');
  await she.seesAnswer(/put city=.*Oslo .*\bok\b/);

  // The sheet of keys names what she has pressed.
  await keyboard.press('?');
  const sheet = she.page.getByRole('dialog', { name: 'Keys' });
  await sheet.getByText(/Crash or restart the chosen/).waitFor();
  await keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
});

test('Tab reaches the replicas, the messages, the logs and the events, and each shows its focus', async ({
  visit,
}) => {
  const she = await visit();
  await she.seesLeader();
  await she.page.keyboard.press('Space');
  await she.standsStill();
  const reached = new Set<string>();
  const unmarked: string[] = [];
  for (let stops = 0; stops < 60; stops++) {
    await she.page.keyboard.press('Tab');
    const stop = await she.page.evaluate(() => {
      const at = document.activeElement!;
      const style = getComputedStyle(at);
      const rings = [
        at,
        ...at.querySelectorAll('*'),
        at.parentElement!,
        ...(at.parentElement?.children ?? []),
      ];
      const marked = rings.some((one) => {
        const { outlineStyle, outlineWidth, boxShadow, stroke } = getComputedStyle(one);
        if (one.classList.contains('halo')) return stroke !== 'none';
        return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
      });
      const name = at.getAttribute('aria-label') ?? (at.textContent || at.id);
      return { name, marked: marked || style.stroke !== 'none', end: at === document.body };
    });
    if (stop.end) break;
    reached.add(stop.name);
    if (!stop.marked) unmarked.push(stop.name);
  }
  const all = [...reached].join('\n');
  expect(all).toMatch(/^S1, /m);
  expect(all).toMatch(/^Messages in flight/m);
  expect(all).toMatch(/^Log entries/m);
  expect(all).toMatch(/^Events, newest last/m);
  expect(all).toMatch(/^Speed/m);
  expect(unmarked).toEqual([]);
});

async function focused(she: Person): Promise<string> {
  return she.page.evaluate(() => document.activeElement?.textContent ?? '');
}

test('dialogs that are opened one right after the other all open', async ({ visit }) => {
  const she = await visit();
  await she.seesLeader();
  const names = { '?': 'Keys', g: 'Cut groups', s: 'Settings' };
  for (let round = 0; round < 3; round++) {
    for (const [key, name] of Object.entries(names)) {
      await she.page.keyboard.press(key);
      await she.page.getByRole('dialog', { name }).waitFor();
      await she.page.keyboard.press('Escape');
      await she.page.getByRole('dialog').waitFor({ state: 'detached' });
    }
  }
});
