/** The menu of scenarios: a native popover. What is in it is fetched when it is about to be opened. */
import { signal } from '@preact/signals';
import { fetched } from '../state/parts';
import { Icon } from './icons';
import { title } from './opened';
import type * as List from './scenario-list';

const list = signal<typeof List | null>(null);

async function fetchList(): Promise<void> {
  list.value ??= await fetched(() => import('./scenario-list'));
}

export function ScenarioMenu() {
  const loaded = list.value;
  return (
    <>
      <button
        class="menu-button"
        popovertarget="scenarios"
        title="Open a scenario (O)"
        onPointerEnter={() => void fetchList()}
      >
        <span class="unseen">Scenario: </span>
        <span class="title">{title}</span>
        <Icon name="down" size={14} />
      </button>
      <div
        id="scenarios"
        popover="auto"
        class="menu"
        onKeyDown={(event) => loaded?.arrows(event)}
        onBeforeToggle={() => void fetchList()}
        role="group"
        aria-label="Scenarios"
      >
        {loaded ? <loaded.ScenarioList /> : null}
      </div>
    </>
  );
}
