/** The history as SVG. Bars of one look are one path, so that thousands cost no more than a few elements. */
import type { Bar, Look, Mark, Marks } from './marks';
import { BAR, type Row } from './rows';
import { xOf, type Span, type Tick } from './span';

/** Left of the bars stand the names of the clients; above them the lines of faults, and the times. */
export const GUTTER = 44;
export const AXIS = { height: 46, line: 14, ticks: 40 };

const LOOKS: Look[] = ['read', 'write', 'fail', 'open', 'misplaced'];

/** Where a bar says what it is, its text begins so far in. */
const INSET = 5;
const BASELINE = 9.6;

const r1 = (n: number): number => Math.round(n * 10) / 10;

export function Bars({ marks, width }: { marks: Marks; width: number }) {
  const { bars, points } = marks;
  return (
    <>
      {LOOKS.flatMap((look) =>
        [false, true].map((many) => {
          const own = bars.filter((bar) => bar.look === look && bar.count > 1 === many);
          if (own.length === 0) return null;
          return (
            <path
              key={`${look}${many}`}
              class={`h-bar h-${look} ${many ? 'h-many' : ''}`}
              d={own.map((bar) => outline(bar, width)).join('')}
            />
          );
        }),
      )}
      <path
        class="h-cross"
        d={bars
          .filter(({ look }) => look === 'fail')
          .map((bar) => cross(bar))
          .join('')}
      />
      <path
        class="h-flag"
        d={bars
          .filter(({ look }) => look === 'misplaced')
          .map((bar) => flag(bar))
          .join('')}
      />
      <path class="h-point" d={points.map(diamond).join('')} />
      {bars.map((bar) =>
        bar.text ? (
          <text key={bar.operation} class="h-text" x={r1(Math.max(bar.x, 0) + INSET)} y={bar.y + BASELINE}>
            {bar.text}
          </text>
        ) : null,
      )}
    </>
  );
}

/** Reads are round, writes square, and what has no answer has no end: it points on. */
export function outline({ look, x, width, y }: Bar, screen: number): string {
  // Far beyond the screen there is nothing to see, and renderers have less room than a number.
  const left = r1(Math.max(x, -20));
  const right = r1(Math.min(x + width, screen + 20));
  const wide = right - left;
  if (look === 'open') {
    const tip = r1(right - BAR / 2);
    return `M${left} ${y}H${tip}L${right} ${y + BAR / 2}L${tip} ${y + BAR}H${left}Z`;
  }
  const round = r1(Math.min(look === 'read' ? BAR / 2 : 2, wide / 2));
  const across = r1(wide - 2 * round);
  const down = r1(BAR - 2 * round);
  const corner = (dx: number, dy: number) => `a${round} ${round} 0 0 1 ${dx} ${dy}`;
  return (
    `M${r1(left + round)} ${y}h${across}${corner(round, round)}v${down}${corner(-round, round)}` +
    `h${-across}${corner(-round, -round)}v${-down}${corner(round, -round)}Z`
  );
}

function cross({ x, width, y }: Bar): string {
  if (width < BAR) return '';
  const [right, top] = [r1(x + width - 4), y + 4];
  return `M${right - 5} ${top}l5 5m0 -5l-5 5`;
}

const flag = ({ x, width, y }: Bar): string => `M${r1(x + width / 2 - 5)} ${y - 6}h10l-5 6Z`;

const diamond = ({ x, y }: Mark): string => `M${r1(x)} ${y - 3.5}l3.5 3.5l-3.5 3.5l-3.5 -3.5Z`;

/** Faults go across all rows. */
export function Bands({ bands, height }: { bands: Marks['bands']; height: number }) {
  return (
    <>
      {bands.map(({ kind, from, text, x, width }) => (
        <rect
          key={`${kind}${from}${text}`}
          class={`h-band h-${kind}`}
          x={r1(x)}
          width={r1(width)}
          height={height}
        />
      ))}
    </>
  );
}

export function BandNames({ bands }: { bands: Marks['bands'] }) {
  return (
    <>
      {bands.map(({ kind, from, text, x, width, label, line }) => (
        <g key={`${kind}${from}${text}`} class={`h-band-name h-${kind}`}>
          <rect x={r1(x)} y={line * AXIS.line + 11} width={r1(width)} height="2" />
          <text x={r1(x)} y={line * AXIS.line + 8.5}>
            {label}
          </text>
        </g>
      ))}
    </>
  );
}

export function Times({ ticks, span, width }: { ticks: Tick[]; span: Span; width: number }) {
  return (
    <>
      {ticks.map(({ at, text }) => (
        <text key={at} class="h-time" x={r1(inside(xOf(span, width, at), text, width))} y={AXIS.ticks}>
          {text}
        </text>
      ))}
    </>
  );
}

/** The middle of a text that is not to be cut off at an edge. */
function inside(x: number, text: string, width: number): number {
  const half = text.length * 2.9;
  return Math.min(Math.max(x, half), width - half);
}

export function Grid({
  ticks,
  span,
  width,
  height,
}: {
  ticks: Tick[];
  span: Span;
  width: number;
  height: number;
}) {
  const lines = ticks.map(({ at }) => `M${r1(xOf(span, width, at)) + 0.5} 0V${height}`);
  return <path class="h-grid" d={lines.join('')} />;
}

export function Clients({ rows }: { rows: Row[] }) {
  return (
    <>
      {rows.map(({ client, y, height }, i) => (
        <g key={client}>
          {i > 0 ? <path class="h-rule" d={`M0 ${y + 0.5}h9999`} /> : null}
          <text class="h-client" x="0" y={y + Math.min(height, 23) / 2 + 4}>
            {client}
          </text>
        </g>
      ))}
    </>
  );
}
