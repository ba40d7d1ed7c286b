/** The answer to what a person asks, kept up to date while she looks at it. */
import { effect, signal } from '@preact/signals';
import type { Explanation, Question } from '../../engine/protocol';
import { goTo } from '../../state/moment';
import { ask, frame, playing } from '../../state/run';

/** While the run plays, the question is asked once in so many ms. */
const PACE = 400;

interface Answered {
  /** The moment of which the answer tells, in µs. */
  at: number;
  explanation: Explanation;
}

export const answer = signal<Answered | null>(null);

/** Whoever follows a link keeps the answer with its links until the run plays on, or she asks anew. */
export const held = signal(false);

export function follow(at: number): void {
  held.value = true;
  void goTo(at);
}

/** Asks, and asks again whenever something has happened. Returns how to end that. */
export function keepAnswered(question: Question): () => void {
  let ended = false;
  let asking = false;
  let last = -Infinity;
  let told = '';
  let later: ReturnType<typeof setTimeout> | undefined;
  answer.value = null;
  held.value = false;

  const look = (): void => {
    const [now, plays] = [frame.value, playing.value];
    if (plays) held.value = false;
    if (!now || held.value || asking || now.hash === told) return;
    const wait = plays ? last + PACE - performance.now() : 0;
    if (wait <= 0) void fetch(now.hash, now.now);
    else {
      later ??= setTimeout(() => {
        later = undefined;
        look();
      }, wait);
    }
  };

  const fetch = async (hash: string, at: number): Promise<void> => {
    asking = true;
    const reply = await ask({ type: 'explain', question });
    asking = false;
    last = performance.now();
    told = hash;
    if (ended) return;
    if (reply?.type === 'explained') answer.value = { at, explanation: reply.answer };
    look();
  };

  const end = effect(look);
  return () => {
    ended = true;
    end();
    clearTimeout(later);
  };
}
