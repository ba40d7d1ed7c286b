import { parseArgs } from 'node:util';
import { isBadInput } from '../engine/core';
import type { Core, Instance } from '../engine/core';
import { Queue } from '../engine/queue';
import { loadCore } from './core';
import { readText } from './files';
import { Failure, FOUND, OK } from './status';

/** How far a scenario without an end is run, in ms of virtual time. */
const LONG_ENOUGH = 10_000;
/** Events between two prints: a trace may be longer than memory. */
const BATCH = 4096;

interface Call {
  file: string;
  format: 'ndjson' | 'text';
  /** In ms. */
  until: number | undefined;
  seed: number | undefined;
}

/** Runs a scenario and prints what happens, in order. */
export async function trace(args: string[]): Promise<number> {
  const { file, format, until, seed } = read(args);
  const text = await readText(file);
  const instance = await loadCore();
  const core = opened(instance, file, text, seed);
  core.keep_journal(format);
  const queue = new Queue(core, instance.memory);
  const end = (until ?? core.settings().end_ms ?? LONG_ENOUGH) * 1000;
  await print(core.take_journal());
  for (let done = false; !done;) {
    // A broken invariant only interrupts it.
    done = queue.runUntil(end, BATCH);
    await print(core.take_journal());
  }
  return core.violation() === undefined ? OK : FOUND;
}

function read(args: string[]): Call {
  const { values, positionals } = parsed(args);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Failure('trace wants one scenario: a file, or -');
  const { format = 'text' } = values;
  if (format !== 'ndjson' && format !== 'text') {
    throw new Failure(`--format is "${format}": ndjson and text are allowed`);
  }
  return { file, format, until: number('until', values.until), seed: number('seed', values.seed) };
}

function parsed(args: string[]) {
  const option = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      options: { format: option, until: option, seed: option },
      allowPositionals: true,
    });
  } catch (failure) {
    throw new Failure(failure instanceof Error ? failure.message : String(failure));
  }
}

function number(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new Failure(`--${name} is "${text}": a number from 0 on is allowed`);
  }
  return value;
}

function opened(instance: Instance, file: string, text: string, seed: number | undefined): Core {
  try {
    return instance.open(text, seed);
  } catch (thrown) {
    if (isBadInput(thrown)) throw new Failure(`${file}: ${thrown.place}: ${thrown.message}`);
    throw thrown;
  }
}

/** Waits while whoever reads is slower. */
async function print(lines: string): Promise<void> {
  if (lines === '' || process.stdout.write(lines)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}
