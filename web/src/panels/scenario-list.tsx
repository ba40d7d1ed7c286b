/** What is in the menu of scenarios: a list for each group, and the ways to open a file. */
import { signal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import type { Bundled } from '../state/scenario_list';
import { fetched } from '../state/parts';
import { bundledScenarios } from '../state/scenarios';
import { adopt } from './adopt';
import { openDialog } from './dialogs';
import { openText, title as current } from './opened';
import css from './scenario-list.css?inline';

adopt(css);

const GROUPS: Bundled['group'][] = ['Scenarios', 'Broken rules', 'Course tests'];
/** Where there is room the long lists stand in two columns, the short names on a phone too. */
const COLUMNS = { Scenarios: '', 'Broken rules': 'many', 'Course tests': 'many short' };

const pickFile = async () => (await fetched(() => import('./files')))?.pickFile();

const scenarios = signal<readonly Bundled[]>([]);
void fetched(bundledScenarios).then((all) => (scenarios.value = all ?? []));

const menu = (): HTMLElement | null => document.getElementById('scenarios');

const choose = (then: () => void) => () => {
  menu()?.hidePopover();
  then();
};

export function ScenarioList() {
  // Where the keys begin when the menu opens.
  const all = scenarios.value;
  const start = (all.find(({ title }) => title === current.value) ?? all[0])?.title;
  // The list may come when the menu is open already.
  useLayoutEffect(() => {
    const box = menu();
    if (box?.matches(':popover-open')) box.querySelector<HTMLElement>('[autofocus]')?.focus();
  }, [all]);
  return (
    <>
      <button
        class="menu-gallery"
        title="The gallery (Q)"
        onClick={choose(() => (openDialog.value = 'gallery'))}
      >
        <b>Gallery</b>
        <span>From the first election to Figure 8, with captions that walk you through</span>
      </button>
      <div class="menu-groups">
        {GROUPS.map((group) => (
          <Group key={group} name={group} current={current.value} start={start} />
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
    </>
  );
}

interface GroupProps {
  name: Bundled['group'];
  current: string;
  start: string | undefined;
}

function Group({ name, current, start }: GroupProps) {
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
export function arrows(e: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
  const box = e.currentTarget;
  if (!step || !(box instanceof HTMLElement)) return;
  e.preventDefault();
  const buttons = [...box.querySelectorAll('button')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
}
