import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Instance } from '../engine/core';
import { loadWasm } from '../engine/wasm';
import first from '../engine/pkg/raft_playground_bg.wasm?url';
import rest from '../engine/pkg/raft_playground_rest.wasm?url';

/** The core from the files beside this script. */
export const loadCore = async (): Promise<Instance> => (await loadCoreAgain())();

/** What makes an instance of it, and another one when that has failed. */
export async function loadCoreAgain(): Promise<() => Instance> {
  return loadWasm({ first: await readFile(beside(first)), rest: () => readFileSync(beside(rest)) });
}

const beside = (name: string): URL => new URL(`.${name}`, import.meta.url);
