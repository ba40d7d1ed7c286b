/** What clients asked and were answered, as an order in time: is it linearizable, and if not, why. */
import { useEffect, useRef } from 'preact/hooks';
import { settings } from '../../state/run';
import { goingTo, goTo } from '../../state/moment';
import { keepPast, past } from '../../state/past';
import { adopt } from '../adopt';
import { download, fileName } from '../download';
import { count, ms } from '../format';
import { Icon } from '../icons';
import { title } from '../opened';
import { drawing } from '../svg-image';
import { foot } from '../view';
import { Chart, type ChartParts } from './chart';
import { documentOf, lightValues } from './file';
import css from './history.css?inline';
import { cursor, drawn, fit, pointed, standOn, zoom } from './look';
import marksCss from './marks.css?inline';
import { AXIS } from './picture';
import { operationText, sentence, verdictOf } from './words';

adopt(css + marksCss);

/** More buttons than this for operations without a place help no one. */
const MOST_NAMED = 4;

export function History() {
  const axis = useRef<SVGSVGElement>(null);
  const rows = useRef<SVGSVGElement>(null);
  useEffect(keepPast, []);
  return (
    <section class="logs-panel history" aria-label="History" data-region tabIndex={-1}>
      <header class="history-head">
        <h2 class="eyebrow">History</h2>
        <Legend />
        <Controls axis={axis} rows={rows} />
      </header>
      <Verdict />
      <Chart axis={axis} rows={rows} />
      <Told />
    </section>
  );
}

function Controls(parts: ChartParts) {
  return (
    <div class="history-controls">
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
      <button class="quiet" title="Show everything (0)" onClick={fit}>
        Fit
      </button>
      <button class="quiet" title="Save the picture as an SVG file" onClick={() => void save(parts, 'svg')}>
        <Icon name="save" />
        SVG
      </button>
      <button class="quiet" title="Save the picture as a PNG file" onClick={() => void save(parts, 'png')}>
        PNG
      </button>
      <button
        class="quiet square"
        aria-label="Close the history"
        title="Back to the logs (Y)"
        onClick={() => (foot.value = 'logs')}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

async function save({ axis, rows }: ChartParts, form: 'svg' | 'png'): Promise<void> {
  if (!axis.current || !rows.current) return;
  const { seed } = settings.peek() ?? { seed: 0 };
  const heading = `${title.peek()}, seed ${seed}`;
  const picture = documentOf(
    {
      title: heading,
      width: axis.current.width.baseVal.value,
      axis: axis.current.innerHTML,
      axisHeight: AXIS.height,
      rows: rows.current.innerHTML,
      rowsHeight: rows.current.height.baseVal.value,
      css: marksCss,
    },
    lightValues(marksCss),
  );
  const name = `${fileName(heading, 'history')}-history.${form}`;
  if (form === 'svg') download(name, 'image/svg+xml', picture.text);
  else download(name, 'image/png', await drawing(picture));
}

const ICONS = { good: 'ok', bad: 'warn', open: 'wait' } as const;

function Verdict() {
  const now = past.value;
  if (!now) return <p class="history-verdict">The history is being read.</p>;
  const { tone, title: word, text, misplaced } = verdictOf(now.report, now.operations);
  return (
    <div class={`history-verdict ${tone}`} role="status">
      <span class="badge">
        <Icon name={ICONS[tone]} size={14} />
        {word}
      </span>
      <p>
        {text}{' '}
        {misplaced.slice(0, MOST_NAMED).map((operation) => {
          const told = now.operations[operation];
          return told ? (
            <button
              key={operation}
              class="go"
              title={`Go to ${ms(told.invoked)} ms, when it was asked`}
              onClick={() => {
                standOn(operation);
                void goTo(told.invoked);
              }}
            >
              {told.client} {operationText(told)}
            </button>
          ) : null;
        })}
      </p>
    </div>
  );
}

/** What is under the pointer, else what the keys stand on. */
function Told() {
  const answered = cursor.value === null ? null : (past.value?.operations[cursor.value]?.returned ?? null);
  return (
    <p class="history-told">
      <span role="status">{told()}</span>
      {answered !== null && pointed.value === null ? (
        <button class="go" onClick={() => void goTo(answered)}>
          Go to its answer
        </button>
      ) : null}
    </p>
  );
}

function told(): string {
  if (goingTo.value !== null) return `Going to ${ms(goingTo.value)} ms.`;
  const now = drawn.value;
  const bar = pointed.value;
  const at = bar?.operation ?? cursor.value;
  const operation = at === null ? undefined : now?.operations[at];
  if (!now || at === null || !operation) return 'Click on an operation to go to its moment.';
  if (bar && bar.count > 1) {
    return `${count(bar.count)} operations of ${operation.client}, from ${ms(operation.invoked)} ms on. Zoom in to tell them apart.`;
  }
  return sentence(operation, now.points.get(at) ?? null, now.misplaced.has(at));
}

function Legend() {
  return (
    <ul class="history-legend" aria-label="Marks in the history">
      <li>
        <Sign look="write" d="M2 2.5h14v9H2z" /> write
      </li>
      <li>
        <Sign look="read" d="M6.5 2.5h5a4.5 4.5 0 0 1 0 9h-5a4.5 4.5 0 0 1 0 -9z" /> get
      </li>
      <li>
        <Sign look="fail" d="M2 2.5h14v9H2z" also="M7 4.5l5 5m0 -5l-5 5" /> failed
      </li>
      <li>
        <Sign look="open" d="M2 2.5h9.5l4.5 4.5l-4.5 4.5H2z" /> no answer
      </li>
      <li>
        <svg width="9" height="12" viewBox="0 0 9 14" aria-hidden="true">
          <path class="h-point" d="M4.5 3l4 4l-4 4l-4 -4z" />
        </svg>{' '}
        takes effect
      </li>
      <li>
        <Sign look="misplaced" d="M2 2.5h14v9H2z" /> has no place
      </li>
    </ul>
  );
}

function Sign({ look, d, also }: { look: string; d: string; also?: string }) {
  return (
    <svg width="16" height="12" viewBox="0 0 18 14" aria-hidden="true">
      <path class={`h-bar h-${look}`} d={d} />
      {also ? <path class="h-cross" d={also} /> : null}
    </svg>
  );
}
