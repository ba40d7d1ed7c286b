/** The cluster as a whole, while nothing is chosen. */
import { MEMBERSHIP, REPLICA, ROLE, FLIGHT, type Frame } from '../../engine/protocol';
import { majority } from '../../state/membership';
import { settings } from '../../state/run';
import { count, plural } from '../format';
import { cutCount, read, replicaCount, replicaName } from '../packed';
import { title } from '../opened';
import { slowFrame } from '../paced-frame';
import { AskWhy } from '../ask-why';
import { Facts, Named } from './parts';

/** The leader of the newest term. An older one may not know yet that it is deposed. */
function newestLeader(frame: Frame): number {
  let found = -1;
  for (let i = 0; i < replicaCount(frame); i++) {
    const leads = read(frame, i, REPLICA.UP) === 1 && read(frame, i, REPLICA.ROLE) === ROLE.LEADER;
    if (leads && (found < 0 || read(frame, i, REPLICA.TERM) > read(frame, found, REPLICA.TERM))) found = i;
  }
  return found;
}

function highest(frame: Frame, of: number): number {
  let most = 0;
  for (let i = 0; i < replicaCount(frame); i++) most = Math.max(most, read(frame, i, of));
  return most;
}

/** "3 of 5"; while the configuration is joint, of the new and of the old voters. */
function quorum(frame: Frame): string {
  const decide = (flag: number): string => {
    let voters = 0;
    for (let i = 0; i < replicaCount(frame); i++) voters += read(frame, i, REPLICA.MEMBERSHIP) & flag ? 1 : 0;
    return voters > 0 ? `${majority(voters)} of ${voters}` : '';
  };
  return [decide(MEMBERSHIP.VOTER), decide(MEMBERSHIP.OUTGOING)].filter(Boolean).join(' and ');
}

export function Overview() {
  const run = settings.value;
  const now = slowFrame.value;
  if (!run || !now) return <p class="empty">The cluster is starting.</p>;
  const all = replicaCount(now);
  const leader = newestLeader(now);
  let up = 0;
  for (let i = 0; i < all; i++) up += read(now, i, REPLICA.UP);
  const cuts = cutCount(now);
  const { counters } = now;
  return (
    <>
      <header class="card-head">
        <div>
          <p class="eyebrow">Cluster</p>
        </div>
        <h2>{title}</h2>
      </header>
      {run.about ? <p class="about">{run.about}</p> : null}
      <Facts
        rows={[
          [
            'leader',
            <>
              {leader < 0 ? 'none' : <Named name={replicaName(leader)} />}{' '}
              <AskWhy about={{ about: 'leader' }} />
            </>,
          ],
          ['term', highest(now, REPLICA.TERM)],
          ['replicas up', `${up} of ${all}`],
          ['quorum', quorum(now)],
          ['committed', `${count(highest(now, REPLICA.COMMIT))} of ${count(highest(now, REPLICA.LAST))}`],
          ['cut links', cuts === 0 ? null : `${cuts} of ${all * (all - 1)}, each direction`],
          ['in flight', plural(now.flights.length / FLIGHT.STRIDE, 'message')],
          [
            'requests',
            `${count(counters.requests)}: ${count(counters.ok)} ok, ${count(counters.failed)} fail, ${count(counters.redirected)} redirect`,
          ],
        ]}
      />
      <h3>What you can do</h3>
      <ul class="hints">
        <li>Choose a replica, a message or a log entry to see it and act on it.</li>
        <li>
          Press <kbd>X</kbd> and draw a line: the links that it crosses are cut.
        </li>
        <li>
          Drop a scenario or a course test anywhere. <kbd>?</kbd> lists the keys.
        </li>
      </ul>
    </>
  );
}
