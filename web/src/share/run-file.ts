/** A run as a file, for what is too long for a link: the same JSON, named by its first key. */
import type { BadInput } from '../engine/protocol';
import { MOST, readSharedRun, type SharedRun } from './shared-run';

export const RUN_FILE = { ending: '.raft.json', largest: MOST.bytes } as const;

const VERSION = 1;
const BEGINNING = /^\s*\{\s*"raft_playground_run"\s*:\s*(\d{1,4})\s*,\s*"run"\s*:/;

export function runFileOf(run: SharedRun): string {
  return `{"raft_playground_run":${VERSION},"run":${JSON.stringify(run)}}\n`;
}

/** Whether a text is a run, and not a scenario. */
export const isRunFile = (text: string): boolean => BEGINNING.test(text);

export function readRunFile(text: string): SharedRun | BadInput {
  const [beginning, version] = BEGINNING.exec(text) ?? [];
  if (beginning === undefined) return { place: 'file', message: 'holds no run' };
  if (version !== String(VERSION)) {
    return { place: 'file', message: `is of version ${version}; this page reads version ${VERSION}` };
  }
  return readSharedRun(text.trimEnd().slice(beginning.length, -1), 'run');
}
