import type { Core, Memory } from '../../src/engine/core';
import { Queue } from '../../src/engine/queue';
import { Fifo } from './fifo';

/** The module that wasm-bindgen makes of `crate/benches/work`. */
export interface Ours {
  initSync(options: { module: WebAssembly.Module }): { memory: Memory };
  /** Puts a new instance in the place of the one in use. */
  __wbg_reset_state(): void;
  run(inFlight: number, puts: number, checked: boolean): number;
  Loaded: new (inFlight: number, puts: number) => Loaded;
}

/** The simulation of the page, under load. */
interface Loaded extends Pick<Core, 'deliver' | 'wake' | 'act' | 'header_ptr'> {
  begin(now: number): boolean;
  done(): boolean;
  messages(): number;
  free(): void;
}

/** What `crate/benches/peer` exports. */
interface Peer {
  memory: WebAssembly.Memory;
  run(inFlight: number, puts: number, batched: number): number;
  begin(inFlight: number, puts: number, batched: number): number;
  deliver(message: number): number;
  fresh(): number;
  done(): number;
}

/** One run of one contestant under one load. */
export interface Sample {
  inFlight: number;
  contestant: string;
  seconds: number;
  messages: number;
}

/** Does the load and gives how many messages it took. */
type Contestant = (inFlight: number, puts: number) => number;

/** Events let happen in one go, as the worker of the page does between two looks at the clock. */
const SLICE = 1000;

/**
 * All contestants one after the other, and that `rounds` times, so that what disturbs the machine
 * disturbs them alike. Each run has an instance of its own.
 */
export function measure(
  ours: Ours,
  oursWasm: BufferSource,
  peerWasm: BufferSource,
  rounds: number,
  puts: number,
) {
  ours.initSync({ module: new WebAssembly.Module(oursWasm) });
  const peer = new WebAssembly.Module(peerWasm);
  const contestants: Record<string, Contestant> = {
    ours: (inFlight, puts) => ours.run(inFlight, puts, false),
    'ours-checked': (inFlight, puts) => ours.run(inFlight, puts, true),
    'ours-queue': (inFlight, puts) => throughOurQueue(ours, inFlight, puts),
    peer: (inFlight, puts) => instance(peer).run(inFlight, puts, 0),
    'peer-batched': (inFlight, puts) => instance(peer).run(inFlight, puts, 1),
    'peer-queue': (inFlight, puts) => throughFifo(instance(peer), inFlight, puts, 0),
    'peer-batched-queue': (inFlight, puts) => throughFifo(instance(peer), inFlight, puts, 1),
  };
  const samples: Sample[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const inFlight of [64, 0]) {
      for (const [contestant, run] of Object.entries(contestants)) {
        ours.__wbg_reset_state();
        const start = performance.now();
        const messages = run(inFlight, puts);
        const seconds = (performance.now() - start) / 1000;
        samples.push({ inFlight, contestant, seconds, messages });
      }
    }
  }
  return samples;
}

function instance(module: WebAssembly.Module): Peer {
  return new WebAssembly.Instance(module, {}).exports as unknown as Peer;
}

/** The simulation of the page, driven by the queue of the page. */
function throughOurQueue(ours: Ours, inFlight: number, puts: number): number {
  const { memory } = ours.initSync({ module: undefined as unknown as WebAssembly.Module });
  const loaded = new ours.Loaded(inFlight, puts);
  const queue = new Queue(loaded as unknown as Core, memory);
  while (!loaded.begin(queue.now)) queue.runUntil(Infinity, 1);
  while (!loaded.done()) queue.runUntil(Infinity, SLICE);
  return loaded.messages();
}

/** The peer, whose messages go through a queue in JavaScript by their numbers. */
function throughFifo(peer: Peer, inFlight: number, puts: number, batched: number): number {
  const queue = new Fifo();
  let fresh = peer.begin(inFlight, puts, batched);
  const start = peer.fresh() / Uint32Array.BYTES_PER_ELEMENT;
  let numbers = new Uint32Array(peer.memory.buffer);
  let messages = 0;
  for (;;) {
    // A view whose memory has grown is detached and has no length.
    if (numbers.length === 0) numbers = new Uint32Array(peer.memory.buffer);
    for (let i = 0; i < fresh; i++) queue.push(numbers[start + i]!);
    if (queue.size === 0) break;
    fresh = peer.deliver(queue.pop());
    messages++;
  }
  if (!peer.done()) throw new Error('the peer has nothing left to do, and is not done');
  return messages;
}
