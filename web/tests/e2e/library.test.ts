import { existsSync } from 'node:fs';
import { expect } from 'vitest';
import type * as Library from '../../src/library/index';
import type { Output, Replica, ReplicaOptions } from '../../src/library/index';
import { test } from './browser';

const built = new URL('../../dist/raft-playground.mjs', import.meta.url);
if (!existsSync(built)) throw new Error('the library is not built: run `cargo xtask build` first');
const library = (await import(built.href)) as typeof Library;

const OPTIONS: ReplicaOptions = { id: '0000', peers: ['0001', '0002'], seed: 7 };
const start = (more: Partial<ReplicaOptions> = {}): Replica =>
  new library.Replica({ ...OPTIONS, ...more }, 0);

test('a replica takes a message as an object or as the text of one', () => {
  const vote = {
    src: '0001',
    dst: '0000',
    leader: 'FFFF',
    type: 'RequestVote',
    term: 2,
    lastLogIndex: 0,
    lastLogTerm: 0,
    campaignTransfer: false,
  };
  const expected = {
    writes: [{ write: 1, term: 2, votedFor: '0001' }],
    messages: [
      { src: '0000', dst: '0001', leader: 'FFFF', type: 'RequestVoteResponse', term: 2, voteGranted: true },
    ],
  };
  const replica = start();
  const output = replica.receive(vote, 1);
  expect(output).toMatchObject(expected);
  expect(start().receive(JSON.stringify(vote), 1)).toEqual(output);
  expect(output.deadline).toBe(replica.deadline());
  expect(replica.status()).toMatchObject({ id: '0000', role: 'follower', term: 2, votedFor: '0001' });
  expect(start({ durable: [replica.durable()] }).status()).toMatchObject({ term: 2, votedFor: '0001' });
});

test('whatever comes in that is no message is refused with a place, and changes nothing', () => {
  const replica = start();
  const before = replica.durable();
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  const spiteful = {
    toJSON: () => {
      throw new Error('no');
    },
  };
  for (const message of [
    '',
    'hello',
    undefined,
    null,
    7,
    NaN,
    2n ** 60n,
    [],
    {},
    cyclic,
    spiteful,
    '\ud800',
  ]) {
    const { refused, ...output } = replica.receive(message, 1);
    expect(refused?.place).not.toBe('');
    expect(refused?.message).not.toBe('');
    expect(output).toMatchObject({ writes: [], messages: [] });
  }
  for (const now of [NaN, Infinity, -1]) expect(replica.tick(now).refused).toMatchObject({ place: 'now' });
  expect(replica.durable()).toEqual(before);
});

test('options that are wrong are an error that says where', () => {
  expect(() => start({ peers: ['S2'] })).toThrow(library.Refused);
  expect(() => start({ raft: { heartbeat_ms: 0 } })).toThrow('options.raft.heartbeat_ms: 0 is not allowed');
  for (const none of [undefined, null, 5]) {
    expect(() => new library.Replica(none as never, 0)).toThrow(library.Refused);
  }
});

test('one replica alone leads and answers when its host lets time pass', () => {
  const replica = start({ peers: [] });
  let output: Output = replica.hello();
  expect(output.messages).toEqual([{ src: '0000', dst: 'FFFF', leader: 'FFFF', type: 'hello' }]);
  while (replica.status().role !== 'leader') output = replica.tick(output.deadline!);
  const now = output.deadline!;
  const ask = (type: string, more: object) =>
    replica.receive({ src: '0015', dst: '0000', leader: 'FFFF', type, MID: 1, key: 'x', ...more }, now);
  expect(ask('put', { value: '3' }).messages).toMatchObject([{ type: 'ok', dst: '0015', leader: '0000' }]);
  expect(ask('get', {}).messages).toMatchObject([{ type: 'ok', MID: 1, value: '3' }]);
  replica.free();
});

test('the same module runs in a browser', async ({ open }) => {
  const page = await open();
  const address = new URL('raft-playground.mjs', page.url()).href;
  // As text: Vitest would put its own function in the place of `import`.
  const hello = await page.evaluate(`
    import(${JSON.stringify(address)}).then(({ Replica }) =>
      new Replica({ id: '0000', peers: ['0001'] }, performance.now()).hello().messages)`);
  expect(hello).toMatchObject([{ type: 'hello' }]);
});
