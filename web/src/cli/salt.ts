import { value } from './command';
import { readText } from './files';
import { Failure } from './status';

/** The options that say what the salt is. On a machine that others use, a file keeps it out of the list of processes. */
export const saltOptions = { salt: value, 'salt-file': value } as const;

/** The salt of the course; an empty one for hand-ins of whoever practises. */
export async function saltOf(values: {
  salt?: string | undefined;
  'salt-file'?: string | undefined;
}): Promise<string> {
  const file = values['salt-file'];
  if (file === undefined) return values.salt ?? '';
  if (values.salt !== undefined) throw new Failure('--salt and --salt-file exclude each other');
  return (await readText(file)).trim();
}
