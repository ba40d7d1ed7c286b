/** The settings of the run. Those of the cluster start it anew, the others hold at once. */
import { useSignal } from '@preact/signals';
import type { Settings, Tuning } from '../engine/protocol';
import { act, freshSeed, open, restart, scenarioText, settings } from '../state/run';
import { Dialog } from './dialog';
import { NumberField, SliderField, readNumber } from './fields';
import { tell } from '../state/notices';
import { scenarioWith, withoutScript } from './new-run';
import { RangeField } from './range-field';

export function SettingsSheet() {
  const run = settings.value;
  return (
    <Dialog title="Settings" sheet>
      {run ? (
        // Another run brings other values: what was typed for the last one goes.
        <div class="settings" key={`${run.title}.${run.seed}.${run.replicas}`}>
          <NewRun run={run} />
          <Tune run={run} />
        </div>
      ) : (
        <p class="empty">The cluster is starting.</p>
      )}
    </Dialog>
  );
}

const REPLICAS = { min: 1, max: 21, whole: true };
const CLIENTS = { min: 0, max: 26, whole: true };
const SEED = { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true };

function NewRun({ run }: { run: Settings }) {
  const replicas = useSignal(String(run.replicas));
  const clients = useSignal(String(run.clients));
  const seed = useSignal(String(run.seed));
  const wrong = useSignal<string | null>(null);

  const begin = async (): Promise<void> => {
    const cluster = {
      replicas: readNumber(replicas.value, REPLICAS),
      clients: readNumber(clients.value, CLIENTS),
      seed: readNumber(seed.value, SEED),
    };
    for (const [name, n] of Object.entries(cluster)) {
      if (typeof n === 'string') {
        wrong.value = `${name[0]?.toUpperCase()}${name.slice(1)}: ${n}`;
        return;
      }
    }
    const wanted = cluster as { replicas: number; clients: number; seed: number };
    wrong.value = null;
    if (wanted.replicas === run.replicas && wanted.clients === run.clients) {
      await restart(wanted.seed);
      return;
    }
    const text = scenarioWith(wanted, scenarioText.value, run);
    let why = await open(text);
    if (why?.place.startsWith('scenario.actions')) {
      why = await open(withoutScript(text));
      if (!why) tell('The new run is without the scenario’s own actions: they name who is not part of it.');
    }
    if (why) wrong.value = `${why.place}: ${why.message}`;
  };

  const field = (label: string, of: typeof seed) => (
    <label class="field">
      <span class="label">{label}</span>
      <input
        type="text"
        inputMode="numeric"
        autoComplete="off"
        value={of.value}
        onInput={(e) => (of.value = e.currentTarget.value)}
      />
    </label>
  );

  return (
    <form
      class="group"
      onSubmit={(e) => {
        e.preventDefault();
        void begin();
      }}
    >
      <h3>New run</h3>
      <div class="pair">
        {field('Replicas', replicas)}
        {field('Clients', clients)}
      </div>
      <div class="pair">
        {field('Seed', seed)}
        <button type="button" onClick={() => void freshSeed().then((n) => (seed.value = String(n)))}>
          New seed
        </button>
      </div>
      {wrong.value ? (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      ) : null}
      <button class="primary" type="submit">
        Start over
      </button>
    </form>
  );
}

function Tune({ run }: { run: Settings }) {
  const tune = async (change: Tuning): Promise<string | null> => {
    const why = await act({ do: 'tune', ...change });
    return why?.message ?? null;
  };
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
        <h3>Timers</h3>
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
        <p class="quiet-text">Network, timers and disk hold at once.</p>
      </div>
    </>
  );
}
