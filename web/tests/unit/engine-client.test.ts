import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Client } from '../../src/engine/client';
import type { FromWorker, Port } from '../../src/engine/client';
import type { Frame, Numbered, Request } from '../../src/engine/protocol';
import { Session } from '../../src/engine/session';
import { FakeInstance, scenarioText } from './fake_core';

/** A worker at hand: a session that answers when it is told to. */
class FakePort implements Port {
  onmessage: Port['onmessage'] = null;
  onerror: Port['onerror'] = null;
  terminated = false;
  readonly inbox: Numbered<Request>[] = [];
  readonly #session = new Session(() => new FakeInstance());
  /** Requests of this type are never answered. */
  deafTo: Request['type'] | null = null;

  postMessage(message: Numbered<Request>): void {
    this.inbox.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  say(message: FromWorker): void {
    this.onmessage?.({ data: message } as MessageEvent<FromWorker>);
  }
  work(): void {
    while (this.inbox.length > 0 && this.inbox[0]!.body.type !== this.deafTo) {
      this.say(this.#session.handle(this.inbox.shift()!));
    }
  }
}

let ports: FakePort[];

beforeEach(() => {
  vi.useFakeTimers();
  ports = [];
});
afterEach(() => vi.useRealTimers());

function connect(): Client {
  return new Client(() => {
    const port = new FakePort();
    ports.push(port);
    return port;
  });
}

async function ask(client: Client, body: Request): Promise<Frame> {
  const answer = client.request(body);
  ports.at(-1)!.work();
  const got = await answer;
  if (!('frame' in got)) throw new Error(`no frame but ${JSON.stringify(got)}`);
  return got.frame;
}

async function opened(): Promise<Client> {
  const client = connect();
  ports[0]!.say({ ready: true });
  await ask(client, { type: 'open', text: scenarioText({ seed: 12 }) });
  return client;
}

describe('the client of the worker', () => {
  test('answers in order', async () => {
    const client = await opened();
    const answers = [10, 20, 30].map((to) => client.request({ type: 'advance', to }));
    ports[0]!.work();
    const times = (await Promise.all(answers)).map((answer) => ('frame' in answer ? answer.frame.now : NaN));
    expect(times).toEqual([10, 20, 30]);
  });

  test('makes a frame of a still reply: the one before at a later time, with no deaths', async () => {
    const client = connect();
    const text = scenarioText({ quiet: true, messages: [{ due: 5, arrives: 8 }] });
    await ask(client, { type: 'open', text });
    const busy = await ask(client, { type: 'advance', to: 5 });
    const still = await ask(client, { type: 'advance', to: 9 });
    expect(busy.deaths.length).toBeGreaterThan(0);
    expect(still).toEqual({ ...busy, now: 9, end: 9, deaths: new Float64Array(0) });
    expect(still.replicas).toBe(busy.replicas);
  });

  test('takes a worker that does not answer for ten seconds for lost, and replays the run in a new one', async () => {
    const client = await opened();
    await ask(client, { type: 'advance', to: 300 });
    await ask(client, { type: 'act', action: { do: 'crash', replica: 'S1' } });
    const before = await ask(client, { type: 'advance', to: 600 });
    ports[0]!.deafTo = 'step';
    const lost = client.request({ type: 'step' });
    const after = client.request({ type: 'advance', to: 700 });
    ports[0]!.work();
    await vi.advanceTimersByTimeAsync(9_999);
    expect(ports[0]!.terminated).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(ports[0]!.terminated).toBe(true);
    ports[1]!.work();
    expect(await lost).toMatchObject({ type: 'restored', frame: { now: 600, hash: before.hash } });
    expect(await after).toMatchObject({ type: 'frame', frame: { now: 700 } });
  });

  test('what was done later than an action, before a person went back, is not replayed in a new worker', async () => {
    const client = await opened();
    await ask(client, { type: 'advance', to: 600 });
    await ask(client, { type: 'act', action: { do: 'crash', replica: 'S1' } });
    await ask(client, { type: 'go', to: 300 });
    await ask(client, { type: 'act', action: { do: 'crash', replica: 'S2' } });
    const before = await ask(client, { type: 'advance', to: 700 });
    const lost = client.request({ type: 'step' });
    ports[0]!.say({ failed: 'it ran out of memory' });
    ports[1]!.work();
    expect(await lost).toMatchObject({ type: 'restored', frame: { now: 700, hash: before.hash } });
  });

  test('of several branches the one on screen is put back in a new worker', async () => {
    const client = await opened();
    await ask(client, { type: 'advance', to: 300 });
    await ask(client, { type: 'act', action: { do: 'crash', replica: 'S1' } });
    await ask(client, { type: 'advance', to: 600 });
    await ask(client, { type: 'undo' });
    await ask(client, { type: 'advance', to: 500 });
    await ask(client, { type: 'act', action: { do: 'crash', replica: 'S2' } });
    const undone = await ask(client, { type: 'advance', to: 700 });
    let lost = client.request({ type: 'step' });
    ports[0]!.say({ failed: 'it ran out of memory' });
    ports[1]!.work();
    expect(await lost).toMatchObject({ type: 'restored', frame: { now: 700, hash: undone.hash } });
    // What is undone after that is not there in the next one either.
    const again = await ask(client, { type: 'undo' });
    lost = client.request({ type: 'step' });
    ports[1]!.say({ failed: 'it ran out of memory' });
    ports[2]!.work();
    expect(await lost).toMatchObject({ type: 'restored', frame: { now: again.now, hash: again.hash } });
  });

  test('what was watched is watched in the new worker too', async () => {
    const client = await opened();
    await ask(client, { type: 'watch', watch: { replica: 'S2' } });
    const lost = client.request({ type: 'step' });
    ports[0]!.say({ failed: 'it ran out of memory' });
    ports[1]!.work();
    expect(await lost).toMatchObject({ type: 'restored', frame: { replica: { name: 'S2' } } });
    expect(await lost).toHaveProperty('text', expect.stringContaining('it ran out of memory'));
  });

  test('loading may take as long as it takes', async () => {
    const client = connect();
    const answer = client.request({ type: 'open', text: scenarioText({}) });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ports[0]!.terminated).toBe(false);
    ports[0]!.say({ ready: true });
    ports[0]!.work();
    expect(await answer).toMatchObject({ type: 'opened' });
  });

  test('a replay that hangs too is tried once more without the actions', async () => {
    const client = await opened();
    await ask(client, { type: 'advance', to: 300 });
    const lost = client.request({ type: 'step' });
    await vi.advanceTimersByTimeAsync(10_000);
    ports[1]!.say({ ready: true });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ports[1]!.terminated).toBe(true);
    ports[2]!.work();
    expect(await lost).toMatchObject({ type: 'restored', frame: { now: 0 } });
  });

  test('what cannot be helped is an error with a reason, now and later', async () => {
    const client = connect();
    const first = client.request({ type: 'open', text: '{}' });
    ports[0]!.say({ failed: 'it could not be loaded' });
    await expect(first).rejects.toThrow('it could not be loaded');
    await expect(client.request({ type: 'step' })).rejects.toThrow('Reload the page');
  });
});
