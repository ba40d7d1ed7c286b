import { expect } from 'vitest';
import { test } from './browser';
import { ORDERLY } from './clusters';
import type { Person } from './person';

/** Figure 8 (c) of the paper: back in office, S1 has an entry of term 1 on a majority, and leads term 3. */
const FIGURE_8 = {
  title: 'Figure 8',
  replicas: 5,
  clients: 1,
  seed: 1,
  raft: { election_timeout_ms: [1500, 3000], heartbeat_ms: 200, no_op: false },
  network: { latency_ms: [20, 20] },
  actions: [
    { at_ms: 50, do: 'time_out', replica: 'S1' },
    {
      at_ms: 200,
      do: 'partition',
      groups: [
        ['S1', 'S2'],
        ['S3', 'S4', 'S5'],
      ],
    },
    { at_ms: 210, do: 'request', client: 'C1', to: 'S1', op: 'put', key: 'x', value: '1' },
    { at_ms: 300, do: 'crash', replica: 'S1' },
    { at_ms: 310, do: 'time_out', replica: 'S5' },
    { at_ms: 400, do: 'isolate', replica: 'S5' },
    { at_ms: 500, do: 'crash', replica: 'S5' },
    { at_ms: 510, do: 'heal' },
    { at_ms: 520, do: 'restart', replica: 'S1' },
    { at_ms: 530, do: 'time_out', replica: 'S1' },
    { at_ms: 600, do: 'time_out', replica: 'S1' },
  ],
};

const verdict = (she: Person): Promise<string> => she.inspector.getByRole('status').innerText();
const says = (she: Person, like: RegExp): Promise<void> => expect.poll(() => verdict(she)).toMatch(like);

test('why there is no leader, and from when on there is one', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(5, { ...ORDERLY, actions: [] });
  await she.page.keyboard.press('w');
  await says(she, /^Nobody leads: the next election timer, S\d's, runs out at [\d.]+ ms\.$/);
  await she.play();
  await she.seesLeader();
  await she.pause();
  await says(she, /^S\d leads term \d+, since [\d.]+ ms\.$/);
});

test('why an entry on a majority is not committed, with the rule, and a link to the moment', async ({
  visit,
}) => {
  const she = await visit();
  await she.standsAt(735, FIGURE_8);
  await she.page.keyboard.press('1');
  await she.inspector.getByRole('button', { name: 'Waits for what?' }).click();
  await says(she, /^S1 waits until a quorum holds entry 1\.$/);
  await she.page.keyboard.press('Escape');
  await she.logs.getByRole('application').focus();
  await she.page.keyboard.press('Home');
  await she.page.keyboard.press('Enter');
  await she.inspector.getByRole('button', { name: 'Why?' }).click();
  await says(she, /is not committed: it is on 4 of 5, but of term 1, while the leader's is 3\.$/);
  await she.inspector.getByText('CommitOnlyCurrentTerm, §5.4.2').waitFor();

  const link = she.inspector.getByRole('button', {
    name: /^720\.000 S1 does not commit entry 1 by counting/,
  });
  await link.click();
  await expect.poll(() => she.clock()).toBe(720);
  await says(she, /while the leader's is 3\.$/);
  await she.inspector.getByRole('button', { name: 'Go back there' }).click();
  await expect.poll(() => she.clock()).toBe(735);
});

test('why a replica refused its vote', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(590, FIGURE_8);
  await she.page.keyboard.press('3');
  await she.inspector.getByRole('button', { name: 'How did it vote?' }).click();
  await says(she, /^550\.000 ms: S3 refuses its vote to S1: S3 has voted for S5 in term 2\.$/);
  await she.inspector.getByText('VoteOncePerTerm, §5.2').waitFor();
});

test('why a client is not answered', async ({ visit }) => {
  const she = await visit();
  await she.standsAt(450, FIGURE_8);
  await she.client.getByRole('button', { name: 'Why?' }).first().click();
  await says(she, /^C1's put x=1 will not be answered by S1\.$/);
  await she.inspector.getByText('S1 crashes. It forgot who was waiting.').waitFor();
});

test('a replica is asked where it is, on the stage', async ({ visit }) => {
  const she = await visit({ viewport: { width: 1024, height: 768 } });
  await she.standsAt(590, FIGURE_8);
  await she.clicks('S3', 'right');
  await she.page.getByRole('menuitem', { name: 'Waits for what?' }).click();
  await says(she, /^S3 waits /);
  await she.clicks('S3', 'right');
  await she.page.getByRole('menuitem', { name: 'How did it vote?' }).click();
  await says(she, /S3 has voted for S5 in term 2\.$/);
});
