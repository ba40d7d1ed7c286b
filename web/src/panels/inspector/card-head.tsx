/** The head of every card: what was chosen, and how to choose nothing. */
import type { ComponentChildren } from 'preact';
import { selected } from '../../state/selection';
import { Icon } from '../icons';

export function CardHead({ what, children }: { what: string; children: ComponentChildren }) {
  return (
    <header class="card-head">
      <div>
        <p class="eyebrow">{what}</p>
        <button
          class="quiet square"
          aria-label="Deselect"
          title="Deselect (Esc)"
          onClick={() => (selected.value = null)}
        >
          <Icon name="close" />
        </button>
      </div>
      <h2>{children}</h2>
    </header>
  );
}
