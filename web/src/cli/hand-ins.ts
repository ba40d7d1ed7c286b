import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from './status';

/** A byte more than the core takes: what is longer is judged to be oversized, however long it is. */
const MOST_BYTES = 200_001;
/** Folders in folders, so that no loop of links is followed for ever. */
const DEEPEST = 8;

/** The files that are named, and those whose names end in `.json` in the folders that are, in the order of their names. */
export async function filesIn(names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    const what = await stat(name).catch(() => {
      throw new Failure(`cannot read ${name}: there is no such file or folder`);
    });
    if (what.isDirectory()) found.push(...(await filesOf(name, DEEPEST)));
    else if (what.isFile()) found.push(name);
    else throw new Failure(`cannot read ${name}: it is neither a file nor a folder`);
  }
  return [...new Set(found)];
}

async function filesOf(folder: string, deepest: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && deepest > 0) found.push(...(await filesOf(path, deepest - 1)));
    else if (entry.isFile() && entry.name.endsWith('.json')) found.push(path);
  }
  return found;
}

/** The text of a hand-in, or as much of it as shows that it is too long; null if it cannot be read. */
export async function textOf(file: string): Promise<string | null> {
  const opened = await open(file).catch(() => null);
  if (opened === null) return null;
  try {
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return null;
  } finally {
    await opened.close();
  }
}

/** Of the files, those of a shard: the i-th of n, counted from 1. */
export function shardOf(files: readonly string[], shard: string | undefined): string[] {
  if (shard === undefined) return [...files];
  const [, which, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(shard) ?? [];
  const [nth, count] = [Number(which), Number(of)];
  if (!(nth >= 1 && nth <= count)) {
    throw new Failure(`--shard is "${shard}": i/n is allowed, with i from 1 to n, such as 1/4`);
  }
  return files.filter((_, place) => place % count === nth - 1);
}
