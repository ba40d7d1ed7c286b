import init, { __wbg_reset_state, fresh_seed, initSync, Simulation } from './pkg/raft_playground.js';
import type { InitOutput } from './pkg/raft_playground.js';
import type { Instance } from './core';
import { restOfCore } from './core-address';

declare global {
  /** The core calls it when it first needs a function that is not loaded yet. */
  var loadRestOfCore: () => void;
}

/**
 * The two files of the core, where they are not to be fetched: for Node, which cannot, and for workers that share what
 * was compiled once. The second is asked for when it is needed.
 */
export interface CoreFiles {
  first: BufferSource | WebAssembly.Module;
  rest: () => BufferSource | WebAssembly.Module;
}

/** Once the module is there it takes no argument, and gives the exports of the instance in use. */
const exportsInUse = initSync as () => InitOutput;

/**
 * Fetches and compiles the core once. Each call of what it gives puts a new instance in the place of
 * the last.
 */
export async function loadWasm(files?: CoreFiles): Promise<() => Instance> {
  let rest: WebAssembly.Module | undefined;
  globalThis.loadRestOfCore = () => {
    rest ??= compiled(files?.rest() ?? fetchRest());
    // It puts its functions into the table of the instance in use.
    new WebAssembly.Instance(rest, { core: { ...exportsInUse() } });
  };
  await (files === undefined ? init() : init({ module_or_path: files.first }));
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

const compiled = (file: BufferSource | WebAssembly.Module): WebAssembly.Module =>
  file instanceof WebAssembly.Module ? file : new WebAssembly.Module(file);

/** The core waits for it in the middle of a call, so this waits too, as a worker may. */
function fetchRest(): ArrayBuffer {
  const request = new XMLHttpRequest();
  request.open('GET', restOfCore(), false);
  request.responseType = 'arraybuffer';
  request.send();
  if (request.status !== 200) throw new Error('the rest of the core could not be fetched');
  return request.response as ArrayBuffer;
}
