/** Parts of Raft that can be switched on, beside those that every Raft has. */
import type { ReadWay, Settings } from '../../engine/protocol';
import { NumberField, Select, Switch } from '../fields';
import { tune } from '../tune';

const READS: [ReadWay, string][] = [
  ['log', 'through the log'],
  ['read_index', 'by ReadIndex: a round of heartbeats'],
  ['lease', 'by lease'],
];

export function Features({ run: { raft, asking } }: { run: Settings }) {
  return (
    <>
      <div class="group">
        <h3>Elections</h3>
        <Switch on={raft.pre_vote} set={(pre_vote) => void tune({ raft: { pre_vote } })}>
          PreVote
        </Switch>
        <p class="quiet-text">A replica asks whether it could win before it opens a term (§9.6).</p>
        <Switch on={raft.check_quorum} set={(check_quorum) => void tune({ raft: { check_quorum } })}>
          CheckQuorum
        </Switch>
        <p class="quiet-text">
          A leader that hears from no quorum for an election timeout steps down (§6.2).
        </p>
      </div>
      <div class="group">
        <h3>Reads and clients</h3>
        <Select
          label="A get is answered"
          value={raft.reads}
          options={READS}
          set={(reads) => void tune({ raft: { reads } })}
        />
        <NumberField
          label="Ask again after, 0 for never"
          unit="ms"
          value={asking.retry_ms}
          min={0}
          max={600_000}
          set={(retry_ms) => tune({ asking: { retry_ms } })}
        />
        <Switch on={asking.sessions} set={(sessions) => void tune({ asking: { sessions } })}>
          Sessions
        </Switch>
        <p class="quiet-text">In a session a command that is sent again takes effect once (§8).</p>
      </div>
      <div class="group">
        <h3>Snapshots</h3>
        <NumberField
          label="Entries behind the last one, 0 for none"
          value={raft.snapshot_threshold}
          min={0}
          max={1_000_000}
          whole
          set={(snapshot_threshold) => tune({ raft: { snapshot_threshold } })}
        />
        <NumberField
          label="In one InstallSnapshot, at most"
          unit="bytes"
          value={raft.snapshot_chunk}
          min={1}
          max={1_000_000}
          whole
          set={(snapshot_chunk) => tune({ raft: { snapshot_chunk } })}
        />
      </div>
    </>
  );
}
