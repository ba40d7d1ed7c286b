/** What a table and a card say of one test. */
import type { CourseTest } from '../../state/grader';
import { tallies } from '../../state/grader';
import { MOST_FINDINGS, NOTHING, worstTier, type FigureTally, type Tally } from '../../state/tally';
import { count } from '../format';
import { Icon } from '../icons';
import { openFinding, openSeed } from './stage';
import {
  bounds,
  invariants,
  latency,
  linearizable,
  range,
  storm,
  tiers,
  verdict,
  worst,
  type Said,
} from './written';

const ICONS = { good: 'ok', bad: 'fail', open: 'wait' } as const;

export function VerdictBadge({ tally }: { tally: Tally }) {
  const { text, tone } = verdict(tally);
  if (tone === 'none') return <span class="quiet-text">{text}</span>;
  return (
    <span class={`verdict ${tone}`}>
      <Icon name={ICONS[tone]} size={12} />
      {text}
    </span>
  );
}

interface FigureProps {
  figure: FigureTally | undefined;
  seeds: number;
  /** All tiers with their counts; else the worst one, with the others told on demand. */
  whole?: boolean;
}

/** A figure with its tier, and the bounds of the tiers below it. */
export function FigureCell({ figure, seeds, whole = false }: FigureProps) {
  if (!figure) return <span class="quiet-text">–</span>;
  const tier = worstTier(figure);
  const all = tiers(figure, seeds);
  return (
    <span class="figure">
      <b>
        {range(figure.name, figure.range)}
        {whole && figure.name === 'median_latency' && figure.range ? <Model /> : null}
      </b>
      <span class={`tier ${tier ?? ''}`} title={all}>
        {whole ? all : worst(figure, seeds)}
      </span>
      <small>{bounds(figure)}</small>
    </span>
  );
}

export function OpinionCells({ tally }: { tally: Tally }) {
  return (
    <>
      <td class="of-us">
        <Word of={linearizable(tally)} />
      </td>
      <td>
        <Word of={invariants(tally)} />
      </td>
      <td>
        <Word of={storm(tally)} />
      </td>
      <td>
        <WithoutRedirects tally={tally} />
      </td>
    </>
  );
}

export function Word({ of: { text, tone } }: { of: Said }) {
  return (
    <span class={`word ${tone}`}>
      {tone === 'bad' || tone === 'open' ? <Icon name={ICONS[tone]} size={12} /> : null}
      {text}
    </span>
  );
}

export function WithoutRedirects({ tally: { withoutRedirects } }: { tally: Tally }) {
  if (withoutRedirects === null) return <span class="quiet-text">–</span>;
  const { least, most } = withoutRedirects;
  return <span>{least === most ? latency(least) : `${latency(least)}–${latency(most)}`}</span>;
}

/** Where no heading says it: the unit of a latency, and that it is not measured on a network. */
export const Model = () => <small> ms, model</small>;

/** Which seeds failed, and why; and what is odd in the file. */
export function Findings({ test }: { test: CourseTest }) {
  const tally = tallies.value.get(test.id) ?? NOTHING;
  const others = tally.found - tally.findings.length;
  const several = tally.seeds > 1 ? tally.figures.filter(({ bounds: three }) => three !== null) : [];
  return (
    <div class="findings">
      {several.length > 0 ? (
        <p class="quiet-text">
          {several.map((figure) => `${figure.name}: ${tiers(figure, tally.seeds)}`).join(' · ')}
        </p>
      ) : null}
      {tally.findings.length === 0 ? (
        <p>
          Nothing speaks against it.{' '}
          <button class="go" onClick={() => void openSeed(test, 1)}>
            Open seed 1
          </button>{' '}
          on the stage all the same.
        </p>
      ) : (
        <ul>
          {tally.findings.map((finding) => (
            <li key={finding.seed}>
              <button
                class={`go ${finding.failed ? 'failed' : 'objected'}`}
                onClick={() => void openFinding(test, finding)}
              >
                Open seed {count(finding.seed)}
              </button>{' '}
              {finding.reasons.join('; ')}
            </li>
          ))}
        </ul>
      )}
      {others > 0 ? (
        <p class="quiet-text">
          and {count(others)} more: the first {MOST_FINDINGS} are listed.
        </p>
      ) : null}
      {tally.warnings.map((warning) => (
        <p key={warning} class="quiet-text">
          * {warning}
        </p>
      ))}
    </div>
  );
}
