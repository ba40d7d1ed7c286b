import { parseEDNString } from 'edn-data';
import type { History, HistoryOperation } from '../engine/pkg/raft_playground.js';
import { Failure } from './status';

// Histories as Jepsen writes them: maps in EDN, in the order of time, each an invocation or its completion by the
// same process.

/** What is asked, by the words for it. */
const ops: Readonly<Record<string, HistoryOperation['op']>> = {
  read: 'get',
  r: 'get',
  get: 'get',
  write: 'put',
  w: 'put',
  put: 'put',
  cas: 'compare_and_set',
  'compare-and-set': 'compare_and_set',
  append: 'append',
  delete: 'delete',
};

/** One map of the file. */
interface Entry {
  /** Its place in the file, which is its time. */
  at: number;
  process: string;
  type: string;
  f: string;
  key: unknown;
  value: unknown;
}

/**
 * A Jepsen history, with the places of its maps in the file as times. What failed is left out, since Jepsen says of
 * it that it did not happen; what nemeses do is too.
 */
export function readJepsen(file: string, text: string): History {
  try {
    return history(text);
  } catch (thrown) {
    if (thrown instanceof Failure) throw new Failure(`${file}: ${thrown.message}`);
    throw thrown;
  }
}

function history(text: string): History {
  const entries = maps(text).flatMap((map, at) => entry(map, at) ?? []);
  const keyed = isKeyed(entries);
  const open = new Map<string, Entry>();
  const operations: HistoryOperation[] = [];
  for (const one of entries) {
    if (one.type === 'invoke') {
      if (open.has(one.process)) throw wrong(one.at, `process ${one.process} has not completed its last one`);
      open.set(one.process, one);
      continue;
    }
    const invocation = open.get(one.process);
    if (invocation === undefined) throw wrong(one.at, `process ${one.process} has invoked nothing`);
    open.delete(one.process);
    if (one.type !== 'fail') operations.push(operation(invocation, one, keyed));
  }
  for (const invocation of open.values()) operations.push(operation(invocation, undefined, keyed));
  return { operations };
}

/** The maps of a file: one after the other, or in a vector or list. */
function maps(text: string): Map<unknown, unknown>[] {
  const [only, ...more] = values(text);
  const items: unknown[] =
    more.length === 0 && Array.isArray(only) ? only : only === undefined ? [] : [only, ...more];
  return items.map((item, at) => {
    // A record is written as a tag and a map.
    const map = isTagged(item) ? item.val : item;
    if (map instanceof Map) return map;
    throw wrong(at, 'a map is allowed, as {:type :invoke, :f :read, :process 0, :value nil}');
  });
}

function values(text: string): unknown[] {
  let found: unknown;
  try {
    const plain = { mapAs: 'map', keywordAs: 'string', symbolAs: 'string', listAs: 'array' } as const;
    found = parseEDNString(`[${text}\n]`, plain);
  } catch {
    // The reader's own words speak of its own parts.
  }
  if (!Array.isArray(found)) throw new Failure('this is no EDN: a bracket or a quote has no other');
  return found;
}

const isTagged = (item: unknown): item is { val: unknown } =>
  typeof item === 'object' && item !== null && 'tag' in item && 'val' in item;

/** What a client did; nothing, if a nemesis did it. */
function entry(map: Map<unknown, unknown>, at: number): Entry | undefined {
  const process = map.get('process');
  if (typeof process === 'string') return undefined;
  if (typeof process !== 'number')
    throw wrong(at, ':process is missing: a number, or a keyword of a nemesis');
  const [type, f] = [map.get('type'), map.get('f')];
  if (type !== 'invoke' && type !== 'ok' && type !== 'fail' && type !== 'info') {
    throw wrong(at, `:type is ${shown(type)}: :invoke, :ok, :fail and :info are allowed`);
  }
  if (typeof f !== 'string' || !Object.hasOwn(ops, f)) {
    throw wrong(at, `:f is ${shown(f)}: :read, :write, :cas, :append and :delete are allowed`);
  }
  return { at, process: String(process), type, f, key: map.get('key'), value: map.get('value') };
}

/** Whether every value is a tuple of a key and the value proper, as those of `jepsen.independent` are. */
function isKeyed(entries: readonly Entry[]): boolean {
  const tuple = (value: unknown): value is [unknown, unknown] => Array.isArray(value) && value.length === 2;
  return entries.every(
    ({ f, type, value }) =>
      type !== 'invoke' || (tuple(value) && (ops[f] !== 'compare_and_set' || tuple(value[1]))),
  );
}

function operation(invocation: Entry, completion: Entry | undefined, keyed: boolean): HistoryOperation {
  const [key, asked] = keyed ? (invocation.value as [unknown, unknown]) : [invocation.key, invocation.value];
  const op = ops[invocation.f]!;
  const ok = completion?.type === 'ok';
  return {
    client: invocation.process,
    op,
    key: text(key) ?? '',
    ...written(op, asked, invocation.at),
    ...(op === 'get' && ok ? { result: text(answer(completion, keyed)) } : {}),
    invoked: invocation.at,
    returned: ok ? completion.at : null,
    outcome: ok ? 'ok' : 'unknown',
  };
}

/** What a get has read. */
function answer({ at, value }: Entry, keyed: boolean): unknown {
  if (!keyed) return value;
  if (!Array.isArray(value))
    throw wrong(at, `:value is ${shown(value)}: a tuple of key and value is allowed`);
  return value[1];
}

function written(
  op: HistoryOperation['op'],
  value: unknown,
  at: number,
): Pick<HistoryOperation, 'value' | 'expected'> {
  if (op === 'get' || op === 'delete') return {};
  if (op !== 'compare_and_set') return { value: needed(value, at) };
  if (!Array.isArray(value) || value.length !== 2) {
    throw wrong(at, `:value is ${shown(value)}: a cas wants [expected new]`);
  }
  const [expected, then] = value as unknown[];
  return { expected: text(expected), value: needed(then, at) };
}

function needed(value: unknown, at: number): string {
  const found = text(value);
  if (found === null) throw wrong(at, ':value is nil: a value is allowed');
  return found;
}

/** A value as text; null for nil. */
function text(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : shown(value);
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

/** A complaint about a map, counted from 0 as Jepsen does. */
const wrong = (at: number, message: string): Failure => new Failure(`map ${at}: ${message}`);
