/** Where the two files of the core are. The second has what is seldom used. */
export const firstOfCore = (): URL => new URL('./pkg/raft_playground_bg.wasm', import.meta.url);
export const restOfCore = (): URL => new URL('./pkg/raft_playground_rest.wasm', import.meta.url);
