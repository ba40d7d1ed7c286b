/** Two branches at the same time, side by side, and where they part. */
import type { BranchView, Glance } from '../../engine/protocol';
import { REPLICA } from '../../engine/protocol';
import { goTo } from '../../state/moment';
import { ms } from '../format';
import { replicaName } from '../packed';
import { slowFrame } from '../paced-frame';
import { nameOf } from './branch-name';
import { useGlance } from './preview';
import { Ring } from './ring';
import { firstDifference } from './scale';

interface Props {
  /** The one on screen. */
  one: BranchView;
  other: BranchView;
  end(): void;
}

export function Comparison({ one, other, end }: Props) {
  const now = slowFrame.value;
  const at = now?.now ?? 0;
  const there = useGlance(at, other.number);
  const here: Glance | null = now && { now: at, hash: now.hash, replicas: now.replicas, cuts: now.cuts };
  const parts = firstDifference(one, other);
  return (
    <div class="comparison" role="group" aria-label={`${nameOf(one)} beside ${nameOf(other)}`}>
      <Side name={nameOf(one)} glance={here} other={there} at={at} />
      <div class="comparison-words">
        <p>
          {parts === null ? (
            'The same was done on both.'
          ) : (
            <>
              They part at{' '}
              <button class="go" onClick={() => void goTo(parts.at)}>
                {ms(parts.at)} ms
              </button>
              : {difference(parts.one, nameOf(one))}
              {parts.one !== null && parts.other !== null ? ', ' : ''}
              {difference(parts.other, nameOf(other))}.
            </>
          )}
        </p>
        <p role="status">{here && there ? sameNow(here, there) : ''}</p>
        <button class="quiet" onClick={end}>
          End the comparison
        </button>
      </div>
      <Side name={nameOf(other)} glance={there} other={here} at={at} />
    </div>
  );
}

const difference = (did: string | null, where: string): string => (did === null ? '' : `${did} on ${where}`);

function sameNow(here: Glance, there: Glance): string {
  if (here.now !== there.now) return `The other one was run to ${ms(there.now)} ms only.`;
  return here.hash === there.hash ? 'Until now both are the same.' : 'They differ by now.';
}

function Side({
  name,
  glance,
  other,
  at,
}: {
  name: string;
  glance: Glance | null;
  other: Glance | null;
  at: number;
}) {
  return (
    <figure>
      <Ring glance={glance} size={124} />
      <figcaption>
        <b>{name}</b>
        <span>{ms(Math.min(at, glance?.now ?? at))} ms</span>
        {glance ? <Commits glance={glance} other={other} /> : null}
      </figcaption>
    </figure>
  );
}

/** The commit index of each replica; bold where the other branch has another one. */
function Commits({ glance, other }: { glance: Glance; other: Glance | null }) {
  const count = glance.replicas.length / REPLICA.STRIDE;
  const commit = (of: Glance | null, nth: number) => of?.replicas[nth * REPLICA.STRIDE + REPLICA.COMMIT];
  return (
    <dl>
      {Array.from({ length: count }, (_, nth) => (
        <div key={nth} class={commit(glance, nth) === commit(other, nth) ? '' : 'differs'}>
          <dt>{replicaName(nth)} commit</dt>
          <dd>{commit(glance, nth)}</dd>
        </div>
      ))}
    </dl>
  );
}
