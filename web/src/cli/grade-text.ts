import type { CourseTest } from './course-tests';
import { whyBelowBonus } from './grade-reasons';
import { median, tierOf, TIERS, type FigureTally, type Tally } from './grade-tally';

/** The share of the seeds on which a figure is to earn the tier that a table shows. */
const MOST_SEEDS = 0.95;

/** What came of a test, as it is printed on a terminal. */
export function inWords(tally: Tally): string {
  const { name, seeds, passed } = tally;
  const lines = [
    `${name}: passed ${seeds === 1 ? (passed === 1 ? 'yes' : 'no') : `${passed} of ${seeds} seeds`}`,
  ];
  for (const figure of tally.figures) lines.push(`  ${figureInWords(figure, seeds)}`);
  const latency = median(tally.latencyWithoutRedirects);
  const told = latency === null ? '' : `, ${latency} s without redirects`;
  lines.push(`  ${'second opinion'.padEnd(17)}${opinion(tally)}${told}`);
  for (const { seed, why } of tally.failed) lines.push(`  seed ${seed}: ${why}`);
  for (const warning of tally.warnings) lines.push(`  ${warning}`);
  return `${lines.join('\n')}\n`;
}

function figureInWords(figure: FigureTally, seeds: number): string {
  const value = shown(figure, median(figure.values));
  const bounds = figure.bounds === null ? 'no bounds' : `below ${figure.bounds.join(', ')}`;
  return `${figure.name.padEnd(17)}${value.padEnd(10)}${tiersInWords(figure, seeds).padEnd(24)}${bounds}`;
}

/** The tier, or how many seeds earned which. */
function tiersInWords({ bounds, tiers }: FigureTally, seeds: number): string {
  if (bounds === null) return '';
  const earned = TIERS.filter((tier) => tiers[tier] > 0);
  return earned.map((tier) => (tiers[tier] === seeds ? tier : `${tier} ${tiers[tier]}`)).join(', ');
}

function opinion(tally: Tally): string {
  const { seeds, violations, storms, linearizable, notLinearizable } = tally;
  const unknown = seeds - linearizable - notLinearizable;
  const history =
    notLinearizable > 0
      ? `not linearizable on ${notLinearizable}`
      : unknown > 0
        ? `linearizable or not: unknown on ${unknown}`
        : 'linearizable';
  const invariants = violations > 0 ? `an invariant broken on ${violations}` : 'invariants held';
  const storm = storms > 0 ? `a storm of messages on ${storms}` : 'no storm';
  return `${history}, ${invariants}, ${storm}`;
}

/** All tests as a table in Markdown, with the reasons why figures are below bonus. */
export function inMarkdown(tallies: readonly Tally[], tests: readonly CourseTest[]): string {
  const seeds = tallies[0]?.seeds ?? 0;
  const names = tallies[0]?.figures.map(({ name }) => name) ?? [];
  const head = ['test', 'passed', ...names, 'second opinion', 'below bonus, because'];
  const rows = tallies.map((tally, place) => [
    tally.name,
    `${tally.passed} of ${seeds}`,
    ...tally.figures.map((figure) => figureInMarkdown(figure, seeds)),
    opinion(tally),
    whyBelowBonus(tally, tests[place]!.text),
  ]);
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}

function figureInMarkdown(figure: FigureTally, seeds: number): string {
  const tier = figure.bounds === null ? '' : ` ${tierOf(figure, Math.ceil(seeds * MOST_SEEDS))}`;
  return `${shown(figure, median(figure.values))}${tier}`;
}

function shown({ name }: FigureTally, value: number | null): string {
  if (value === null) return 'none';
  return name === 'median_latency' ? `${value} s` : String(value);
}
