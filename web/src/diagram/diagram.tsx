/** The space–time diagram: a line for each replica and client, and each message as an arrow from one to another. */
import { stretch } from '../state/diagram';
import { goingTo } from '../state/moment';
import { frame, settings } from '../state/run';
import { adopt } from '../panels/adopt';
import { download, fileName } from '../panels/download';
import { ms } from '../panels/format';
import { Icon } from '../panels/icons';
import { title } from '../panels/opened';
import { drawing } from '../panels/svg-image';
import { foot } from '../panels/view';
import { Chart } from './chart';
import css from './diagram.css?inline';
import { cursor, fit, follow, follows, recordOf, zoom } from './look';
import { diagramSvg } from './svg';
import { arrowTold, sentence } from './words';

adopt(css);

export function Diagram() {
  return (
    <section class="logs-panel diagram" aria-label="Space–time diagram" data-region tabIndex={-1}>
      <header class="diagram-head">
        <h2 class="eyebrow">Space–time</h2>
        <Legend />
        <Controls />
      </header>
      <Chart />
      <p class="diagram-told" role="status">
        {told()}
      </p>
    </section>
  );
}

function Controls() {
  return (
    <div class="diagram-controls">
      {follows.value ? null : (
        <button class="quiet" title="Show the moment on screen, and follow the run" onClick={follow}>
          Follow
        </button>
      )}
      <button
        class="quiet square"
        aria-label="Zoom out"
        title="Zoom out (−, wheel)"
        onClick={() => zoom(1.5)}
      >
        −
      </button>
      <button
        class="quiet square"
        aria-label="Zoom in"
        title="Zoom in (+, wheel)"
        onClick={() => zoom(1 / 1.5)}
      >
        +
      </button>
      <button class="quiet" title="Show the whole run (0)" onClick={fit}>
        Fit
      </button>
      <button class="quiet" title="Save the picture as an SVG file" onClick={() => void save('svg')}>
        <Icon name="save" />
        SVG
      </button>
      <button class="quiet" title="Save the picture as a PNG file" onClick={() => void save('png')}>
        PNG
      </button>
      <button
        class="quiet square"
        aria-label="Close the diagram"
        title="Back to the logs (0)"
        onClick={() => (foot.value = 'logs')}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

async function save(form: 'svg' | 'png'): Promise<void> {
  const picture = diagramSvg();
  if (!picture) return;
  const { seed } = settings.peek() ?? { seed: 0 };
  const name = `${fileName(`${title.peek()}, seed ${seed}`, 'diagram')}-diagram.${form}`;
  if (form === 'svg') download(name, 'image/svg+xml', picture.text);
  else download(name, 'image/png', await drawing(picture));
}

function told(): string {
  if (goingTo.value !== null) return `Going to ${ms(goingTo.value)} ms.`;
  const now = stretch.value;
  if (!now) return 'The run is being read.';
  if (!now.done) return `The run is being read: ${ms(now.upTo)} of ${ms(frame.peek()?.end ?? 0)} ms.`;
  if (now.cells.length > 0)
    return 'Too many messages to tell apart: how many each one sent. Zoom in to see them.';
  const at = cursor.value === null ? -1 : recordOf(now, cursor.value);
  if (at >= 0) return `${sentence(arrowTold(now, at))}.`;
  return 'Click on an arrow to go to when it was sent, on its head to its end, on a bar to its beginning.';
}

function Legend() {
  const dense = (stretch.value?.cells.length ?? 0) > 0;
  return (
    <ul class="diagram-legend" aria-label="Marks in the diagram">
      {dense ? (
        <>
          <li>
            <Sign class="d-append" d="M4 2h10v10H4z" /> entries
          </li>
          <li>
            <Sign class="d-ok" d="M4 2h10v10H4z" /> answers
          </li>
          <li>
            <Sign class="d-beat" d="M4 2h10v10H4z" /> heartbeats
          </li>
          <li>
            <Sign class="d-vote" d="M4 2h10v10H4z" /> votes
          </li>
          <li>
            <Sign class="d-client" d="M4 2h10v10H4z" /> clients
          </li>
          <li>
            <Sign class="d-bad" d="M4 2h10v10H4z" /> lost
          </li>
        </>
      ) : (
        <>
          <li>
            <Sign class="d-leader" d="M2 2h14v10H2z" /> leader
          </li>
          <li>
            <Sign class="d-candidate" d="M2 3h14v8H2z" /> candidate
          </li>
          <li>
            <Sign class="d-follower" d="M2 5h14v4H2z" /> follower
          </li>
          <li>
            <Sign class="d-arrow" d="M2 2L15 11M15 11l-5 -0.5M15 11l-2 -4.5" /> arrives
          </li>
          <li>
            <Sign class="d-lost" d="M2 2L11 9M8 6l6 6m0 -6l-6 6" /> lost
          </li>
          <li>
            <Sign class="d-cut" d="M2 1h14v12H2z" /> links cut
          </li>
        </>
      )}
    </ul>
  );
}

function Sign({ class: look, d }: { class: string; d: string }) {
  return (
    <svg class={look} width="16" height="12" viewBox="0 0 18 14" aria-hidden="true">
      <path d={d} />
    </svg>
  );
}
