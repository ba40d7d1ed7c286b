import { openDialog } from '../panels/dialogs';
import { Icon, Mark } from '../panels/icons';
import { ScenarioMenu } from '../panels/scenario-menu';
import { showFoot } from '../panels/view';
import { theme, type Theme } from '../state/theme';

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };

const showFind = () => showFoot('find');

export function Header() {
  return (
    <header class="top" data-region tabIndex={-1}>
      <Mark />
      <h1>Raft Playground</h1>
      <ScenarioMenu />
      <span class="gap" />
      <button class="quiet square" aria-label="Find" title="Find (F)" onClick={showFind}>
        <Icon name="find" />
      </button>
      <button class="quiet" title="Lessons (J)" onClick={() => (openDialog.value = 'lessons')}>
        <Icon name="lessons" />
        <span>Lessons</span>
      </button>
      <button class="quiet" title="Course tests (V)" onClick={() => (openDialog.value = 'grader')}>
        <Icon name="tests" />
        <span>Course tests</span>
      </button>
      <button class="quiet" title="Share or save the run" onClick={() => (openDialog.value = 'share')}>
        <Icon name="share" />
        <span>Share</span>
      </button>
      <button
        class="quiet"
        aria-expanded={openDialog.value === 'settings'}
        title="Settings (S)"
        onClick={() => (openDialog.value = openDialog.value === 'settings' ? null : 'settings')}
      >
        <Icon name="settings" />
        <span>Settings</span>
      </button>
      <button
        class="quiet square"
        aria-label={`Theme: ${theme.value}`}
        title={`Theme: ${theme.value}`}
        onClick={() => (theme.value = NEXT[theme.value])}
      >
        <Icon name={theme.value} />
      </button>
      <button
        class="quiet square"
        aria-label="Keys"
        title="Keys (?)"
        onClick={() => (openDialog.value = 'help')}
      >
        <b aria-hidden="true">?</b>
      </button>
    </header>
  );
}
