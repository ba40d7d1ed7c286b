/** Expressions that a person watches, and what they are worth at the moment on screen. */
import { effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Valued } from '../engine/find-protocol';
import type { Frame } from '../engine/protocol';
import { inquire } from './find';

/** Where they are kept, and how many there may be. */
const KEPT = 'raft-playground.watched';
const MOST = 20;

/** The expressions, as they were typed. */
export const expressions = signal<readonly string[]>(kept());
/** What each is worth. */
export const values = signal<ReadonlyMap<string, Valued>>(new Map());

export function watchExpression(text: string): void {
  const now = expressions.value;
  if (text !== '' && !now.includes(text) && now.length < MOST) keep([...now, text]);
}

export function unwatch(text: string): void {
  keep(expressions.value.filter((other) => other !== text));
}

function keep(texts: readonly string[]): void {
  expressions.value = texts;
  try {
    localStorage.setItem(KEPT, JSON.stringify(texts));
  } catch {
    // Without storage they last as long as the page.
  }
}

function kept(): string[] {
  try {
    const read = JSON.parse(localStorage.getItem(KEPT) ?? '[]') as unknown;
    return Array.isArray(read) ? read.filter((text) => typeof text === 'string').slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Asks for the values at each of the frames, one question at a time. Returns how to end that. */
export function keepValues(frames: ReadonlySignal<Frame | null>): () => void {
  let asking = false;
  let again = false;

  const look = async (texts: readonly string[]): Promise<void> => {
    asking = true;
    const answer = await inquire({ ask: 'values', of: [...texts] });
    asking = false;
    if (answer?.ask === 'values') values.value = new Map(answer.values.map((value, i) => [texts[i]!, value]));
    if (again) {
      again = false;
      void look(expressions.peek());
    }
  };

  return effect(() => {
    const texts = expressions.value;
    if (frames.value === null || texts.length === 0) return;
    if (asking) again = true;
    else void look(texts);
  });
}
