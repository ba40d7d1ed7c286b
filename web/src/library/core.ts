import { loadWasm } from '../engine/wasm';
import type { Instance } from '../engine/core';
import first from '../engine/pkg/raft_playground_bg.wasm?url';
import rest from '../engine/pkg/raft_playground_rest.wasm?url';

/** The core from the files beside this module, all of it: whoever imports the library needs most of it. */
export const core: Instance = await load();

async function load(): Promise<Instance> {
  const [now, later] = await Promise.all([bytes(first), bytes(rest)]);
  const start = await loadWasm({ first: now, rest: () => later });
  return start();
}

/** Node cannot fetch files. */
async function bytes(name: string): Promise<BufferSource> {
  const address = new URL(`.${name}`, import.meta.url);
  if (address.protocol === 'file:') {
    const { readFile } = await import('node:fs/promises');
    return readFile(address);
  }
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address.href} could not be fetched`);
  return answer.arrayBuffer();
}
