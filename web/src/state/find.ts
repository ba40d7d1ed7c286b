/** Moments of the run on screen at which something becomes true, and going there. */
import { batch, computed, signal } from '@preact/signals';
import type { Found, Inquiry, InquiryAnswer } from '../engine/find-protocol';
import type { BadInput } from '../engine/protocol';
import { FAR, goTo } from './moment';
import { tell } from './notices';
import { ask, frame, pause, settings } from './run';

/** What a person looks for: a predicate, or words of events. */
export const way = signal<'predicate' | 'words'>('predicate');
export const typed = signal('');

/** As the core reads it: words are a predicate of their own. */
export const predicate = computed(() => {
  const text = typed.value.trim();
  if (text === '' || way.value === 'predicate') return text;
  return `says "${text.replace(/["\\]/g, '\\$&')}"`;
});

/** The moments found so far, in order. */
export const found = signal<readonly Found[]>([]);
/** More moments than those that were found are not looked for. */
export const full = signal(false);
/** How far it was looked, in µs, while it is being looked. */
export const looking = signal<number | null>(null);
/** What is wrong with the predicate. */
export const wrong = signal<BadInput | null>(null);

/** The predicate that `found` is of; "" if nothing is looked for. */
export const lookedFor = signal('');
/** Whether it is being looked. */
export const busy = signal(false);

/** The search of the worker that `found` is of. */
let search = 0;
/** Which look goes on: a newer one ends those before. */
let look = 0;

/** How often it is asked again for the part that answers, which then cannot be had. */
const MOST_WAITS = 500;

/** Asks the worker, and waits for the part of it that answers. */
export async function inquire(inquiry: Inquiry): Promise<InquiryAnswer | null> {
  for (let waits = 0; waits < MOST_WAITS; waits++) {
    const answer = await ask({ type: 'ask', inquiry });
    if (answer?.type !== 'ask') return null;
    if (answer.answer.ask !== 'loading') return answer.answer;
    await new Promise((next) => setTimeout(next, 20));
  }
  tell('A part of the page could not be loaded. Try again.', 'bad');
  return null;
}

/** Looks through the run as far as it goes; beyond it up to a time, until something is found. False if it was ended. */
export async function lookThrough(beyond?: number): Promise<boolean> {
  const mine = ++look;
  const sought = predicate.value;
  batch(() => {
    if (sought !== lookedFor.peek()) forget();
    lookedFor.value = sought;
    wrong.value = null;
    busy.value = true;
  });
  while (sought !== '') {
    const known = found.value.length;
    const more = beyond === undefined ? {} : { beyond };
    const answer = await inquire({ ask: 'find', predicate: sought, search, known, ...more });
    if (mine !== look) return false;
    if (answer?.ask === 'wrong') wrong.value = answer.why;
    if (answer?.ask !== 'find') break;
    take(answer);
    if (answer.done) break;
    looking.value = answer.upTo;
  }
  rest();
  return true;
}

function rest(): void {
  looking.value = null;
  busy.value = false;
}

function take(answer: InquiryAnswer & { ask: 'find' }): void {
  const before = answer.search === search ? found.value : [];
  search = answer.search;
  full.value = answer.full;
  if (answer.found.length > 0 || before.length === 0) found.value = [...before, ...answer.found];
}

/** Nothing is looked for any more. */
export function cancel(): void {
  look++;
  lookedFor.value = '';
  rest();
}

function forget(): void {
  found.value = [];
  full.value = false;
}

/** How many events have happened on screen. */
export const present = computed(() => frame.value?.counters.processed ?? 0);

/** Goes to the next moment that was found, or the one before. Says whether there is one. */
export async function goOn(back = false): Promise<boolean> {
  pause();
  if (!(await lookThrough())) return true;
  const here = present.value;
  const to = back
    ? found.value.findLast(({ processed }) => processed < here)
    : found.value.find(({ processed }) => processed > here);
  if (to !== undefined) await goToFound(to);
  return to !== undefined;
}

/**
 * Runs on until it becomes true, and stands there. Says how far it was looked, if it does not until then; null if it
 * does, or the person has ended it.
 */
export async function runUntil(): Promise<number | null> {
  pause();
  const now = frame.value;
  if (now === null) return null;
  const here = present.value;
  const end = (settings.value?.end_ms ?? Infinity) * 1000;
  const far = Math.min(end, now.end + FAR);
  const ahead = (): Found | undefined => found.value.find(({ processed }) => processed > here);
  if (!(await lookThrough())) return null;
  if (wrong.value !== null) return null;
  if (ahead() === undefined && !(await lookThrough(far))) return null;
  const to = ahead();
  if (to === undefined) return far;
  // The way to where the run never was is shown.
  if (to.at > now.end) await goTo(to.at - 1);
  await goToFound(to);
  return null;
}

/** Goes to right behind the event with which it became true: more may happen at the same time. */
export async function goToFound({ processed }: Found): Promise<void> {
  pause();
  await ask({ type: 'go', processed });
}
