/**
 * The messages in flight as a list, for the keyboard and for those who do not see the stage. It shows
 * itself while it has the focus.
 */

import { signal } from '@preact/signals';
import { fetched } from '../state/parts';
import type * as Part from './message_lines';

const part = signal<typeof Part | null>(null);

async function begin({ currentTarget }: FocusEvent): Promise<void> {
  part.value ??= await fetched(() => import('./message_lines'));
  if (currentTarget === document.activeElement) part.value?.begin();
}

export function MessageList() {
  const loaded = part.value;
  return (
    <div
      class="scene-messages"
      role="listbox"
      tabIndex={0}
      aria-label="Messages in flight, earliest first. Enter opens, Delete drops, left and right delay and hasten."
      onFocus={(event) => void begin(event)}
      onBlur={() => loaded?.end()}
      onKeyDown={(event) => loaded?.onKey(event)}
    >
      {loaded ? <loaded.Lines /> : null}
    </div>
  );
}
