/** The menu of scenarios: a native popover with a list for each group. */
import { useRef } from 'preact/hooks';
import { scenarios, type Bundled } from '../state/scenarios';
import { openDialog } from './dialogs';
import { Icon } from './icons';
import { openText, pickFile, title as current } from './open-file';

const GROUPS: Bundled['group'][] = ['Scenarios', 'Course tests'];

export function ScenarioMenu() {
  const box = useRef<HTMLDivElement>(null);
  const choose = (then: () => void) => () => {
    box.current?.hidePopover();
    then();
  };
  // Where the keys begin when the menu opens.
  const start = (scenarios.find(({ title }) => title === current.value) ?? scenarios[0])?.title;
  return (
    <>
      <button class="menu-button" popovertarget="scenarios" title="Open a scenario (O)">
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
        role="group"
        aria-label="Scenarios"
      >
        <div class="menu-groups">
          {GROUPS.map((group) => (
            <Group key={group} name={group} choose={choose} current={current.value} start={start} />
          ))}
        </div>
        <div class="menu-end">
          <button class="quiet" onClick={choose(pickFile)}>
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
    <div class={name === 'Course tests' ? 'menu-group many' : 'menu-group'}>
      <h2 class="eyebrow">{name}</h2>
      <ul>
        {scenarios
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
