/** Scenarios, shared runs, courses and exercises as files of the person's machine. */
import { isExercise } from '../share/course';
import { isCourseFile } from '../share/course-link';
import { readRunFile, isRunFile, RUN_FILE } from '../share/run-file';
import { tell } from '../state/notices';
import { openCourseFile, openExerciseFile } from './course';
import { LARGEST, openText } from './opened';
import { openShared } from './share/opening';

export async function openFile(file: File): Promise<void> {
  if (file.size > RUN_FILE.largest) {
    tell(`${file.name}: is larger than ${RUN_FILE.largest / 1e6} MB, the most that is read`, 'bad');
    return;
  }
  let text: string;
  try {
    text = await file.text();
  } catch {
    tell(`${file.name} cannot be read.`, 'bad');
    return;
  }
  if (await openByContent(file, text)) tell(`${file.name} is open.`, 'good');
}

async function openByContent(file: File, text: string): Promise<boolean> {
  if (isRunFile(text)) return openShared(readRunFile(text));
  if (isCourseFile(text)) return openCourseFile(text);
  return isExercise(text) ? openExerciseFile(text) : openScenario(file, text);
}

async function openScenario(file: File, text: string): Promise<boolean> {
  if (file.size > LARGEST) {
    tell(`${file.name}: is larger than 1 MB, the most that is read`, 'bad');
    return false;
  }
  return (await openText(text, file.name.replace(/\.json$/, ''))) === null;
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
