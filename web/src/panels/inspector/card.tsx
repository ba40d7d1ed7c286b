/** The card of what is chosen. */
import { selected } from '../../state/selection';
import { ClientCard } from './client';
import { EntryCard } from './entry';
import { MessageCard } from './message';
import { ReplicaCard } from './replica';

export function Card() {
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
    case undefined:
      return null;
  }
}
