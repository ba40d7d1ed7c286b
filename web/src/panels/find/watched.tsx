/** Expressions with their values at the moment on screen. */
import { useSignal } from '@preact/signals';
import { expressions, unwatch, values, watchExpression } from '../../state/values';
import { Icon } from '../icons';

export function Watched() {
  const typed = useSignal('');
  return (
    <div class="find-watched">
      <h3>Watched</h3>
      <form
        class="find-watch"
        onSubmit={(e) => {
          e.preventDefault();
          watchExpression(typed.value.trim());
          typed.value = '';
        }}
      >
        <input
          type="text"
          class="mono"
          aria-label="Expression to watch"
          placeholder="max(S: S.commitIndex)"
          autoComplete="off"
          spellcheck={false}
          value={typed.value}
          onInput={(e) => (typed.value = e.currentTarget.value)}
        />
        <button disabled={typed.value.trim() === ''}>Watch</button>
      </form>
      <dl class="find-values">
        {expressions.value.map((text) => {
          const value = values.value.get(text);
          return (
            <div key={text}>
              <dt>
                <code>{text}</code>
              </dt>
              <dd class={value && 'wrong' in value ? 'wrong' : ''}>
                {value === undefined ? '' : 'value' in value ? value.value : value.wrong}
              </dd>
              <button
                class="quiet square"
                aria-label={`Stop watching ${text}`}
                title="Stop watching"
                onClick={() => unwatch(text)}
              >
                <Icon name="close" />
              </button>
            </div>
          );
        })}
      </dl>
    </div>
  );
}
