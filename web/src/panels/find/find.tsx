/** Looking for moments by a predicate or by words, and watching expressions. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { cancel, found, goOn, looking, runUntil, typed, way, wrong } from '../../state/find';
import { keepValues, watchExpression } from '../../state/values';
import { adopt } from '../adopt';
import { Segments } from '../fields';
import { ms } from '../format';
import { Icon } from '../icons';
import { slowFrame } from '../paced-frame';
import { foot } from '../view';
import { Builder } from './builder';
import { Field } from './field';
import css from './find.css?inline';
import { Moments } from './moments';
import { Watched } from './watched';

adopt(css);

/** What came of the last thing that was asked for, where the list does not show it. */
type Said = string | null;

export function Find() {
  const said = useSignal<Said>(null);
  useEffect(() => keepValues(slowFrame), []);
  useEffect(() => cancel, []);
  return (
    <section class="logs-panel find" aria-label="Find" data-region tabIndex={-1}>
      <header class="find-head">
        <h2 class="eyebrow">Find</h2>
        <Segments
          label="Look for"
          value={way.value}
          options={[
            ['predicate', 'Predicate'],
            ['words', 'Words of events'],
          ]}
          set={(v) => {
            way.value = v;
            wrong.value = null;
          }}
        />
        <button
          class="quiet square"
          aria-label="Close find"
          title="Back to the logs (F)"
          onClick={() => (foot.value = 'logs')}
        >
          <Icon name="close" />
        </button>
      </header>
      <div class="find-line">
        <Field next={() => void goFurther(said)} />
        <Buttons said={said} />
      </div>
      {way.value === 'predicate' ? <Builder /> : null}
      <div class="find-lists">
        <Moments said={said.value} />
        <Watched />
      </div>
    </section>
  );
}

interface Sayer {
  value: Said;
}

async function goFurther(said: Sayer, back = false): Promise<void> {
  said.value = null;
  if ((await goOn(back)) || wrong.value !== null) return;
  if (found.value.length > 0)
    said.value = back ? 'No moment before this one.' : 'No moment after this one so far.';
}

async function goUntil(said: Sayer): Promise<void> {
  said.value = null;
  const upTo = await runUntil();
  if (upTo !== null) said.value = `It does not become true up to ${ms(upTo)} ms.`;
}

function Buttons({ said }: { said: Sayer }) {
  const nothing = typed.value.trim() === '';
  return (
    <div class="find-buttons">
      <button
        disabled={nothing}
        title="To the moment before (Shift+Enter)"
        onClick={() => void goFurther(said, true)}
      >
        Previous
      </button>
      <button
        class="primary"
        disabled={nothing}
        title="To the next moment (Enter)"
        onClick={() => void goFurther(said)}
      >
        Next
      </button>
      <button
        disabled={nothing}
        title="Run on until it becomes true, and stand there"
        onClick={() => void goUntil(said)}
      >
        Run until
      </button>
      {way.value === 'predicate' ? (
        <button
          disabled={nothing}
          title="Show its value at every moment"
          onClick={() => watchExpression(typed.value.trim())}
        >
          Watch
        </button>
      ) : null}
      {looking.value === null ? null : <button onClick={cancel}>Stop</button>}
    </div>
  );
}
