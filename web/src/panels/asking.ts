/** What stands in the client form. The toolbar, the inspector and a key fill it in from elsewhere. */
import { signal } from '@preact/signals';
import type { ReadWay } from '../engine/protocol';
import { view } from './view';

export type OpName = 'put' | 'get' | 'delete' | 'compare_and_set';

export const client = signal('C1');
export const to = signal('leader');
export const op = signal<OpName>('put');
export const key = signal('x');
export const value = signal('1');
export const expect = signal('1');
/** How a get is to be answered; "" as the settings say. */
export const read = signal<ReadWay | ''>('');

/** Counts the times that someone asked for the form; it takes the focus then. */
export const asked = signal(0);

export function ask(what: { client?: string; to?: string; op?: OpName }): void {
  if (what.client) client.value = what.client;
  if (what.to) to.value = what.to;
  if (what.op) op.value = what.op;
  view.value = 'client';
  asked.value++;
}
