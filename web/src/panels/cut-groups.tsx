/** Cutting every link between two groups of replicas. */
import { useSignal } from '@preact/signals';
import { majority } from '../state/membership';
import { act } from '../state/run';
import { close, Dialog } from './dialog';
import { EachReplica } from './each-replica';
import { Segments } from './fields';
import { replicaNames } from './packed';
import { replicas } from './paced-frame';

type Side = 'A' | 'B' | 'out';
type Direction = 'both' | 'AB' | 'BA';

/** Every directed link that crosses from one group to the other in the wanted direction. */
export function crossing(a: string[], b: string[], direction: Direction): [string, string][] {
  return a.flatMap((x) =>
    b.flatMap((y): [string, string][] => [
      ...(direction === 'BA' ? [] : ([[x, y]] as [string, string][])),
      ...(direction === 'AB' ? [] : ([[y, x]] as [string, string][])),
    ]),
  );
}

export function CutGroups() {
  const names = replicaNames(replicas.value);
  const quorum = majority(names.length);
  // To begin with, a majority on one side and the rest on the other.
  const sides = useSignal<Record<number, Side>>({});
  const direction = useSignal<Direction>('both');
  const sideOf = (i: number): Side => sides.value[i] ?? (i < quorum ? 'A' : 'B');
  const group = (side: Side) => names.filter((_, i) => sideOf(i) === side);
  const links = crossing(group('A'), group('B'), direction.value);

  const cut = async (): Promise<void> => {
    const why = await act({ do: 'cut', links });
    if (!why) close();
  };
  return (
    <Dialog title="Cut groups">
      <form
        class="cut-groups"
        onSubmit={(e) => {
          e.preventDefault();
          void cut();
        }}
      >
        <p class="quiet-text">Every link between the two groups is cut. Within a group nothing changes.</p>
        <EachReplica
          label="Group"
          options={[
            ['A', 'A'],
            ['B', 'B'],
            ['out', 'Leave out'],
          ]}
          of={sideOf}
          set={(i, side) => (sides.value = { ...sides.value, [i]: side })}
        />
        <h3>Direction</h3>
        <Segments
          label="Direction"
          value={direction.value}
          options={[
            ['both', 'Both'],
            ['AB', 'Only A to B'],
            ['BA', 'Only B to A'],
          ]}
          set={(d) => (direction.value = d)}
        />
        <div class="dialog-end">
          <span class="quiet-text">
            {links.length === 0 ? 'Both groups need a replica.' : `${links.length} directed links`}
          </span>
          <button type="button" onClick={close}>
            Cancel
          </button>
          <button class="primary" type="submit" disabled={links.length === 0}>
            Cut
          </button>
        </div>
      </form>
    </Dialog>
  );
}
