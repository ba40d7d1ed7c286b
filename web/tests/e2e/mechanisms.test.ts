import { expect } from 'vitest';
import { test } from './browser';
import { ORDERLY } from './clusters';

test('the crown is dragged onto a replica, which leads the next term', async ({ visit }) => {
  const she = await visit();
  await she.setSpeed('1/4');
  await she.opens(ORDERLY);
  const first = await she.seesLeader();
  await she.drags(await she.placeOf(first.name), await she.placeOf('S3'));
  const second = await she.seesLeader(first.term);
  expect(second).toEqual({ name: 'S3', term: first.term + 1 });
});

test('a rule that is switched off starts the run over, and what it protects breaks', async ({ visit }) => {
  const she = await visit();
  await she.setSpeed('10');
  await she.chooses('Half of the cluster decides');
  await she.page.getByRole('alert').filter({ hasText: 'CommittedOnQuorum is violated' }).waitFor();
  await she.page.keyboard.press('s');
  await she.settings.getByText(/^1 of \d+ broken$/).waitFor();
  await she.settings.getByRole('switch', { name: /^MajorityOfVoters/ }).click();
  await she.settings.getByText('All hold').waitFor();
  await she.standsStill();
  await expect.poll(() => she.page.locator('.violation').innerText()).toBe('');
});

test('a replica is taken out of the cluster and added again from the inspector', async ({ visit }) => {
  const she = await visit();
  await she.setSpeed('1');
  // Who is removed is not told, and asks for votes: with PreVote it deposes no one.
  await she.opens({ ...ORDERLY, raft: { ...ORDERLY.raft, pre_vote: true } });
  await she.seesLeader();
  await she.clicks('S4');
  await she.inspector.getByRole('button', { name: 'Remove' }).click();
  await she.inspector.getByText('outside the cluster').waitFor();
  await she.inspector.getByRole('button', { name: 'Add as a voter' }).click();
  await expect.poll(() => she.replica('S4').getAttribute('aria-label')).toContain('S4, follower');
  await expect.poll(() => she.fact('voters').innerText()).toBe('S1 S2 S3 S4 S5');
});

test('another configuration is chosen for the whole cluster', async ({ visit }) => {
  const she = await visit();
  await she.setSpeed('1');
  await she.opens(ORDERLY);
  await she.seesLeader();
  // She lets it happen event by event: who is outside does not hear of it, and soon stands for election.
  await she.pause();
  await she.page.keyboard.press('m');
  const dialog = she.page.getByRole('dialog', { name: 'Change members' });
  const part = (name: string) => dialog.getByRole('group', { name: `Part of ${name}` });
  await part('S4').getByRole('radio', { name: 'Learner' }).check();
  await part('S5').getByRole('radio', { name: 'Outside' }).check();
  await dialog.getByText('Quorum: 2 of 3').waitFor();
  await dialog.getByRole('button', { name: 'Change' }).click();
  await dialog.waitFor({ state: 'detached' });
  await expect
    .poll(async () => {
      await she.step();
      await she.standsStill();
      return (await she.replicas()).join('; ');
    })
    .toMatch(/S4, learner.*S5, outside/);
  await expect.poll(() => she.fact('quorum').innerText()).toBe('2 of 3');
});

test('a log is compacted, and the inspector shows its snapshot', async ({ visit }) => {
  const she = await visit();
  await she.setSpeed('1');
  await she.opens(ORDERLY);
  await she.seesLeader();
  await she.asks('put', { Key: 'x', Value: '1' });
  await she.seesAnswer(/put x=1 .*\bok\b/);
  await she.clicks('S1');
  await she.inspector.getByRole('button', { name: 'Compact now' }).click();
  await expect.poll(() => she.fact('snapshot').innerText()).toMatch(/^up to index \d+, term 1, \d+ bytes$/);
});

test('PreVote is switched on, and a cut-off replica asks before it opens a term', async ({ visit }) => {
  const she = await visit();
  await she.setSpeed('1');
  await she.opens(ORDERLY);
  await she.seesLeader();
  await she.page.keyboard.press('s');
  await she.settings.getByRole('switch', { name: 'PreVote' }).click();
  await she.settings.getByRole('button', { name: 'Close' }).click();
  await she.clicks('S5');
  await she.page.keyboard.press('i');
  await expect
    .poll(() => she.replica('S5').getAttribute('aria-label'))
    .toContain('S5, pre-candidate, term 1');
});
