/** Everything that a key does. The words for it are on the sheet of keys, which is fetched when it is opened. */
import { tell } from '../state/notices';
import { redo, stepBack, undo } from '../state/moment';
import { fetched } from '../state/parts';
import { act, frame, restart, step, toggle, transport } from '../state/run';
import { question, selected } from '../state/selection';
import { neighbouringSpeed } from '../state/transport';
import { REPLICA } from '../engine/protocol';
import { tool } from '../scene/tool';
import { ask } from '../panels/asking';
import { openDialog } from '../panels/dialogs';
import type { KeyName } from '../panels/help';
import { isolated, leads, linksOf, read, replicaIndex, replicaName } from '../panels/packed';
import { jumpTo } from '../panels/timeline/landmark';
import { toggleFoot, view } from '../panels/view';
import { presenting } from '../state/presenting';
import { toNextCaption } from '../state/tour';

const presenter = () => fetched(() => import('../panels/presenter/presenter'));

const copyLink = async () => (await fetched(() => import('../panels/share/copy-link')))?.copyLink();

interface Binding {
  /** What `KeyboardEvent.key` may be. */
  on: string[];
  run(key: string): void;
}

/** The one that has the focus on the stage, else the one in the inspector. */
function chosenReplica(): string | null {
  const focused = document.activeElement?.closest<SVGElement>('.replica')?.dataset['name'];
  if (focused !== undefined) return focused;
  const pick = selected.peek();
  return pick?.kind === 'replica' ? pick.name : null;
}

function chosenMessage(): number | null {
  const pick = selected.peek();
  return pick?.kind === 'message' ? pick.id : null;
}

function withReplica(then: (name: string) => void): () => void {
  return () => {
    const name = chosenReplica();
    if (name) then(name);
  };
}

function crashOrRestart(name: string): void {
  const now = frame.peek();
  if (!now) return;
  const up = read(now, replicaIndex(now, name), REPLICA.UP) === 1;
  void act({ do: up ? 'crash' : 'restart', replica: name });
}

function timeOut(name: string): void {
  const now = frame.peek();
  if (!now) return;
  if (leads(now, replicaIndex(now, name))) tell(`${name} leads: it has no election timer.`);
  else void act({ do: 'time_out', replica: name });
}

function isolateOrRejoin(name: string): void {
  const now = frame.peek();
  if (!now) return;
  if (isolated(now, replicaIndex(now, name))) void act({ do: 'heal', links: linksOf(now, name) });
  else void act({ do: 'isolate', replica: name });
}

function choose(key: string): void {
  const name = replicaName(Number(key) - 1);
  if (replicaIndex(frame.peek(), name) >= 0) selected.value = { kind: 'replica', name };
}

function leave(): void {
  if (openDialog.value) openDialog.value = null;
  else if (tool.value === 'cut') tool.value = 'select';
  else if (question.value) question.value = null;
  else if (selected.value) selected.value = null;
  else if (view.value) view.value = null;
  else if (presenting.value) void presenter().then((part) => part?.leavePresenter());
}

/** Goes on to the next region of the page, as F6 does in many programs. */
function nextRegion(back: boolean): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')];
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const to = at < 0 ? 0 : (at + (back ? -1 : 1) + regions.length) % regions.length;
  regions[to]?.focus();
}

