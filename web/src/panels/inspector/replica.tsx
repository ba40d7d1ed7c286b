import { REPLICA, type ReplicaView } from '../../engine/protocol';
import { memberOf } from '../../state/membership';
import { act, frame } from '../../state/run';
import { AskWhy } from '../ask-why';
import { ask } from '../asking';
import { count, ms, plural, termClass } from '../format';
import { Icon, type IconName } from '../icons';
import { isolated, leads, linksOf, read, replicaIndex } from '../packed';
import { slowFrame } from '../paced-frame';
import { CardHead } from './card-head';
import { Membership } from './membership';
import { Facts, Named } from './parts';

const ROLES: Record<ReplicaView['role'] | 'down', [string, IconName]> = {
  follower: ['Follower', 'follower'],
  'pre-candidate': ['Pre-candidate', 'candidate'],
  candidate: ['Candidate', 'candidate'],
  leader: ['Leader', 'leader'],
  down: ['Crashed', 'fail'],
};

export function ReplicaCard({ name }: { name: string }) {
  const now = slowFrame.value;
  const i = replicaIndex(now, name);
  if (!now || i < 0) return <p class="empty">There is no replica {name} in this run.</p>;
  // The view arrives with the frame after the choice; until then the packed record tells the head.
  const view = now.replica?.name === name ? now.replica : null;
  const up = read(now, i, REPLICA.UP) === 1;
  const term = read(now, i, REPLICA.TERM);
  const [role, icon] = ROLES[up ? (view?.role ?? 'follower') : 'down'];
  return (
    <>
      <CardHead what="Replica">
        {name}
        <span class={`badge ${up ? (view?.role ?? '') : 'down'}`}>
          <Icon name={icon} size={13} />
          {role}
        </span>
        <span class={`badge term ${termClass(term)}`}>term {term}</span>
      </CardHead>
      <Actions
        name={name}
        up={up}
        leader={leads(now, i)}
        cutOff={isolated(now, i)}
        unsynced={read(now, i, REPLICA.UNSYNCED)}
      />
      <div class="actions">
        <AskWhy about={{ about: 'replica', replica: name }} button="Waits for what?" />
        <AskWhy about={{ about: 'vote', voter: name }} button="How did it vote?" />
      </div>
      {up ? null : (
        <p class="note">
          Down since <span class="mono">{ms(read(now, i, REPLICA.DOWN_SINCE))} ms</span>. Only what was
          durable comes back.
        </p>
      )}
      {view ? <State view={view} up={up} /> : null}
      <Membership name={name} is={memberOf(read(now, i, REPLICA.MEMBERSHIP))} />
    </>
  );
}

interface ActionsProps {
  name: string;
  up: boolean;
  leader: boolean;
  cutOff: boolean;
  /** Writes that are not durable yet. */
  unsynced: number;
}

function Actions({ name, up, leader, cutOff, unsynced }: ActionsProps) {
  const rejoin = () => {
    const now = frame.peek();
    if (now) void act({ do: 'heal', links: linksOf(now, name) });
  };
  return (
    <div class="actions">
      {up ? (
        <button class="danger" onClick={() => void act({ do: 'crash', replica: name })}>
          Crash
        </button>
      ) : (
        <button class="primary" onClick={() => void act({ do: 'restart', replica: name })}>
          Restart
        </button>
      )}
      <button
        disabled={!up || leader}
        title={leader ? 'A leader has no election timer' : undefined}
        onClick={() => void act({ do: 'time_out', replica: name })}
      >
        Time out now
      </button>
      {up && !leader ? (
        <button onClick={() => void act({ do: 'transfer', replica: name })}>Make it leader</button>
      ) : null}
      {cutOff ? (
        <button onClick={rejoin}>Rejoin</button>
      ) : (
        <button onClick={() => void act({ do: 'isolate', replica: name })}>Isolate</button>
      )}
      {up && unsynced > 0 ? (
        <button
          class="danger"
          title="It dies in the middle of a write, and a torn record stays at the end of its disk"
          onClick={() => void act({ do: 'crash', replica: name, torn: true })}
        >
          Crash in mid-write
        </button>
      ) : null}
      <button disabled={!up} onClick={() => void act({ do: 'compact', replica: name })}>
        Compact now
      </button>
      <button onClick={() => ask({ to: name })}>Send a request…</button>
    </div>
  );
}

function State({ view, up }: { view: ReplicaView; up: boolean }) {
  return (
    <>
      <Facts rows={[...(up ? memory(view) : []), ...disk(view)]} />
      {up && view.role === 'leader' ? <Progress view={view} /> : null}
      {up ? <Store view={view} /> : null}
      {view.sessions.length > 0 ? <Sessions view={view} /> : null}
    </>
  );
}

