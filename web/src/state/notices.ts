import { signal } from '@preact/signals';

export type Tone = 'info' | 'bad' | 'good';

/** What a person can do about it. */
export interface Remedy {
  text: string;
  press(): void;
}

export interface Notice {
  id: number;
  text: string;
  tone: Tone;
  remedy: Remedy | undefined;
}

/** More than this at once are noise: the oldest gives way. */
const MOST = 3;

/** What the page has to tell, oldest first. */
export const notices = signal<Notice[]>([]);

let lastId = 0;

/** Shows a notice and returns its id. One that is on screen word for word is not repeated but renewed. */
export function tell(text: string, tone: Tone = 'info', remedy?: Remedy): number {
  lastId += 1;
  const others = notices.value.filter((notice) => notice.text !== text);
  notices.value = [...others, { id: lastId, text, tone, remedy }].slice(-MOST);
  return lastId;
}

/** Takes back what was said to be wrong: something else has been done since. */
export function dismissBad(): void {
  notices.value = notices.value.filter(({ tone }) => tone !== 'bad');
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}
