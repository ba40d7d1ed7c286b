/** Opening a scenario by its text, and what the run on screen is called. */
import { computed, signal } from '@preact/signals';
import type { BadInput } from '../engine/protocol';
import { tell } from '../state/notices';
import { open, settings, type At } from '../state/run';

/** The most bytes that are read. */
export const LARGEST = 1_000_000;

/** What the reader calls a file that has no title. */
const COURSE_TEST = 'Course test';

/** The name under which the run on screen was opened. A course test does not tell its own. */
const openedAs = signal<string | null>(null);

export const title = computed(() => openedAs.value ?? (settings.value?.title || 'Untitled scenario'));

/** Opens a text unless it is too large. What is refused is told; the run on screen goes on. */
export async function openText(
  text: string,
  name: string | null = null,
  at: At = {},
): Promise<BadInput | null> {
  if (text.length <= LARGEST) {
    const why = await open(text, at);
    if (!why) openedAs.value = settings.value?.title === COURSE_TEST ? name : null;
    return why;
  }
  const why = { place: 'file', message: `is larger than 1 MB, the most that is read` };
  tell(`${why.place}: ${why.message}`, 'bad');
  return why;
}
