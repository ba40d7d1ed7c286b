/** Says aloud, for those who do not see the stage, what is worth an interruption, and not too often. */
import { effect, signal } from '@preact/signals';
import type { AnswerView, EventKind, Frame } from '../engine/protocol';
import { duration } from './format';
import { slowFrame } from './paced-frame';

const SPOKEN: ReadonlySet<EventKind> = new Set(['election', 'fault', 'network', 'violation']);
const PACE_MS = 2500;

const said = signal('');

let lastEvent = -1;
let lastSpoken = -Infinity;
let later: ReturnType<typeof setTimeout> | undefined;

/** One's own requests that wait for their answer: whose, and not asked before when. */
let own: { client: string; from: number }[] = [];

/** The next answer to this client is spoken. */
export function remember(client: string, from: number): void {
  own.push({ client, from });
}

export function describe({ op, outcome, value, from, asked, answered }: AnswerView): string {
  const took = answered === null ? '' : `, after ${duration(answered - asked)}`;
  return `${op}: ${outcome}${value === null ? '' : ` ${value || 'empty'}`}${from ? ` from ${from}` : ''}${took}.`;
}

function speak(text: string, now: boolean): void {
  clearTimeout(later);
  const wait = now ? 0 : Math.max(0, lastSpoken + PACE_MS - performance.now());
  // Only the newest of what had to wait is said: the rest is in the list of events.
  later = setTimeout(() => {
    lastSpoken = performance.now();
    said.value = text;
  }, wait);
}

function listen({ caption, answers, now }: Frame): void {
  if (own.length > 0) {
    own = own.filter(({ from }) => from <= now);
    for (const mine of own) {
      const answer = answers.find(
        (a) => a.client === mine.client && a.asked >= mine.from && a.outcome !== '',
      );
      if (!answer) continue;
      own = own.filter((other) => other !== mine);
      speak(describe(answer), true);
    }
  }
  if (!caption || caption.number === lastEvent) return;
  lastEvent = caption.number;
  if (SPOKEN.has(caption.kind)) speak(caption.text, caption.kind === 'violation');
}

effect(() => {
  const now = slowFrame.value;
  if (now) listen(now);
});

export function Announcer() {
  return (
    <div class="unseen" role="status" aria-live="polite">
      {said}
    </div>
  );
}
