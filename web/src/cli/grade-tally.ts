import type { GradeReport } from '../engine/grading';

type Figure = GradeReport['figures'][number];
export type Tier = NonNullable<Figure['tier']>;

/** The tiers, best first. */
export const TIERS: readonly Tier[] = ['bonus', 'full', 'partial', 'none'];

/** Seeds that are named, of those that failed. */
const MOST_NAMED = 5;

/** A figure over all seeds of a test. */
export interface FigureTally {
  name: Figure['name'];
  bounds: Figure['bounds'];
  /** How many seeds earned each tier. */
  tiers: Record<Tier, number>;
  /** How often each value came; those of a figure are few, since they count messages or hops. */
  values: Map<number | null, number>;
}

/** A test over all its seeds. It keeps no report, so that it does not grow with them. */
export interface Tally {
  name: string;
  seeds: number;
  passed: number;
  figures: FigureTally[];
  /** On how many seeds each of these was so. */
  linearizable: number;
  notLinearizable: number;
  violations: number;
  storms: number;
  latencyWithoutRedirects: Map<number | null, number>;
  /** The first seeds that failed, and why. */
  failed: { seed: number; why: string }[];
  warnings: string[];
}

export const emptyTally = (name: string): Tally => ({
  name,
  seeds: 0,
  passed: 0,
  figures: [],
  linearizable: 0,
  notLinearizable: 0,
  violations: 0,
  storms: 0,
  latencyWithoutRedirects: new Map(),
  failed: [],
  warnings: [],
});

/** Counts a report in. */
export function count(tally: Tally, report: GradeReport): void {
  const { opinion } = report;
  tally.seeds += 1;
  tally.passed += Number(report.passed);
  tally.linearizable += Number(opinion.linearizable === 'linearizable');
  tally.notLinearizable += Number(opinion.linearizable === 'not linearizable');
  tally.violations += Number(opinion.violation !== null);
  tally.storms += Number(opinion.storm);
  countIn(tally.latencyWithoutRedirects, opinion.latencyWithoutRedirects);
  tally.warnings = report.warnings;
  tally.figures = report.figures.map((figure, place) => {
    const known = tally.figures[place] ?? emptyFigure(figure);
    if (figure.tier !== null) known.tiers[figure.tier] += 1;
    countIn(known.values, figure.value);
    return known;
  });
  if (!sound(report) && tally.failed.length < MOST_NAMED) {
    tally.failed.push({ seed: report.seed, why: whyNot(report) });
  }
}

/** Whether the course passes it, and nothing is wrong that the course does not see. */
export function sound({ passed, opinion }: GradeReport): boolean {
  return (
    passed && opinion.violation === null && opinion.linearizable !== 'not linearizable' && !opinion.storm
  );
}

function whyNot({ reasons, opinion }: GradeReport): string {
  const ours = [
    opinion.violation,
    opinion.linearizable === 'not linearizable' ? 'what the clients heard is not linearizable' : null,
    opinion.storm ? 'a storm of messages' : null,
  ];
  return [...reasons, ...ours.filter((why) => why !== null)].join('; ');
}

const emptyFigure = ({ name, bounds }: Figure): FigureTally => ({
  name,
  bounds,
  tiers: { bonus: 0, full: 0, partial: 0, none: 0 },
  values: new Map(),
});

function countIn(values: Map<number | null, number>, value: number | null): void {
  values.set(value, (values.get(value) ?? 0) + 1);
}

/** The value in the middle; none, if that is one that there was not. */
export function median(values: Map<number | null, number>): number | null {
  const sorted = [...values].sort(([one], [other]) => (one ?? Infinity) - (other ?? Infinity));
  let before = Math.floor(sorted.reduce((all, [, times]) => all + times, 0) / 2);
  for (const [value, times] of sorted) {
    if (before < times) return value;
    before -= times;
  }
  return null;
}

/** The best tier that at least so many of the seeds earned, or a better one. */
export function tierOf(figure: FigureTally, seeds: number): Tier {
  let reached = 0;
  return TIERS.find((tier) => (reached += figure.tiers[tier]) >= seeds) ?? 'none';
}
