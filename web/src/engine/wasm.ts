import init, { __wbg_reset_state, fresh_seed, initSync, Simulation } from './pkg/raft_playground.js';
import type { InitOutput } from './pkg/raft_playground.js';
import type { Instance } from './core';

/** Once the module is there it takes no argument, and gives the exports of the instance in use. */
const exportsInUse = initSync as () => InitOutput;

/**
 * Fetches and compiles the core once. Each call of what it gives puts a new instance in the place of
 * the last. Node cannot fetch a file, so there the bytes are given.
 */
export async function loadWasm(bytes?: BufferSource): Promise<() => Instance> {
  await (bytes === undefined ? init() : init({ module_or_path: bytes }));
  let fresh = true;
  return () => {
    if (!fresh) __wbg_reset_state();
    fresh = false;
    return {
      memory: exportsInUse().memory,
      open: (text, seed) => new Simulation(text, seed),
      freshSeed: () => fresh_seed(),
    };
  };
}
