import type { Question } from '../engine/protocol';
import { question } from '../state/selection';
import { room, view } from './view';

/** The answer stands in the inspector. */
export function askWhy(about: Question): void {
  question.value = about;
  if (room.peek() !== 'wide') view.value = 'inspector';
}

/** Within a line, or with words of its own as a button. */
export function AskWhy({ about, button }: { about: Question; button?: string }) {
  return (
    <button class={button ? '' : 'go'} onClick={() => askWhy(about)}>
      {button ?? 'Why?'}
    </button>
  );
}
