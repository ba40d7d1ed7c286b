import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Answer, Message, Replica, Request, Write } from '../../src/library/index';

const built = new URL('../../dist/raft-playground.mjs', import.meta.url);
if (!existsSync(built)) throw new Error('the library is not built: run `cargo xtask build` first');

interface Hosted {
  replica: Replica;
  stop: () => void;
}
interface State {
  kept: Write[];
  keep: (writes: Write[]) => void;
}
interface Example {
  host: (how: { port: number; id: string; peers: string[] } & Partial<State>) => Promise<Hosted>;
  openState: (file: string) => State;
}
const { host, openState } = (await import(
  new URL('../../examples/udp-replica.mjs', import.meta.url).href
)) as Example;

const IDS = ['0000', '0001', '0002', '0003', '0004'];
const CLIENT = '0015';

/**
 * The course's side of the wire: a socket to which all replicas send, and which passes on what they say to each
 * other. It learns from its hello where a replica is.
 */
class Course {
  readonly #socket: Socket = createSocket('udp4');
  readonly #ports = new Map<string, number>();
  /** Of replicas that were killed. What they sent before may still be on its way. */
  readonly #gone = new Set<number>();
  readonly #alive = new Map<string, Hosted>();
  #heard: ((message: Message) => void)[] = [];
  #asked = 0;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async begin(): Promise<Course> {
    const course = new Course(await mkdtemp(join(tmpdir(), 'raft-replicas-')));
    course.#socket.on('message', (datagram, { port }) => {
      course.#route(JSON.parse(datagram.toString()) as Message, port);
    });
    await new Promise<void>((resolve) => course.#socket.bind(0, '127.0.0.1', resolve));
    return course;
  }

  #route(message: Message, port: number): void {
    if (this.#gone.has(port)) return;
    if (message.type === 'hello') this.#ports.set(message.src, port);
    else {
      expect(this.#ports.has(message.src), 'hello is the first message of a replica').toBe(true);
      this.#pass(message);
    }
    for (const hears of [...this.#heard]) hears(message);
  }

  #pass(message: Message | Request): void {
    const port = this.#alive.has(message.dst) ? this.#ports.get(message.dst) : undefined;
    if (port !== undefined) this.#socket.send(JSON.stringify(message), port, '127.0.0.1');
  }

  /** The first message from now on of which this holds. */
  async hears<M extends Message>(wanted: (message: Message) => message is M): Promise<M>;
  async hears(wanted: (message: Message) => boolean): Promise<Message>;
  async hears(wanted: (message: Message) => boolean): Promise<Message> {
    return new Promise((resolve) => {
      const hears = (message: Message): void => {
        if (!wanted(message)) return;
        this.#heard = this.#heard.filter((other) => other !== hears);
        resolve(message);
      };
      this.#heard.push(hears);
    });
  }

  /** Starts a replica with what is kept of it, and waits for its hello. */
  async start(id: string): Promise<void> {
    const { port } = this.#socket.address();
    const hello = this.hears(({ type, src }) => type === 'hello' && src === id);
    const peers = IDS.filter((other) => other !== id);
    this.#alive.set(id, await host({ port, id, peers, ...openState(this.stateOf(id)) }));
    await hello;
  }

  stateOf(id: string): string {
    return join(this.#folder, id);
  }

  kill(id: string): void {
    this.#alive.get(id)?.stop();
    this.#alive.delete(id);
    const port = this.#ports.get(id);
    if (port !== undefined) this.#gone.add(port);
    this.#ports.delete(id);
  }

  replica(id: string): Replica {
    return this.#alive.get(id)!.replica;
  }

  /** Whoever next sends entries or heartbeats as leader, and is none of these. */
  async leaderBut(...others: string[]): Promise<string> {
    const { src } = await this.hears(({ type, src }) => type === 'AppendEntries' && !others.includes(src));
    return src;
  }

  /**
   * Asks as a client of the course does, and follows redirects; one to a replica that is dead waits for another to
   * lead. Says also whom it asked.
   */
  async ask(
    to: string,
    what: { type: 'get'; key: string } | { type: 'put'; key: string; value: string },
  ): Promise<{ answer: Answer; asked: string[] }> {
    const asked = [to];
    for (;;) {
      const MID = `M${++this.#asked}`;
      const answered = this.hears(
        (message): message is Answer => message.dst === CLIENT && 'MID' in message && message.MID === MID,
      );
      this.#pass({ src: CLIENT, dst: asked.at(-1)!, leader: 'FFFF', MID, ...what });
      const answer = await answered;
      if (answer.type !== 'redirect') return { answer, asked };
      const next = answer.leader;
      asked.push(this.#alive.has(next) ? next : await this.leaderBut(next));
    }
  }

  async end(): Promise<void> {
    for (const id of [...this.#alive.keys()]) this.kill(id);
    this.#socket.close();
    await rm(this.#folder, { recursive: true });
  }
}

let course: Course;
afterEach(() => course.end());

test('five replicas over UDP keep what they acknowledged when their leader dies and comes back', async () => {
  course = await Course.begin();
  const elected = course.leaderBut();
  for (const id of IDS) await course.start(id);
  const first = await elected;

  const put = await course.ask(first, { type: 'put', key: 'x', value: '3' });
  expect(put.answer).toMatchObject({ type: 'ok', dst: CLIENT, leader: put.asked.at(-1)! });
  expect((await course.ask(first, { type: 'get', key: 'y' })).answer).toMatchObject({
    type: 'ok',
    value: '',
  });
  // Whoever of them leads, the others redirect to it.
  let asked = 0;
  for (const id of IDS) {
    const got = await course.ask(id, { type: 'get', key: 'x' });
    expect(got.answer).toMatchObject({ type: 'ok', value: '3' });
    asked += got.asked.length;
  }
  expect(asked).toBeGreaterThan(IDS.length);

  course.kill(first);
  const second = await course.leaderBut(first);
  const got = await course.ask(second, { type: 'get', key: 'x' });
  expect(got.answer).toMatchObject({ type: 'ok', value: '3' });
  await course.ask(second, { type: 'put', key: 'x', value: '4' });

  // It comes back with what is in its file, follows, and catches up.
  const caughtUp = course.hears(
    (message) =>
      message.src === first &&
      message.type === 'AppendEntriesResponse' &&
      message.success &&
      message.matchIndex >= course.replica(second).status().lastLogIndex,
  );
  await course.start(first);
  await caughtUp;

  // With the others gone, the three that are left need it: what was acknowledged is still there.
  for (const id of IDS.filter((id) => id !== first && id !== second).slice(0, 2)) course.kill(id);
  const last = await course.ask(second, { type: 'get', key: 'x' });
  expect(last.answer).toMatchObject({ type: 'ok', value: '4' });
});

test('what a replica kept is one write a line, and a line that a crash tore is cut', async () => {
  course = await Course.begin();
  const elected = course.leaderBut();
  for (const id of IDS) await course.start(id);
  const leader = await elected;
  await course.ask(leader, { type: 'put', key: 'x', value: '3' });
  const follower = IDS.find((id) => id !== leader)!;
  const before = course.replica(follower).durable();
  course.kill(follower);
  const file = course.stateOf(follower);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as Write).write)).toEqual(lines.map((_, place) => place + 1));
  openState(file).keep([{ write: 99 }]);
  await truncate(file, (await readFile(file)).length - 3);
  await course.start(follower);
  expect(course.replica(follower).durable()).toEqual(before);
});
