import type { Question } from '../engine/protocol';
import { question } from '../state/selection';

/** Within a line, or with words of its own as a button. The answer stands in the inspector. */
export function AskWhy({ about, button }: { about: Question; button?: string }) {
  return (
    <button class={button ? '' : 'go'} onClick={() => (question.value = about)}>
      {button ?? 'Why?'}
    </button>
  );
}