export const BINDINGS: Record<KeyName, Binding> = {
  play: { on: [' '], run: toggle },
  step: { on: ['.', 'ArrowRight'], run: () => void step() },
  stepBack: { on: [',', 'ArrowLeft'], run: () => void stepBack() },
  jump: { on: ['[', ']'], run: (key) => void jumpTo(key === '[') },
  undo: { on: ['u'], run: () => void undo() },
  redo: { on: ['k'], run: () => void redo() },
  speed: {
    on: ['+', '=', '-', '−'],
    run: (key) =>
      transport.choose(neighbouringSpeed(transport.speed.value, key === '+' || key === '=' ? 1 : -1)),
  },
  restart: { on: ['r'], run: () => void restart() },
  nextCaption: { on: ['n'], run: nextCaption },
  choose: { on: Array.from('123456789'), run: choose },
  crash: { on: ['c'], run: withReplica(crashOrRestart) },
  timeOut: { on: ['t'], run: withReplica(timeOut) },
  isolate: { on: ['i'], run: withReplica(isolateOrRejoin) },
  alignTimers: { on: ['a'], run: () => void act({ do: 'align_timers' }) },
  spreadTimers: { on: ['e'], run: () => void act({ do: 'spread_timers' }) },
  deliver: { on: ['Enter'], run: () => withMessage('deliver') },
  drop: { on: ['d', 'Delete'], run: () => withMessage('drop') },
  cut: { on: ['x'], run: () => (tool.value = tool.value === 'cut' ? 'select' : 'cut') },
  groups: { on: ['g'], run: () => (openDialog.value = 'groups') },
  members: { on: ['m'], run: () => (openDialog.value = 'members') },
  heal: { on: ['h'], run: () => void act({ do: 'heal' }) },
  put: { on: ['p'], run: () => ask({ op: 'put' }) },
  history: { on: ['y'], run: () => toggleFoot('history') },
  branches: { on: ['b'], run: () => toggleFoot('branches') },
  diagram: { on: ['0'], run: () => toggleFoot('diagram') },
  why: { on: ['w'], run: () => void askOfSelected() },
  find: { on: ['f'], run: () => toggleFoot('find') },
  lessons: { on: ['j'], run: () => (openDialog.value = 'lessons') },
  grader: { on: ['v'], run: () => (openDialog.value = 'grader') },
  open: { on: ['o'], run: () => document.getElementById('scenarios')?.showPopover() },
  gallery: { on: ['q'], run: () => (openDialog.value = 'gallery') },
  presenter: { on: ['z'], run: () => void presenter().then((part) => part?.togglePresenter()) },
  settings: {
    on: ['s'],
    run: () => (openDialog.value = openDialog.value === 'settings' ? null : 'settings'),
  },
  link: { on: ['l'], run: () => void copyLink() },
  help: { on: ['?'], run: () => (openDialog.value = 'help') },
  next: { on: ['F6'], run: () => nextRegion(false) },
  leave: { on: ['Escape'], run: leave },
};

/** A presenter's next step may also be something that the scenario does. */
function nextCaption(): void {
  if (presenting.value) void presenter().then((part) => part?.nextStep());
  else toNextCaption();
}

const askOfSelected = async (): Promise<void> =>
  (await fetched(() => import('../panels/why/of-selected')))?.askOfSelected();

function withMessage(what: 'deliver' | 'drop'): void {
  const message = chosenMessage();
  if (message !== null) void act({ do: what, message });
}

/** What a person types into or chooses from by letters. */
const FIELDS =
  'input:not([type="range"], [type="checkbox"], [type="radio"]), textarea, select, [contenteditable]';
/** A slider has a use for the arrows only: whoever has set the speed can go on with Space. */
const SLIDERS = '[type="range"]';
const CONTROLS = 'button, a, [type="checkbox"], [type="radio"], [role="button"]';

/** Keys that a control under the focus has a use of its own for. Lists and logs take theirs before they come here. */
const CONTROL_KEYS = new Set([' ', 'Enter', 'ArrowLeft', 'ArrowRight', 'Delete']);

/** Keys that may be held down. */
const REPEATED = new Set(['.', 'ArrowRight', ',', 'ArrowLeft', '[', ']']);

export function onKey(e: KeyboardEvent): void {
  if ((e.ctrlKey || e.metaKey) && !e.altKey && undoes(e)) return;
  if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
  const target = e.target instanceof Element ? e.target : null;
  const leaves = e.key === 'Escape';
  // A modal dialog and a menu close themselves, and nothing behind them should act.
  if (document.querySelector('dialog:modal, [popover]:popover-open')) return;
  if (target?.closest(FIELDS)) {
    if (leaves && target instanceof HTMLElement) target.blur();
    if (!leaves || openDialog.value !== 'settings') return;
  }
  if (CONTROL_KEYS.has(e.key) && target?.closest(CONTROLS)) return;
  if (/^Arrow(Left|Right)$/.test(e.key) && target?.closest(SLIDERS)) return;
  if (e.key === 'F6' && e.shiftKey) {
    e.preventDefault();
    nextRegion(true);
    return;
  }
  const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
  const binding = Object.values(BINDINGS).find(({ on }) => on.includes(key));
  if (!binding) return;
  e.preventDefault();
  if (e.repeat && !REPEATED.has(key)) return;
  binding.run(key);
}

/** Ctrl Z and Ctrl Shift Z are undo and redo here too, but in a field they are its own. */
function undoes(e: KeyboardEvent): boolean {
  const key = e.key.toLowerCase();
  if (e.defaultPrevented || (key !== 'z' && key !== 'y')) return false;
  if (e.target instanceof Element && e.target.closest(FIELDS)) return false;
  e.preventDefault();
  void (key === 'y' || e.shiftKey ? redo() : undo());
  return true;
}
