/** What clients were answered, newest first. */
import { computed } from '@preact/signals';
import type { AnswerView } from '../engine/protocol';
import { AskWhy } from './ask-why';
import { duration } from './format';
import { Icon, type IconName } from './icons';
import { slowFrame } from './paced-frame';

const OUTCOMES: Record<AnswerView['outcome'], [string, IconName]> = {
  '': ['waiting', 'wait'],
  ok: ['ok', 'ok'],
  fail: ['fail', 'fail'],
  redirect: ['redirect', 'redirect'],
  expired: ['session expired', 'fail'],
};

let before: AnswerView[] = [];

/** Every frame brings the answers anew; only other ones are worth drawing again. */
const latest = computed(() => {
  const now = slowFrame.value?.answers ?? [];
  const same = (a: AnswerView, i: number) => {
    const b = before[i];
    return a.asked === b?.asked && a.client === b.client && a.outcome === b.outcome;
  };
  if (now.length !== before.length || !now.every(same)) before = now;
  return before;
});

export function LatestAnswers() {
  return <Answers of={latest.value} empty="Nobody has asked anything yet. Put a key to begin." />;
}

export function Answers({ of, empty }: { of: AnswerView[]; empty: string }) {
  if (of.length === 0) return <p class="empty">{empty}</p>;
  return (
    <ul class="answers" aria-label="Answers, newest first">
      {of.toReversed().map((answer, i) => (
        // Two requests of one client at one moment have nothing to tell them apart but their place.
        <Answer key={of.length - i} answer={answer} />
      ))}
    </ul>
  );
}

function Answer({ answer }: { answer: AnswerView }) {
  const { client, number, op, outcome, value, from, asked, answered } = answer;
  const [word, icon] = OUTCOMES[outcome];
  return (
    <li class={`answer ${word}`}>
      <span class="sign">
        <Icon name={icon} size={14} />
      </span>
      <span class="op" title={op}>
        {op}
      </span>
      <span class="took">{answered === null ? '…' : duration(answered - asked)}</span>
      <span class="said">
        <b>{word}</b>
        <span class="value" title={value ?? ''}>
          {value === '' ? '(empty)' : value}
        </span>
        <span class="who">
          {client}
          {from ? ` ← ${from}` : ''}
        </span>
        <AskWhy about={{ about: 'request', client, number }} />
      </span>
    </li>
  );
}
