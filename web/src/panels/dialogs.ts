/** Which dialog is open, if any. */
import { signal } from '@preact/signals';

export type DialogName =
  | 'settings'
  | 'help'
  | 'paste'
  | 'groups'
  | 'members'
  | 'grader'
  | 'share'
  | 'export'
  | 'gallery'
  | 'lessons'
  | 'teach';

export const openDialog = signal<DialogName | null>(null);
