/** Changing who takes part: one configuration for another, by way of a joint one where that is needed (§6). */
import { useSignal } from '@preact/signals';
import { MEMBERSHIP, REPLICA } from '../engine/protocol';
import { act, frame } from '../state/run';
import { close, Dialog } from './dialog';
import { Segments } from './fields';
import { read, replicaNames } from './packed';
import { replicas } from './paced-frame';

type Part = 'voter' | 'learner' | 'none';

/** What a replica is, or is becoming. */
function partOf(i: number): Part {
  const now = frame.peek();
  const is = now ? read(now, i, REPLICA.MEMBERSHIP) : 0;
  if (is & MEMBERSHIP.VOTER) return 'voter';
  return is & MEMBERSHIP.LEARNER ? 'learner' : 'none';
}

export function Members() {
  const names = replicaNames(replicas.value);
  const parts = useSignal<Part[]>(names.map((_, i) => partOf(i)));
  const who = (part: Part) => names.filter((_, i) => parts.value[i] === part);
  const voters = who('voter');

  const change = async (): Promise<void> => {
    const why = await act({ do: 'configure', voters, learners: who('learner') });
    if (!why) close();
  };
  return (
    <Dialog title="Change members">
      <form
        class="cut-groups"
        onSubmit={(e) => {
          e.preventDefault();
          void change();
        }}
      >
        <p class="quiet-text">
          The leader catches up new voters first. Where more than one voter changes, both majorities decide
          until the change is through (§6).
        </p>
        <div class="sides">
          {names.map((name, i) => (
            <div key={name}>
              <b>{name}</b>
              <Segments
                label={`Part of ${name}`}
                value={parts.value[i] ?? 'none'}
                options={[
                  ['voter', 'Voter'],
                  ['learner', 'Learner'],
                  ['none', 'Outside'],
                ]}
                set={(part) => (parts.value = parts.value.with(i, part))}
              />
            </div>
          ))}
        </div>
        <div class="dialog-end">
          <span class="quiet-text">
            {voters.length === 0
              ? 'Someone has to vote.'
              : `Quorum: ${Math.floor(voters.length / 2) + 1} of ${voters.length}`}
          </span>
          <button type="button" onClick={close}>
            Cancel
          </button>
          <button class="primary" type="submit" disabled={voters.length === 0}>
            Change
          </button>
        </div>
      </form>
    </Dialog>
  );
}
