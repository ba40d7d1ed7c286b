/** The rules of Raft, each of which can be broken. */
import { useSignal } from '@preact/signals';
import type { Settings } from '../../engine/protocol';
import { hidesRules } from '../../state/limits';
import { open, scenarioText } from '../../state/run';
import { Switch } from '../fields';
import { withRules } from './scenario-with';

export function Rules({ run }: { run: Settings }) {
  if (!hidesRules.value) return <Switches run={run} />;
  return (
    <div class="group">
      <h3>Rules</h3>
      <p class="quiet-text">Which of them is missing is for you to find.</p>
    </div>
  );
}

function Switches({ run }: { run: Settings }) {
  const wrong = useSignal<string | null>(null);
  const off = run.rules.filter(({ on }) => !on).map(({ name }) => name);

  /** The same run from its beginning, so that nothing differs but the rule. */
  const begin = async (rules: string[]): Promise<void> => {
    const text = withRules(rules, scenarioText.value);
    const why =
      text === null
        ? { place: 'rules', message: 'a test of the course keeps them all' }
        : await open(text, { seed: run.seed });
    wrong.value = why ? `${why.place}: ${why.message}` : null;
  };

  return (
    <div class="group">
      <h3>Rules</h3>
      <p class="quiet-text">Switch one off to see what it is for. The run starts over, with the same seed.</p>
      {wrong.value ? (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      ) : null}
      <details class="rules" open={off.length > 0}>
        <summary>{off.length === 0 ? 'All hold' : `${off.length} of ${run.rules.length} broken`}</summary>
        <ul>
          {run.rules.map(({ name, section, reason, on }) => (
            <li key={name}>
              <Switch
                on={on}
                set={(kept) => void begin(kept ? off.filter((one) => one !== name) : [...off, name])}
              >
                {name} <span class="quiet-text">{section}</span>
              </Switch>
              <p class="quiet-text">{reason}</p>
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}
