/** What an exercise forbids while it is worked at. */
import { signal } from '@preact/signals';
import type { Action } from '../engine/protocol';

/** Why an action may not be done; null if it may. */
export const refusing = signal<((action: Action) => string | null) | null>(null);

/** Whether it is kept from the person which rules are in force. */
export const hidesRules = signal(false);
