/** The cluster on a card: the replicas in a ring, and the ends of their logs in the colours of the terms. */
import { termClass } from '../format';
import { replicaName } from '../packed';
import { Ring } from '../timeline/ring';
import { glanceOf, type Exhibit, type Pictured } from './exhibits';

const SIZE = 124;
const WIDTH = 150;
/** An entry of a log. */
const CELL = 10;

export function Picture({ of }: { of: Exhibit }) {
  const { replicas } = of;
  return (
    <span class="gallery-picture" aria-hidden="true">
      <Ring glance={glanceOf(of)} size={SIZE} />
      <svg class="gallery-logs" width={WIDTH} height={SIZE} viewBox={`0 0 ${WIDTH} ${SIZE}`}>
        {replicas.map((replica, nth) => (
          <Log key={nth} replica={replica} nth={nth} all={replicas} />
        ))}
      </svg>
    </span>
  );
}

interface LogProps {
  replica: Pictured;
  nth: number;
  all: readonly Pictured[];
}

/** Committed entries are full, others hollow; what a snapshot stands for is a bar. */
function Log({ replica: { first, log, commit, is }, nth, all }: LogProps) {
  const row = Math.min(20, (SIZE - 12) / all.length);
  const y = SIZE / 2 + (nth - (all.length - 1) / 2) * row;
  const begin = Math.min(...all.map((one) => one.first));
  const x = (index: number): number => 24 + (index - begin) * CELL;
  return (
    <g class={`gallery-log ${is}`}>
      <text x="16" y={y + 3}>
        {replicaName(nth)}
      </text>
      {first > begin ? (
        <rect class="gallery-snapshot" x={x(begin)} y={y - 2} width={(first - begin) * CELL - 2} height="4" />
      ) : null}
      {log.map((term, n) => (
        <rect
          key={n}
          class={`${termClass(term)} ${first + n <= commit ? 'committed' : ''}`}
          x={x(first + n) + 0.75}
          y={y - CELL / 2 + 0.75}
          width={CELL - 2}
          height={CELL - 1.5}
          rx="1.5"
        />
      ))}
    </g>
  );
}
