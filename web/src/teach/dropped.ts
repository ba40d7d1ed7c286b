/** The files that a person drops or picks, also folders of them, each read no further than is needed. */

/** A byte more than the core takes: what is longer is judged to be oversized, however long it is. */
const MOST_BYTES = 200_001;

/** Folders in folders. */
const DEEPEST = 8;

/** The most files that are taken. */
export const MOST_FILES = 5_000;

/** With one more it is known that there are too many. */
const ENOUGH = MOST_FILES + 1;

export interface Dropped {
  /** With the folders in which it lies. */
  name: string;
  /** null: it has gone meanwhile. */
  file: File | null;
}

/** What is dropped: files as they are, and of folders those that end in .json, in the order of their names. */
export async function filesOfDrop(transfer: DataTransfer): Promise<Dropped[]> {
  // The list is empty as soon as the event is over: it is read before anything is waited for.
  const items = [...transfer.items].map((item) => ({
    entry: item.webkitGetAsEntry(),
    file: item.getAsFile(),
  }));
  const found: Dropped[] = [];
  for (const { entry, file } of items) {
    if (entry?.isDirectory) await takeFolder(entry as FileSystemDirectoryEntry, DEEPEST, found);
    else if (file && found.length < ENOUGH) found.push({ name: file.name, file });
  }
  return found;
}

/** What is picked: a folder comes as all the files in it. */
export function filesOfInput({ files }: HTMLInputElement): Dropped[] {
  const all = [...(files ?? [])].map((file) => ({ name: file.webkitRelativePath || file.name, file }));
  const inFolder = all.filter(({ name, file }) => name === file.name || name.endsWith('.json'));
  return inFolder.sort((one, other) => (one.name < other.name ? -1 : 1)).slice(0, ENOUGH);
}

async function takeFolder(
  folder: FileSystemDirectoryEntry,
  deepest: number,
  found: Dropped[],
): Promise<void> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  // A reader gives some at a time, and none when it is at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((tell) => reader.readEntries(tell, () => tell([])));
    if (some.length === 0) break;
    entries.push(...some);
  }
  for (const entry of inOrder(entries)) {
    if (found.length >= ENOUGH) return;
    if (entry.isDirectory && deepest > 0)
      await takeFolder(entry as FileSystemDirectoryEntry, deepest - 1, found);
    else if (entry.isFile && entry.name.endsWith('.json'))
      await takeFile(entry as FileSystemFileEntry, found);
  }
}

async function takeFile(entry: FileSystemFileEntry, found: Dropped[]): Promise<void> {
  const file = await new Promise<File | null>((tell) => entry.file(tell, () => tell(null)));
  const name = entry.fullPath.replace(/^\//, '');
  if (found.length < ENOUGH) found.push({ name, file });
}

const inOrder = (entries: readonly FileSystemEntry[]): FileSystemEntry[] =>
  [...entries].sort((one, other) => (one.name < other.name ? -1 : 1));

/** The text of a file, or as much of it as shows that it is too long for a hand-in; null if it cannot be read. */
export async function beginningOf({ file }: Dropped): Promise<string | null> {
  try {
    return file && (await file.slice(0, MOST_BYTES).text());
  } catch {
    return null;
  }
}
