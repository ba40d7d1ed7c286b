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
    throw new Failure(failure instanceof Error ? failure.message : String(failure));
  }
}

/** The one file that a call wants. */
export function oneFile(command: string, what: string, [file, ...more]: string[]): string {
  if (file === undefined || more.length > 0) {
    throw new Failure(`${command} wants one ${what}: a file, or -`);
  }
  return file;
}

/** A number from 0 on. */
export function number(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new Failure(`--${name} is "${text}": a number from 0 on is allowed`);
  }
  return value;
}

/** What the core gives for a file; what it says is wrong with it becomes a message about the call. */
export function reading<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (isBadInput(thrown)) throw new Failure(`${file}: ${thrown.place}: ${thrown.message}`);
    throw thrown;
  }
}
