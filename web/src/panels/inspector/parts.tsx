/** What the inspector is made of, whether a card is open or not. */
import type { ComponentChildren } from 'preact';
import { selected, type Pick } from '../../state/selection';

/** Names and values; a value that is not there is written as a dash. */
export function Facts({ rows }: { rows: [string, ComponentChildren][] }) {
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value === null || value === undefined || value === '' ? <span class="none">none</span> : value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A name that leads to what it names. */
export function Go({ to, children }: { to: NonNullable<Pick>; children: ComponentChildren }) {
  return (
    <button class="go" onClick={() => (selected.value = to)}>
      {children}
    </button>
  );
}

/** "S1", "C2": whichever it is. */
export function Named({ name }: { name: string }) {
  return <Go to={name.startsWith('C') ? { kind: 'client', name } : { kind: 'replica', name }}>{name}</Go>;
}
