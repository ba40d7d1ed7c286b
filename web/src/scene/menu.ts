/** Which replica or link has its menu open, and where. The menu itself is fetched when it is first opened. */

import { signal } from '@preact/signals';

export type Target = { x: number; y: number } & (
  | { kind: 'replica'; name: string }
  /** Two replicas by number. */
  | { kind: 'link'; ends: [number, number] }
);

export const target = signal<Target | null>(null);

export function openMenu(at: Target): void {
  target.value = at;
}
