/** The menu of scenarios: a native popover with a list for each group. */
import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Bundled } from '../state/scenario_list';
import { fetched } from '../state/parts';
import { bundledScenarios } from '../state/scenarios';
import { openDialog } from './dialogs';
import { Icon } from './icons';
import { openText, title as current } from './opened';

const GROUPS: Bundled['group'][] = ['Scenarios', 'Broken rules', 'Course tests'];
/** Where there is room the long lists stand in two columns, the short names on a phone too. */
const COLUMNS = { Scenarios: '', 'Broken rules': 'many', 'Course tests': 'many short' };

const pickFile = async () => (await fetched(() => import('./files')))?.pickFile();

const scenarios = signal<readonly Bundled[]>([]);

/** Fetches the list when the menu is about to be opened. */
async function fetchList(): Promise<void> {
  if (scenarios.value.length === 0) scenarios.value = (await fetched(bundledScenarios)) ?? [];
}

export function ScenarioMenu() {
  const box = useRef<HTMLDivElement>(null);
  const choose = (then: () => void) => () => {
    box.current?.hidePopover();
    then();
  };
  // Where the keys begin when the menu opens.
  const all = scenarios.value;
  const start = (all.find(({ title }) => title === current.value) ?? all[0])?.title;
  // The list may come when the menu is open already.
  useLayoutEffect(() => {
    const menu = box.current;
    if (menu?.matches(':popover-open')) menu.querySelector<HTMLElement>('[autofocus]')?.focus();
  }, [all]);
  return (
    <>
      <button
        class="menu-button"
        popovertarget="scenarios"
        title="Open a scenario (O)"
        onPointerEnter={() => void fetchList()}
      >
        <span class="unseen">Scenario: </span>
        <span class="title">{current}</span>
        <Icon name="down" size={14} />
      </button>
      <div
        id="scenarios"
        popover="auto"
        class="menu"
        ref={box}
        onKeyDown={arrows}
        onBeforeToggle={() => void fetchList()}
        role="group"
        aria-label="Scenarios"
      >
        <div class="menu-groups">
          {GROUPS.map((group) => (
            <Group key={group} name={group} choose={choose} current={current.value} start={start} />
          ))}
        </div>
        <div class="menu-end">
          <button class="quiet" onClick={choose(() => void pickFile())}>
            Open file…
          </button>
          <button class="quiet" onClick={choose(() => (openDialog.value = 'paste'))}>
            Paste…
          </button>
          <span class="quiet-text">or drop a file on the page</span>
        </div>
      </div>
    </>
  );
}

interface GroupProps {
  name: Bundled['group'];
  current: string;
  start: string | undefined;
  choose(then: () => void): () => void;
}

function Group({ name, current, start, choose }: GroupProps) {
  return (
    <div class={`menu-group ${COLUMNS[name]}`}>
      <h2 class="eyebrow">{name}</h2>
      <ul>
        {scenarios.value
          .filter(({ group }) => group === name)
          .map(({ id, title, load }) => (
            <li key={id}>
              <button
                class="quiet"
                aria-current={title === current}
                autofocus={title === start}
                onClick={choose(() => void load().then((text) => openText(text, title)))}
              >
                {title}
              </button>
            </li>
          ))}
      </ul>
    </div>
  );
}

/** The arrow keys go through the buttons of a menu. */
function arrows(e: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
  const menu = e.currentTarget;
  if (!step || !(menu instanceof HTMLElement)) return;
  e.preventDefault();
  const buttons = [...menu.querySelectorAll('button')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
}
