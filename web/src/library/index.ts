/**
 * Raft Playground as a library, for Node and browsers: `import { Replica, checkLinearizable } from
 * './raft-playground.mjs'`.
 * The module lies in the built site beside the two files of the core, which it loads when it is imported.
 */
export { checkLinearizable } from './linearizability';
export type * from './linearizability';
export { Replica } from './replica';
export type { Output, RaftSettings, ReplicaOptions, Status } from './replica';
export { Refused } from './refused';
export type { BadInput } from './refused';
export type * from './wire';
