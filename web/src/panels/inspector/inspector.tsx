/** What is known about what was chosen. */
import { question, selected } from '../../state/selection';
import { onDemand } from '../on-demand';
import { Overview } from './overview';

const Why = onDemand(() => import('../why/why').then((m) => m.Why));
const Card = onDemand(() => import('./card').then((m) => m.Card));

export function Inspector() {
  return (
    <section class="panel inspector" aria-label="Inspector" data-region tabIndex={-1}>
      {question.value ? <Why of={question.value} /> : selected.value ? <Card /> : <Overview />}
    </section>
  );
}
