/** Test files of a person's own. What is wrong with one is said where she put it. */
import { signal } from '@preact/signals';
import { add } from '../../state/grader';
import { LARGEST } from '../opened';

/** Why the last file was refused; null if it was not. */
export const refused = signal<string | null>(null);

/** The file that was taken last. */
export const taken = signal<string | null>(null);

export async function addFile(file: File): Promise<void> {
  const why = await problemWith(file);
  refused.value = why === null ? null : `${file.name}: ${why}`;
  taken.value = why === null ? file.name : null;
}

async function problemWith(file: File): Promise<string | null> {
  if (file.size > LARGEST) return 'is larger than 1 MB, the most that is read';
  let text: string;
  try {
    text = await file.text();
  } catch {
    return 'it cannot be read';
  }
  const why = await add(file.name.replace(/\.json$/, ''), text);
  return why && `${why.place}: ${why.message}`;
}
