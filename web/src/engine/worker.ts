import type { FromWorker } from './client';
import type { Frame, Numbered, Reply, Request } from './protocol';
import { Session } from './session';
import { loadWasm } from './wasm';

/** The shell of a session in a worker. Messages that come before the core has loaded wait for it, in order. */
const session = loadWasm().then((load) => new Session(load));

session.then(
  () => post({ ready: true }),
  (failure: unknown) => post({ failed: `it could not be loaded (${String(failure)})` }),
);

globalThis.onmessage = async ({ data }: MessageEvent<Numbered<Request>>): Promise<void> => {
  try {
    const reply = (await session).handle(data);
    post(reply, 'frame' in reply.body ? buffers(reply.body) : []);
  } catch (failure) {
    post({ failed: String(failure) });
  }
};

/** The packed parts of a frame are handed over, not copied. */
function buffers({ frame }: Extract<Reply, { frame: Frame }>): ArrayBufferLike[] {
  const { replicas, flights, deaths, cuts, progress, logs } = frame;
  const packed = [replicas, flights, deaths, cuts, progress];
  if (logs !== undefined) packed.push(logs.terms);
  return packed.map((array) => array.buffer);
}

function post(message: FromWorker, transfer: ArrayBufferLike[] = []): void {
  globalThis.postMessage(message, { transfer: transfer as ArrayBuffer[] });
}