type Rows = Parameters<typeof Facts>[0]['rows'];

/** What a crash forgets, but for what the disk holds. */
function memory(view: ReplicaView): Rows {
  const rows: Rows = [
    ['votedFor', view.votedFor && <Named name={view.votedFor} />],
    ['leader', view.leader && <Named name={view.leader} />],
    ['commitIndex', `${count(view.commitIndex)} of ${count(view.lastIndex)}`],
    ['lastApplied', count(view.lastApplied)],
    [
      'last entry',
      view.lastIndex > 0 ? `index ${count(view.lastIndex)}, term ${view.lastTerm}` : 'empty log',
    ],
  ];
  if (view.leaseUntil !== null) rows.push(['lease until', `${ms(view.leaseUntil)} ms`]);
  if (view.reads.length > 0) rows.push(['reads waiting', view.reads.map(waitsFor).join('; ')]);
  rows.push(...configuration(view));
  if (view.handsOverTo) rows.push(['hands over to', <Named name={view.handsOverTo} key="to" />]);
  if (view.role.endsWith('candidate')) rows.push(['votes', view.votes.join(' ')]);
  return rows;
}

/** What a get waits for at the leader. */
function waitsFor({ index, round }: ReplicaView['reads'][number]): string {
  if (index === null) return 'for an entry of this term';
  return round === null ? `for index ${count(index)}` : `for round ${count(round)} of heartbeats`;
}

/** By which members it goes. */
function configuration({ configuration: by }: ReplicaView): Rows {
  if (!by) return [];
  const rows: Rows = [[by.outgoing.length > 0 ? 'new voters' : 'voters', by.voters.join(' ')]];
  if (by.outgoing.length > 0) rows.push(['old voters', by.outgoing.join(' ')]);
  if (by.learners.length > 0) rows.push(['learners', by.learners.join(' ')]);
  if (by.index > 0) {
    rows.push(['configured at', `index ${count(by.index)}${by.committed ? '' : ', not committed'}`]);
  }
  return rows;
}

function disk({ durable, unsynced, snapshot }: ReplicaView): Rows {
  const log = durable.lastIndex > 0 ? `index ${count(durable.lastIndex)}` : 'empty log';
  const kept = durable.snapshot ?? snapshot;
  const rows: Rows = kept
    ? [['snapshot', `up to index ${count(kept.index)}, term ${kept.term}, ${plural(kept.bytes, 'byte')}`]]
    : [];
  return [
    ...rows,
    ['on disk', `${log}, term ${durable.term}, votedFor ${durable.votedFor ?? 'none'}`],
    ['unsynced', unsynced > 0 ? `${plural(unsynced, 'write')}, lost in a crash` : null],
  ];
}

function Progress({ view }: { view: ReplicaView }) {
  return (
    <table class="progress">
      <caption>Followers</caption>
      <thead>
        <tr>
          <th scope="col">
            <span class="unseen">Replica</span>
          </th>
          <th scope="col">nextIndex</th>
          <th scope="col">matchIndex</th>
          <th scope="col">in flight</th>
        </tr>
      </thead>
      <tbody>
        {view.progress.map((p) => (
          <tr key={p.replica}>
            <th scope="row">
              <Named name={p.replica} />
            </th>
            <td>{count(p.nextIndex)}</td>
            <td>{count(p.matchIndex)}</td>
            <td>{paceOf(p)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Which commands of clients took effect, so that one that is sent again does not. */
function Sessions({ view }: { view: ReplicaView }) {
  return (
    <>
      <h3>
        Sessions <span class="quiet-text">{view.sessions.length}</span>
      </h3>
      <dl class="store">
        {view.sessions.map(({ id, client, last }) => (
          <div key={id}>
            <dt>
              {client}, opened at {count(id)}
            </dt>
            <dd>{last > 0 ? `done up to ${count(last)}` : 'nothing done'}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** How entries are sent to a follower. */
function paceOf({ state, inFlight, sentBytes }: ReplicaView['progress'][number]): string {
  if (state === 'probe') return 'probing';
  return state === 'snapshot' ? `snapshot, ${plural(sentBytes ?? 0, 'byte')}` : String(inFlight);
}

function Store({ view }: { view: ReplicaView }) {
  const more = view.storeSize - view.store.length;
  return (
    <>
      <h3>
        Store <span class="quiet-text">{plural(view.storeSize, 'key')}</span>
      </h3>
      {view.store.length === 0 ? (
        <p class="empty">Nothing is applied yet.</p>
      ) : (
        <dl class="store">
          {view.store.map(([key, value]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd title={value}>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {more > 0 ? <p class="empty">and {count(more)} more</p> : null}
    </>
  );
}
