import type { Question } from '../../engine/protocol';
import { question, selected, type Pick } from '../../state/selection';

/** What there is to ask of what is chosen; of nothing, who leads. */
export function questionOf(pick: Pick): Question {
  switch (pick?.kind) {
    case 'replica':
      return { about: 'replica', replica: pick.name };
    case 'client':
      return { about: 'request', client: pick.name };
    case 'entry':
      return { about: 'entry', replica: pick.replica, index: pick.index };
    case 'message':
      return { about: 'message', message: pick.id };
    case undefined:
      return { about: 'leader' };
  }
}

export function askOfSelected(): void {
  question.value = questionOf(selected.peek());
}
