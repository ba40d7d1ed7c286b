/** Changing who takes part: one configuration for another, by way of a joint one where that is needed (§6). */
import { useSignal } from '@preact/signals';
import { REPLICA } from '../engine/protocol';
import { majority, memberOf, type Member } from '../state/membership';
import { act, frame } from '../state/run';
import { close, Dialog } from './dialog';
import { EachReplica } from './each-replica';
import { read, replicaNames } from './packed';
import { replicas } from './paced-frame';

type Part = 'voter' | 'learner' | 'none';

/** What a replica is, or is becoming. */
const PARTS: Record<Member, Part> = {
  voter: 'voter',
  both: 'voter',
  learner: 'learner',
  old: 'none',
  outside: 'none',
};

function partOf(i: number): Part {
  const now = frame.peek();
  return PARTS[memberOf(now ? read(now, i, REPLICA.MEMBERSHIP) : 0)];
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
        onSubmit={(e) => {
          e.preventDefault();
          void change();
        }}
      >
        <p class="quiet-text">
          The leader catches up new voters first. Where more than one voter changes, both majorities decide
          until the change is through (§6).
        </p>
        <EachReplica
          label="Part"
          options={[
            ['voter', 'Voter'],
            ['learner', 'Learner'],
            ['none', 'Outside'],
          ]}
          of={(i) => parts.value[i] ?? 'none'}
          set={(i, part) => (parts.value = parts.value.with(i, part))}
        />
        <div class="dialog-end">
          <span class="quiet-text">
            {voters.length === 0
              ? 'Someone has to vote.'
              : `Quorum: ${majority(voters.length)} of ${voters.length}`}
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
