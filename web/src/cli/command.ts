import { parseArgs, type ParseArgsConfig } from 'node:util';
import { isBadInput } from '../engine/core';
import { Failure } from './status';

/** A command of the command line. */
export interface Command {
  /** How it is called and what it does, as `--help` prints it. */
  usage: string;
  /** Does it, and gives the exit status. */
  run(args: string[]): Promise<number>;
}

export const flag = { type: 'boolean' } as const;
export const value = { type: 'string' } as const;

/** The options and the names of files in a call. */
export function parsed<T extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (failure) {
    // Its first sentence says what is wrong, the others how Node wants it.
    const [said] = (failure instanceof Error ? failure.message : String(failure)).split(/\.? To |\n/);
    const known = Object.keys(options).map((name) => `--${name}`);
    throw new Failure(`${said ?? ''} (known here: ${known.join(', ')})`);
  }
}

/** The one file that a call wants. */
export function oneFile(command: string, what: string, [file, ...more]: string[]): string {
  if (file === undefined || more.length > 0) {
    throw new Failure(`${command} wants one ${what}: a file, or -`);
  }
  return file;
}

/** The last moment of any run, in ms: as late as one of a scenario may be. */
const LATEST = 1e9;

/** A moment of a run, in ms. */
export function moment(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = numeral(text);
  if (value >= 0 && value <= LATEST) return value;
  throw new Failure(`--${name} is "${text}": a number from 0 to ${LATEST} is allowed`);
}

/** A whole number within limits. */
export function whole(name: string, text: string, least: number, most: number): number {
  const value = numeral(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Failure(`--${name} is "${text}": a whole number from ${least} to ${most} is allowed`);
}

/** The seed of a run. */
export function seedOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : whole('seed', text, 0, Number.MAX_SAFE_INTEGER);
}

const numeral = (text: string): number => (text.trim() === '' ? NaN : Number(text));

/** What the core gives for a file; what it says is wrong with it becomes a message about the call. */
export function reading<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (isBadInput(thrown)) throw new Failure(`${file}: ${thrown.place}: ${thrown.message}`);
    throw thrown;
  }
}
