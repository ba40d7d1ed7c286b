import { signal } from '@preact/signals';
import type { Question } from '../engine/protocol';

/** What a person has chosen, or points at. Replicas and clients by name, messages by id. */
export type Pick =
  | { kind: 'replica'; name: string }
  | { kind: 'client'; name: string }
  /** By name: who is marked along with it. */
  | { kind: 'message'; id: number; name?: string }
  | { kind: 'entry'; replica: string; index: number }
  | null;

/** What the inspector shows. */
export const selected = signal<Pick>(null);

/** What a person asks. The inspector then shows the answer. */
export const question = signal<Question | null>(null);

/** What a person points at: also what a client asked for, by the client and when it asked first. */
export type Hover = Pick | { kind: 'operation'; name: string; asked: number };

/** What is marked on the stage, in the lists and in the pictures for as long as it is pointed at. */
export const hovered = signal<Hover>(null);

/** Whether two picks mean the same thing, so that a second click can undo the first. */
export function samePick(a: Pick, b: Pick): boolean {
  if (a === null || b === null) return a === b;
  switch (a.kind) {
    case 'replica':
    case 'client':
      return a.kind === b.kind && a.name === b.name;
    case 'message':
      return b.kind === 'message' && a.id === b.id;
    case 'entry':
      return b.kind === 'entry' && a.replica === b.replica && a.index === b.index;
  }
}
