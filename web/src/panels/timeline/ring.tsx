/** The replicas of a moment in a ring, small: who leads, in which term, who is down, what is cut. */
import type { Glance } from '../../engine/protocol';
import { REPLICA, ROLE } from '../../engine/protocol';
import { adopt } from '../adopt';
import { replicaName } from '../packed';
import css from './ring.css?inline';

adopt(css);

const STATES = ['follower', 'pre-candidate', 'candidate', 'leader'];

/** The replicas in a ring, as on the stage. */
export function Ring({ glance, size }: { glance: Pick<Glance, 'replicas' | 'cuts'> | null; size: number }) {
  const replicas = glance?.replicas ?? new Float64Array(0);
  const count = replicas.length / REPLICA.STRIDE;
  const radius = size / 2 - 18;
  const place = (nth: number) => {
    const angle = (nth / Math.max(count, 1)) * 2 * Math.PI - Math.PI / 2;
    return { x: size / 2 + radius * Math.cos(angle), y: size / 2 + radius * Math.sin(angle) };
  };
  const read = (nth: number, what: number): number => replicas[nth * REPLICA.STRIDE + what] ?? 0;
  const pairs = Array.from({ length: count }, (_, a) =>
    Array.from({ length: a }, (_, b) => [a, b] as const),
  ).flat();
  return (
    <svg class="ring" width={size} height={size} viewBox={`0 0 ${size} ${size}`} aria-hidden="true">
      {pairs.map(([a, b]) => {
        const cut = (((glance?.cuts[a] ?? 0) >>> b) & 1) + (((glance?.cuts[b] ?? 0) >>> a) & 1);
        const [from, to] = [place(a), place(b)];
        return cut > 0 ? (
          <line key={`${a}-${b}`} class="ring-cut" x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
        ) : null;
      })}
      {Array.from({ length: count }, (_, nth) => {
        const { x, y } = place(nth);
        const up = read(nth, REPLICA.UP) === 1;
        const state = up ? (STATES[read(nth, REPLICA.ROLE)] ?? 'follower') : 'down';
        const leads = up && read(nth, REPLICA.ROLE) === ROLE.LEADER;
        return (
          <g
            key={nth}
            class={`ring-replica ${state}`}
            transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
          >
            {leads ? <circle r="14" class="ring-crown" /> : null}
            <circle r="11" />
            <text y="-1">{replicaName(nth)}</text>
            <text y="8" class="ring-term">
              {read(nth, REPLICA.TERM)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
