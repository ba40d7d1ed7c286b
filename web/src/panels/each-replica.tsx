/** A choice for each replica, one below the other. */
import { Segments } from './fields';
import { replicaNames } from './packed';
import { replicas } from './paced-frame';

interface Props<T extends string> {
  /** What is chosen, as in "Group of S1". */
  label: string;
  options: [T, string][];
  of(replica: number): T;
  set(replica: number, value: T): void;
}

export function EachReplica<T extends string>({ label, options, of, set }: Props<T>) {
  return (
    <div class="each-replica">
      {replicaNames(replicas.value).map((name, i) => (
        <div key={name}>
          <b>{name}</b>
          <Segments label={`${label} of ${name}`} value={of(i)} options={options} set={(v) => set(i, v)} />
        </div>
      ))}
    </div>
  );
}
