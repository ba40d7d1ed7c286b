/** What a replica is to the cluster, and what it can become. The leader decides, whoever that is. */
import { REPLICA } from '../../engine/protocol';
import { memberOf, type Member } from '../../state/membership';
import { act, frame } from '../../state/run';
import { openDialog } from '../dialogs';
import { Select } from '../fields';
import { read, replicaNames } from '../packed';
import { replicas } from '../paced-frame';

const WORDS: Record<Member, string> = {
  voter: 'voter',
  learner: 'learner',
  outside: 'outside the cluster',
  old: 'voter that leaves',
  both: 'voter, old and new',
};

export function Membership({ name, is }: { name: string; is: Member }) {
  const voter = is === 'voter' || is === 'both';
  const outside = replicaNames(replicas.value).filter((_, i) => {
    const now = frame.peek();
    return now !== null && memberOf(read(now, i, REPLICA.MEMBERSHIP)) === 'outside';
  });
  return (
    <section>
      <h3>
        Membership <span class="quiet-text">{WORDS[is]}</span>
      </h3>
      <div class="actions">
        {voter ? null : (
          <button onClick={() => void act({ do: 'add', replica: name })}>
            {is === 'outside' ? 'Add as a voter' : 'Make it a voter'}
          </button>
        )}
        {is === 'outside' ? (
          <button onClick={() => void act({ do: 'add', replica: name, as: 'learner' })}>
            Add as a learner
          </button>
        ) : (
          <button onClick={() => void act({ do: 'remove', replica: name })}>Remove</button>
        )}
        {voter && outside.length > 0 ? (
          <Select
            bare
            label={`Replace ${name} by`}
            value=""
            options={[['', 'Replace by…'], ...outside.map((other): [string, string] => [other, other])]}
            set={(by) => {
              if (by) void act({ do: 'replace', replica: name, by });
            }}
          />
        ) : (
          <button onClick={() => (openDialog.value = 'members')}>Change members…</button>
        )}
      </div>
    </section>
  );
}
