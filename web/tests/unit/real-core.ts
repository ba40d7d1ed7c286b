/** The core as `cargo xtask build` leaves it. */
import { existsSync, readFileSync } from 'node:fs';
import type { Instance } from '../../src/engine/core';

const bindings = new URL('../../src/engine/pkg/raft_playground.js', import.meta.url);
if (!existsSync(bindings)) throw new Error('the core is not built: run `cargo xtask build` first');
const bytes = (name: string) => readFileSync(new URL(name, bindings));

export const firstFile = () => bytes('raft_playground_bg.wasm');
export const secondFile = () => bytes('raft_playground_rest.wasm');

/** What makes an instance of it. Of one module there is one instance at a time: a new one ends the one before. */
export async function realCore(): Promise<() => Instance> {
  const { loadWasm } = await import('../../src/engine/wasm');
  return loadWasm({ first: firstFile(), rest: secondFile });
}
