/** The page: where each part stands. The parts know nothing of each other. */
import { useSignalEffect } from '@preact/signals';
import { Header } from './app/header';
import { Toolbar } from './app/toolbar';
import { Announcer } from './panels/announcer';
import { ClientPanel } from './panels/client';
import { openDialog } from './panels/dialogs';
import { EventsPanel } from './panels/events';
import { Inspector } from './panels/inspector/inspector';
import { Notices } from './panels/notices';
import { onDemand } from './panels/on-demand';
import { Transport } from './panels/transport';
import { foot, room, view, type View } from './panels/view';
import { ViolationBanner } from './panels/violation-banner';
import { Caption } from './scene/caption';
import { Logs } from './scene/logs';
import { Stage } from './scene/stage';
import { onceRunning } from './state/run';
import { theme } from './state/theme';

const Branches = onDemand(() => import('./panels/timeline/branches').then((m) => m.Branches));
const History = onDemand(() => import('./panels/history/history').then((m) => m.History));
const Diagram = onDemand(() => import('./diagram/diagram').then((m) => m.Diagram));
const Hands = onDemand(() => import('./app/hands').then((m) => m.Hands), onceRunning);
const Find = onDemand(() => import('./panels/find/find').then((m) => m.Find));
const Dialogs = onDemand(() => import('./app/dialogs').then((m) => m.Dialogs));
const Tour = onDemand(() => import('./panels/tour/tour').then((m) => m.Tour), onceRunning);

export function App() {
  useSignalEffect(() => {
    const { dataset } = document.documentElement;
    if (theme.value === 'system') delete dataset.theme;
    else dataset.theme = theme.value;
  });
  return (
    <>
      <a class="skip" href="#stage">
        Skip to the stage
      </a>
      <Header />
      <ViolationBanner />
      <Body />
      <Transport />
      {openDialog.value ? <Dialogs /> : null}
      <Notices />
      <Announcer />
      <Hands />
    </>
  );
}

function Body() {
  const stage = (
    <main class="stage" id="stage" data-region tabIndex={-1} aria-label="Stage">
      <Toolbar />
      <div class="stage-box">
        <Stage />
      </div>
      <div class="caption-box">
        <Caption />
      </div>
      <Tour />
    </main>
  );
  switch (room.value) {
    case 'wide':
      return (
        <>
          <aside class="left" aria-label="Clients">
            <ClientPanel />
          </aside>
          {stage}
          <LogsPanel />
          <aside class="right" aria-label="Details">
            <Inspector />
            <EventsPanel />
          </aside>
        </>
      );
    case 'medium':
      return (
        <>
          {stage}
          <LogsPanel />
          <aside class="right" aria-label="Details">
            <Tabs views={['inspector', 'events', 'client']} first="inspector" />
            <Panel of={view.value === null || view.value === 'logs' ? 'inspector' : view.value} />
          </aside>
        </>
      );
    case 'phone':
      return (
        <>
          {stage}
          {view.value ? (
            <aside class="bottom-sheet" aria-label="Details">
              <Panel of={view.value} />
            </aside>
          ) : null}
          <Tabs views={['inspector', 'events', 'client', 'logs']} first={null} />
        </>
      );
  }
}

const NAMES: Record<View, string> = {
  inspector: 'Inspector',
  events: 'Events',
  client: 'Client',
  logs: 'Logs',
};

/** On a phone a second press closes the sheet. */
function Tabs({ views, first }: { views: View[]; first: View | null }) {
  const now = view.value ?? first;
  return (
    <nav class="tabs" aria-label="Panels">
      {views.map((v) => (
        <button key={v} aria-expanded={v === now} onClick={() => (view.value = v === now ? first : v)}>
          {NAMES[v]}
        </button>
      ))}
    </nav>
  );
}

function Panel({ of }: { of: View }) {
  switch (of) {
    case 'inspector':
      return <Inspector />;
    case 'events':
      return <EventsPanel />;
    case 'client':
      return <ClientPanel />;
    case 'logs':
      return <LogsPanel />;
  }
}

function LogsPanel() {
  if (foot.value === 'history') return <History />;
  if (foot.value === 'branches') return <Branches />;
  if (foot.value === 'find') return <Find />;
  if (foot.value === 'diagram') return <Diagram />;
  return (
    <section class="logs-panel" aria-label="Logs" data-region tabIndex={-1}>
      <Logs />
    </section>
  );
}
