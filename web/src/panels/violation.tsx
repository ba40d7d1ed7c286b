/** A broken invariant stays on the page for as long as the run that broke it does. */
import { useComputed } from '@preact/signals';
import { frame } from '../state/run';
import { selected } from '../state/selection';
import { ms } from './format';
import { Icon } from './icons';

export function ViolationBanner() {
  const { value: violation } = useComputed(() => {
    const v = frame.value?.violation;
    // One string, so that an equal violation of the next frame renders nothing.
    return v ? JSON.stringify(v) : null;
  });
  if (violation === null) return <div class="violation" role="alert" />;
  const { invariant, at, text, replicas, index } = JSON.parse(violation) as NonNullable<
    NonNullable<typeof frame.value>['violation']
  >;
  return (
    <div class="violation" role="alert">
      <Icon name="warn" />
      <p>
        <strong>{invariant} is violated</strong> at <span class="mono">{ms(at)} ms</span>
        {index === undefined ? '' : `, index ${index}`}. {text}
      </p>
      {replicas.map((name) => (
        <button key={name} onClick={() => (selected.value = { kind: 'replica', name })}>
          {name}
        </button>
      ))}
    </div>
  );
}
