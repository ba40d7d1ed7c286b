/** What a student does beside the stage, by kind of exercise. */
import type { TimedAction } from '../engine/exercise-protocol';
import { NumberField, Select } from '../panels/fields';
import type { ExerciseAtHand } from './at-hand';
import {
  answers,
  chosen,
  left,
  namedRule,
  openStage,
  reveal,
  revealed,
  scriptOf,
  toggleLeft,
} from './exercise-at-hand';

export function Work({ exercise }: { exercise: ExerciseAtHand }) {
  switch (exercise.kind) {
    case 'schedule':
      return <Allowed exercise={exercise} />;
    case 'bug':
      return (
        <>
          <Allowed exercise={exercise} />
          <Rule rules={exercise.rules ?? []} />
        </>
      );
    case 'shrink':
      return <Script of={scriptOf(exercise)} />;
    case 'predict':
      return <Questions exercise={exercise} />;
    case 'tune':
      return <Timeouts exercise={exercise} />;
  }
}

function Allowed({ exercise: { allowed = [] } }: { exercise: ExerciseAtHand }) {
  const words = allowed.map(({ do: word, most, replicas }) => {
    const name = word.replaceAll('_', ' ');
    const who = replicas ? ` (${replicas.join(', ')})` : '';
    return most === undefined ? name + who : `${name}${who} at most ${most}×`;
  });
  return <p class="budget">Allowed: {words.join(', ')}.</p>;
}

function Rule({ rules }: { rules: string[] }) {
  const none: [string, string] = ['', 'not known yet'];
  return (
    <Select
      label="The missing rule"
      value={namedRule.value}
      options={[none, ...rules.map((rule): [string, string] => [rule, rule])]}
      set={(rule) => (namedRule.value = rule)}
    />
  );
}

/** The actions of a long run, each of which can be left out. */
function Script({ of }: { of: TimedAction[] }) {
  return (
    <ul class="script" aria-label="Actions">
      {of.map((action, nth) => (
        <li key={nth}>
          <label>
            <input type="checkbox" checked={left.value[nth]} onChange={() => void toggleLeft(nth)} />
            <span class="mono">{action.at_ms}</span> {wordsOf(action)}
          </label>
        </li>
      ))}
    </ul>
  );
}

function wordsOf(action: TimedAction): string {
  const about = Object.entries(action).filter(([key]) => key !== 'at_ms' && key !== 'do');
  const named = about.map(([, value]) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return [action.do.replaceAll('_', ' '), ...named].join(' ');
}

function Questions({ exercise: { predict } }: { exercise: ExerciseAtHand }) {
  if (!predict) return null;
  return (
    <>
      {predict.questions.map(({ id, says, kind }) => (
        <div key={id} class="field">
          <label for={`question-${id}`}>{says}</label>
          <input
            id={`question-${id}`}
            type="text"
            placeholder={kind}
            value={answers.value[id] ?? ''}
            disabled={revealed.value}
            onInput={(event) =>
              (answers.value = { ...answers.value, [id]: event.currentTarget.value.trim() })
            }
          />
        </div>
      ))}
      {revealed.value ? null : (
        <button
          disabled={predict.questions.some(({ id }) => !answers.value[id])}
          onClick={() => void reveal()}
        >
          Let it go on
        </button>
      )}
    </>
  );
}

function Timeouts({ exercise: { tune } }: { exercise: ExerciseAtHand }) {
  if (!tune) return null;
  const [[least, most], [slow, fast]] = [tune.electionTimeoutMs, tune.heartbeatMs];
  const { low, high, heartbeat } = chosen.value;
  const set = (what: Partial<typeof chosen.value>): void => {
    chosen.value = { ...chosen.value, ...what };
  };
  return (
    <>
      <NumberField
        label="Election timeout, least"
        unit="ms"
        min={least}
        max={most}
        value={low}
        set={(value) => set({ low: value, high: Math.max(value, high) })}
      />
      <NumberField
        label="Election timeout, most"
        unit="ms"
        min={least}
        max={most}
        value={high}
        set={(value) => set({ high: value, low: Math.min(value, low) })}
      />
      <NumberField
        label="Heartbeat interval"
        unit="ms"
        min={slow}
        max={fast}
        value={heartbeat}
        set={(value) => set({ heartbeat: value })}
      />
      <button onClick={() => void openStage()}>Try it on the stage</button>
    </>
  );
}
