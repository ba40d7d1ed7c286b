/** Why it is so: the answer in a sentence, what it rests on, and the moments that made it so. */
import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Question, Reason } from '../../engine/protocol';
import { playing } from '../../state/run';
import { question, selected } from '../../state/selection';
import { adopt } from '../adopt';
import { count, ms } from '../format';
import { Icon } from '../icons';
import { answer, follow, held, keepAnswered } from './answer';
import css from './why.css?inline';

adopt(css);

export function Why({ of }: { of: Question }) {
  const head = useRef<HTMLElement>(null);
  useEffect(() => {
    head.current?.focus();
    return keepAnswered(of);
  }, [of]);
  closeWithAnotherChoice();
  const now = answer.value;
  return (
    <div class="why">
      <header class="card-head" ref={head} tabIndex={-1}>
        <div>
          <p class="eyebrow">Why?</p>
          <button class="quiet square" aria-label="Close the answer" title="Close (Esc)" onClick={close}>
            <Icon name="close" />
          </button>
        </div>
        <h2>{wordsOf(of)}</h2>
      </header>
      {now ? (
        <>
          {/* While the run plays, every answer would be read out. */}
          <p class="why-verdict" role={playing.value ? undefined : 'status'}>
            {now.explanation.verdict}
          </p>
          <Asked at={now.at} />
          <ul class="why-reasons" aria-label="Reasons">
            {now.explanation.reasons.map((reason) => (
              <Because key={reason.text} reason={reason} />
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}

function close(): void {
  question.value = null;
}

/** Whoever chooses something else wants to see that. */
function closeWithAnotherChoice(): void {
  const chosen = useRef(selected.peek());
  useSignalEffect(() => {
    if (selected.value === chosen.current) return;
    chosen.current = selected.value;
    close();
  });
}

function Asked({ at }: { at: number }) {
  return (
    <p class="why-asked">
      as of <span class="mono">{ms(at)} ms</span>
      {held.value ? (
        <>
          {' '}
          <button class="go" onClick={() => follow(at)}>
            Go back there
          </button>{' '}
          <button class="go" onClick={() => (held.value = false)}>
            Ask here
          </button>
        </>
      ) : null}
    </p>
  );
}

function Because({ reason: { text, rule, section, reason, moments } }: { reason: Reason }) {
  return (
    <li>
      <p>{text}</p>
      {rule ? (
        <p class="why-rule">
          <code class="rule">
            {rule}, {section}
          </code>{' '}
          {reason}
        </p>
      ) : null}
      {moments.map(({ at, event, text: what }) => (
        <button key={event} class="go why-moment" onClick={() => follow(at)}>
          <span class="mono">{ms(at)}</span> {what}
        </button>
      ))}
    </li>
  );
}

/** What was asked. */
function wordsOf(of: Question): string {
  switch (of.about) {
    case 'entry':
      return `Is entry ${count(of.index)} committed?`;
    case 'vote':
      return `How did ${of.voter} vote?`;
    case 'leader':
      return 'Who leads?';
    case 'request':
      return `What became of ${of.client}’s request?`;
    case 'replica':
      return `What is ${of.replica} waiting for?`;
    case 'message':
      return `What became of message ${count(of.message)}?`;
  }
}
