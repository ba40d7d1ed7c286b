/** What is known about what was chosen. */
import { selected } from '../../state/selection';
import { onDemand } from '../on-demand';
import { Overview } from './overview';

const Card = onDemand(() => import('./card').then((m) => m.Card));

export function Inspector() {
  return (
    <section class="panel inspector" aria-label="Inspector" data-region tabIndex={-1}>
      {selected.value ? <Card /> : <Overview />}
    </section>
  );
}
