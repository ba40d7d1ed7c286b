/** The cluster that a new run begins with: how many, and with which seed. */
import { useSignal } from '@preact/signals';
import type { Settings } from '../../engine/protocol';
import { freshSeed, open, restart, scenarioText } from '../../state/run';
import { tell } from '../../state/notices';
import { readNumber } from '../fields';
import { scenarioWith, withoutScript } from './scenario-with';

const REPLICAS = { min: 1, max: 21, whole: true };
const CLIENTS = { min: 0, max: 26, whole: true };
const SEED = { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true };

export function NewRun({ run }: { run: Settings }) {
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
