/** The name or tag under which a student hands in. It is kept in her browser, and stands in what she hands in. */
import { effect, signal } from '@preact/signals';

const KEPT = 'raft-playground.tag';

/** The longest that a hand-in takes. */
export const LONGEST_TAG = 100;

export const tag = signal(read());

function read(): string {
  try {
    return (localStorage.getItem(KEPT) ?? '').slice(0, LONGEST_TAG);
  } catch {
    return '';
  }
}

effect(() => {
  try {
    localStorage.setItem(KEPT, tag.value);
  } catch {
    // Where nothing may be kept it is known as long as the page is open.
  }
});
