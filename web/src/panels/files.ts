/** Scenarios as files of the person's machine. */
import { tell } from '../state/notices';
import { LARGEST, openText } from './opened';

export async function openFile(file: File): Promise<void> {
  if (file.size > LARGEST) {
    tell(`${file.name}: is larger than 1 MB, the most that is read`, 'bad');
    return;
  }
  let text: string;
  try {
    text = await file.text();
  } catch {
    tell(`${file.name} cannot be read.`, 'bad');
    return;
  }
  const why = await openText(text, file.name.replace(/\.json$/, ''));
  if (!why) tell(`${file.name} is open.`, 'good');
}

/** Asks the browser for a file. */
export function pickFile(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,application/json';
  input.onchange = () => {
    const file = input.files?.[0];
    if (file) void openFile(file);
  };
  input.click();
}
