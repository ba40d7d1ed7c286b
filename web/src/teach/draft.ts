/** The exercise that is being written: it is kept in the browser, and read by the core as it changes. */
import { effect, signal } from '@preact/signals';
import type { OpenExercise } from '../engine/exercise-protocol';
import type { BadInput } from '../engine/protocol';
import { beginExercise } from '../lessons/exercise-at-hand';
import { download } from '../panels/download';
import example from './example.exercise.json?raw';
import { opened } from './opened';
import { copied } from './set-up';

const KEPT = 'raft-playground.draft';

/** So long after the last letter it is read, in ms. */
const CALM = 300;

export const EXAMPLE: string = example;

export const draft = signal(kept());

/** What the core reads of it; null while that is not known. */
export const reading = signal<{ opened: OpenExercise } | { wrong: BadInput } | null>(null);

/** Keeps `reading` up to date, and the draft in the browser. Returns how to end that. */
export function keepReading(): () => void {
  let later: ReturnType<typeof setTimeout> | undefined;
  const end = effect(() => {
    const text = draft.value;
    clearTimeout(later);
    later = setTimeout(() => void read(text), reading.peek() === null ? 0 : CALM);
  });
  return () => {
    end();
    clearTimeout(later);
  };
}

async function read(text: string): Promise<void> {
  const told = await opened(text);
  if (told === null || draft.peek() !== text) return;
  reading.value = 'answer' in told ? { opened: told.answer } : { wrong: told.refused };
  try {
    localStorage.setItem(KEPT, text);
  } catch {
    // Where nothing may be kept it is known as long as the page is open.
  }
}

function kept(): string {
  try {
    return localStorage.getItem(KEPT) ?? EXAMPLE;
  } catch {
    return EXAMPLE;
  }
}

/** Opens it on the stage, as a student who practises. */
export const tryIt = (): Promise<void> => beginExercise({ exercise: draft.peek() });

export function saveDraft({ id }: OpenExercise): void {
  download(`${id}.exercise.json`, 'application/json', draft.peek());
}

/** A course of this one exercise. */
export const copyDraft = ({ title }: OpenExercise) =>
  copied({ title, lessons: [], exercises: [{ text: draft.peek() }] });
