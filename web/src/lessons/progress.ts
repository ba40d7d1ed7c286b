/** How far a person is in each lesson. It is kept in her browser and nowhere else. */
import { signal } from '@preact/signals';

const KEPT = 'raft-playground.lessons';

/** The tasks of each lesson that are done, by their places. */
export type Progress = Readonly<Record<string, readonly number[]>>;

export const progress = signal<Progress>(read());

export const doneIn = (lesson: string): readonly number[] => progress.value[lesson] ?? [];

export function finish(lesson: string, step: number): void {
  const done = doneIn(lesson);
  if (!done.includes(step)) keep({ ...progress.value, [lesson]: [...done, step] });
}

export function startOver(lesson: string): void {
  keep({ ...progress.value, [lesson]: [] });
}

function keep(next: Progress): void {
  progress.value = next;
  try {
    localStorage.setItem(KEPT, JSON.stringify(next));
  } catch {
    // Where nothing may be kept it is known as long as the page is open.
  }
}

/** Anything may stand there: another version may have written it, or a person. */
function read(): Progress {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return {};
    const lists = Object.entries(kept).filter((entry): entry is [string, number[]] =>
      isListOfNumbers(entry[1]),
    );
    return Object.fromEntries(lists);
  } catch {
    return {};
  }
}

function isListOfNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => Number.isInteger(one));
}
