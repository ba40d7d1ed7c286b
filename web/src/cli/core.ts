import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Instance } from '../engine/core';
import { loadWasm } from '../engine/wasm';
import first from '../engine/pkg/raft_playground_bg.wasm?url';
import rest from '../engine/pkg/raft_playground_rest.wasm?url';

/** The core from the files beside this script. */
export async function loadCore(): Promise<Instance> {
  const load = await loadWasm({
    first: await readFile(beside(first)),
    rest: () => readFileSync(beside(rest)),
  });
  return load();
}

const beside = (name: string): URL => new URL(`.${name}`, import.meta.url);
