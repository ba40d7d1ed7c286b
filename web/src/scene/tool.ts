/** What a drag on the empty stage does. The toolbar switches it; holding Shift cuts for one stroke. */

import { signal } from '@preact/signals';

export type Tool = 'select' | 'cut';

export const tool = signal<Tool>('select');
