/** Under the stage: what happened last that is worth a sentence, and the rule that decided it. */

import { useComputed } from '@preact/signals';
import { frame } from '../state/run';
import './caption.css';

/** "S2 refuses its vote to S4: S4's last entry …" says what, and after the colon why. */
export function partsOf(text: string): { what: string; why: string } {
  const colon = text.indexOf(': ');
  return colon < 0
    ? { what: text, why: '' }
    : { what: `${text.slice(0, colon)}:`, why: text.slice(colon + 2) };
}

export function Caption() {
  // Every frame brings its caption along; the number tells whether it is a new one.
  const number = useComputed(() => frame.value?.caption?.number ?? null);
  const event = number.value === null ? null : (frame.peek()?.caption ?? null);
  if (!event) return null;
  const { what, why } = partsOf(event.text);
  return (
    <p class="scene-caption" data-kind={event.kind}>
      <b>{what}</b> {why}{' '}
      {event.rule ? (
        <span class="scene-rule" title={event.reason}>
          {event.rule} {event.section}
        </span>
      ) : null}
    </p>
  );
}
