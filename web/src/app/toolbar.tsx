/** What can be done to the whole network, above the stage. */
import { useComputed } from '@preact/signals';
import { act } from '../state/run';
import { tool } from '../scene/tool';
import { ask } from '../panels/asking';
import { openDialog } from '../panels/dialogs';
import { Icon } from '../panels/icons';
import { cutCount } from '../panels/packed';
import { slowFrame } from '../panels/paced-frame';

export function Toolbar() {
  const cutting = tool.value === 'cut';
  const whole = useComputed(() => !slowFrame.value || cutCount(slowFrame.value) === 0).value;
  return (
    <div class="toolbar" role="toolbar" aria-label="Network">
      <button
        aria-pressed={cutting}
        title="Cut links: draw a line across them (X)"
        onClick={() => (tool.value = cutting ? 'select' : 'cut')}
      >
        <Icon name="scissors" />
        <span>Cut links</span>
      </button>
      <button title="Cut every link between two groups (G)" onClick={() => (openDialog.value = 'groups')}>
        <Icon name="groups" />
        <span>Cut groups…</span>
      </button>
      <button disabled={whole} title="Heal every link (H)" onClick={() => void act({ do: 'heal' })}>
        <Icon name="heal" />
        <span>Heal all</span>
      </button>
      <button title="Put a key (P)" onClick={() => ask({ op: 'put' })}>
        <Icon name="key" />
        <span>Put a key…</span>
      </button>
      {cutting ? (
        <p class="hint" role="status">
          Draw a line across the links to cut. <kbd>Esc</kbd> or the button ends it.
        </p>
      ) : null}
    </div>
  );
}
