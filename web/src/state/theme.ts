import { signal } from '@preact/signals';
import { embedded } from './embedded';

export type Theme = 'light' | 'dark' | 'system';

const KEY = 'raft-playground-theme';

/** The chosen theme. Whoever owns the document element reflects it there. */
export const theme = signal<Theme>(remembered());

theme.subscribe((value) => {
  if (embedded) return;
  try {
    if (value === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, value);
  } catch {
    // Storage may be denied, as in a private window: the choice then lasts for as long as the page.
  }
});

function remembered(): Theme {
  try {
    const value = embedded ? null : localStorage.getItem(KEY);
    if (value === 'light' || value === 'dark') return value;
  } catch {
    // As above.
  }
  return 'system';
}
