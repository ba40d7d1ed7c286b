/** What holds at once: network, timers, disk. */
import type { Settings } from '../../engine/protocol';
import { NumberField, Select, SliderField, Switch } from '../fields';
import { replicaNames } from '../packed';
import { RangeField } from '../range-field';
import { tune } from '../tune';

export function Tuning({ run }: { run: Settings }) {
  const { raft, network, disk } = run;
  return (
    <>
      <div class="group">
        <h3>Network</h3>
        <RangeField
          label="Latency of a hop"
          unit="ms"
          value={network.latency_ms}
          min={0}
          max={10_000}
          set={(latency_ms) => tune({ network: { latency_ms } })}
        />
        <SliderField
          label="Loss"
          value={network.loss}
          min={0}
          max={1}
          step={0.01}
          written={`${Math.round(network.loss * 100)}%`}
          set={(loss) => void tune({ network: { loss } })}
        />
        <SliderField
          label="Duplication"
          value={network.duplication}
          min={0}
          max={1}
          step={0.01}
          written={`${Math.round(network.duplication * 100)}%`}
          set={(duplication) => void tune({ network: { duplication } })}
        />
      </div>
      <div class="group">
        <h3>Timers and replication</h3>
        <RangeField
          label="Election timeout"
          unit="ms"
          value={raft.election_timeout_ms}
          min={1}
          max={60_000}
          set={(election_timeout_ms) => tune({ raft: { election_timeout_ms } })}
        />
        <NumberField
          label="Heartbeat interval"
          unit="ms"
          value={raft.heartbeat_ms}
          min={1}
          max={60_000}
          set={(heartbeat_ms) => tune({ raft: { heartbeat_ms } })}
        />
        <NumberField
          label="Entries in one AppendEntries, at most"
          value={raft.max_batch}
          min={1}
          max={10_000}
          whole
          set={(max_batch) => tune({ raft: { max_batch } })}
        />
        <NumberField
          label="AppendEntries on their way to a follower, at most"
          value={raft.window}
          min={1}
          max={1000}
          whole
          set={(window) => tune({ raft: { window } })}
        />
        <NumberField
          label="Send again without an answer after, 0 for a heartbeat"
          unit="ms"
          value={raft.resend_ms}
          min={0}
          max={60_000}
          set={(resend_ms) => tune({ raft: { resend_ms } })}
        />
        <Switch on={raft.thrifty} set={(thrifty) => void tune({ raft: { thrifty } })}>
          New entries to a quorum only, to the others with heartbeats
        </Switch>
        <Switch on={raft.commit_at_once} set={(commit_at_once) => void tune({ raft: { commit_at_once } })}>
          Tell a new commit index at once
        </Switch>
        <Switch on={raft.no_op} set={(no_op) => void tune({ raft: { no_op } })}>
          A new leader writes a no-op
        </Switch>
      </div>
      <div class="group">
        <h3>Disk</h3>
        <NumberField
          label="A write is durable after"
          unit="ms"
          value={disk.sync_ms}
          min={0}
          max={10_000}
          set={(sync_ms) => tune({ disk: { sync_ms } })}
        />
        {disk.sync_ms_of.map(([name, value]) => (
          <NumberField
            key={name}
            label={`On ${name} after`}
            unit="ms"
            value={value}
            min={0}
            max={10_000}
            set={(sync_ms) => tune({ disk: { sync_ms_of: { [name]: sync_ms } } })}
          />
        ))}
        <SlowDisk run={run} />
        <p class="quiet-text">Network, timers and disk hold at once.</p>
      </div>
    </>
  );
}

/** Gives one replica a disk of its own speed. */
function SlowDisk({ run }: { run: Settings }) {
  const own = new Set(run.disk.sync_ms_of.map(([name]) => name));
  const others = replicaNames(run.replicas).filter((name) => !own.has(name));
  return (
    <Select
      label="Another speed for the disk of"
      value=""
      options={[['', 'no other replica'], ...others.map((name): [string, string] => [name, name])]}
      set={(name) => {
        if (name) void tune({ disk: { sync_ms_of: { [name]: run.disk.sync_ms } } });
      }}
    />
  );
}
