import type { Told } from '../engine/exercises';
import { inquire } from '../lessons/examiner';

/** An exercise of someone's own as the core reads it, or what is wrong with it; null where the core fails, which is told. */
export async function opened(text: string): Promise<Told<'open'> | null> {
  // The core would take anything else for the id of one that comes with the page.
  if (!text.trimStart().startsWith('{')) {
    return {
      refused: { place: 'line 1, column 1', message: 'an exercise is a JSON object: it begins with "{"' },
    };
  }
  return inquire({ ask: 'open', exercise: text });
}
