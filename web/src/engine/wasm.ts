import * as generated from './pkg/raft_playground.js';
import type { Core, Instance, Memory } from './core';

/** What of the generated module is used: `crate/src/wasm`, bound by wasm-bindgen. */
interface Generated {
  default(options?: { module_or_path: BufferSource }): Promise<{ memory: Memory }>;
  /** Gives the exports of the instance in use. */
  initSync(): { memory: Memory };
  /** Puts a new instance in the place of the one in use, from the compiled module at hand. */
  __wbg_reset_state(): void;
  Simulation: new (text: string, seed?: number) => Core;
  fresh_seed(): number;
}

const wasm = generated as unknown as Generated;

/**
 * Fetches and compiles the core once. Each call of what it gives puts a new instance in the place of
 * the last. Node cannot fetch a file, so there the bytes are given.
 */
export async function loadWasm(bytes?: BufferSource): Promise<() => Instance> {
  await (bytes === undefined ? wasm.default() : wasm.default({ module_or_path: bytes }));
  let fresh = true;
  return () => {
    if (!fresh) wasm.__wbg_reset_state();
    fresh = false;
    return {
      memory: wasm.initSync().memory,
      open: (text, seed) => new wasm.Simulation(text, seed),
      freshSeed: () => wasm.fresh_seed(),
    };
  };
}
