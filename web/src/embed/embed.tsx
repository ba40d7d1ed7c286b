/** The page within a page of someone else: the panels that its address names, sized by the frame that it stands in. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { render } from 'preact';
import { adopt } from '../panels/adopt';
import { Announcer } from '../panels/announcer';
import { ClientPanel } from '../panels/client';
import { EventsPanel } from '../panels/events';
import { Inspector } from '../panels/inspector/inspector';
import { Notices } from '../panels/notices';
import { onDemand } from '../panels/on-demand';
import { title } from '../panels/opened';
import { fragmentOfRun } from '../panels/share/address';
import { Transport } from '../panels/transport';
import { ViolationBanner } from '../panels/violation-banner';
import { Caption } from '../scene/caption';
import { Logs } from '../scene/logs';
import { Stage } from '../scene/stage';
import { question } from '../state/selection';
import { theme } from '../state/theme';
import css from './embed.css?inline';
import { parametersOf, type Panel, type Parameters } from './parameters';

adopt(css);

const Diagram = onDemand(() => import('../diagram/diagram').then((m) => m.Diagram));
const History = onDemand(() => import('../panels/history/history').then((m) => m.History));

/** Beside the stage where there is room, else below it. */
const SIDE: Panel[] = ['events', 'inspector', 'client'];

export function show(root: HTMLElement): void {
  const { panels, theme: asked, wrong } = parametersOf(location.search);
  theme.value = asked;
  root.classList.add('embed');
  render(<Embed panels={panels} wrong={wrong} />, root);
}

function Embed({ panels, wrong }: Pick<Parameters, 'panels' | 'wrong'>) {
  useSignalEffect(() => {
    const { dataset } = document.documentElement;
    if (theme.value === 'system') delete dataset.theme;
    else dataset.theme = theme.value;
  });
  // Whoever asks why wants the answer, wherever there was none of the panels for it.
  const answers = question.value !== null;
  const has = (panel: Panel) => panels.includes(panel) || (panel === 'inspector' && answers);
  const side = SIDE.filter(has);
  return (
    <>
      {wrong.map((why) => (
        <p key={why} class="embed-wrong" role="alert">
          {why}
        </p>
      ))}
      <ViolationBanner />
      <div class="embed-body" data-side={side.length > 0}>
        <div class="embed-main">
          {has('stage') ? <StagePart /> : null}
          {has('logs') ? (
            <section class="logs-panel" aria-label="Logs">
              <Logs />
            </section>
          ) : null}
          {has('diagram') ? <Diagram /> : null}
          {has('history') ? <History /> : null}
        </div>
        {side.length > 0 ? (
          <aside class="embed-side" aria-label="Details">
            {has('inspector') ? <Inspector /> : null}
            {has('events') ? <EventsPanel /> : null}
            {has('client') ? <ClientPanel /> : null}
          </aside>
        ) : null}
      </div>
      {has('transport') ? <Transport /> : null}
      {has('stage') ? null : <WholePage />}
      <Notices />
      <Announcer />
    </>
  );
}

function StagePart() {
  return (
    <main class="stage" id="stage" aria-label="Stage">
      <div class="stage-box">
        <Stage />
        <WholePage />
      </div>
      <div class="caption-box">
        <Caption />
      </div>
    </main>
  );
}

/** The run in the whole page, as far as it is here; one that is too long for a link as it was embedded. */
function WholePage() {
  const fragment = useSignal(location.hash);
  const refresh = async () => (fragment.value = (await fragmentOfRun()) ?? fragment.peek());
  return (
    <a
      class="whole-page"
      href={`${location.origin}${location.pathname}${fragment.value}`}
      target="_blank"
      rel="noopener"
      title={`Open “${title.value}” with everything`}
      onPointerEnter={() => void refresh()}
      onPointerDown={() => void refresh()}
      onFocus={() => void refresh()}
    >
      Open in Raft Playground
    </a>
  );
}
