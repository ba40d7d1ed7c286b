import { readFile } from 'node:fs/promises';
import { text as wholeText } from 'node:stream/consumers';
import { Failure } from './status';

/** The text of a file, or of standard input for "-". */
export async function readText(name: string): Promise<string> {
  try {
    return name === '-' ? await wholeText(process.stdin) : await readFile(name, 'utf8');
  } catch (failure) {
    throw new Failure(`cannot read ${name}: ${why(failure)}`);
  }
}

/** Without the call of the system and the path, which Node puts behind it. */
function why(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  return failure.message.replace(/^[A-Z]+: /, '').replace(/, \w+( '.*')?$/, '');
}
