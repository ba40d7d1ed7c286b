/** What the banner of a broken invariant says. */
import type { Violation } from '../engine/protocol';
import { selected } from '../state/selection';
import { ms } from './format';
import { Icon } from './icons';

export function Broken({ violation: { invariant, at, text, replicas, index } }: { violation: Violation }) {
  return (
    <>
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
    </>
  );
}
