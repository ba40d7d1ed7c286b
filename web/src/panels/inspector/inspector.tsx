/** What is known about what was chosen. */
import { selected } from '../../state/selection';
import { ClientCard } from './client';
import { EntryCard } from './entry';
import { MessageCard } from './message';
import { Overview } from './overview';
import { ReplicaCard } from './replica';

export function Inspector() {
  return (
    <section class="panel inspector" aria-label="Inspector" data-region tabIndex={-1}>
      <Card />
    </section>
  );
}

function Card() {
  const pick = selected.value;
  switch (pick?.kind) {
    case 'replica':
      return <ReplicaCard name={pick.name} key={pick.name} />;
    case 'client':
      return <ClientCard name={pick.name} key={pick.name} />;
    case 'message':
      return <MessageCard id={pick.id} key={pick.id} />;
    case 'entry':
      return <EntryCard replica={pick.replica} index={pick.index} key={`${pick.replica}.${pick.index}`} />;
    default:
      return <Overview />;
  }
}
