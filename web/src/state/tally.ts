/** What came of one test of the course over several seeds: sums, and the seeds that are worth a look. */
import type { GradeReport } from '../engine/grading';

type Figure = GradeReport['figures'][number];
export type FigureName = Figure['name'];
export type Tier = NonNullable<Figure['tier']>;

/** As the course prints them, the best first. */
export const TIERS: readonly Tier[] = ['bonus', 'full', 'partial', 'none'];

export interface Range {
  least: number;
  most: number;
}

export interface FigureTally {
  name: FigureName;
  bounds: [number, number, number] | null;
  /** Null where nothing was measured. */
  range: Range | null;
  /** In how many seeds it earned which tier; none without bounds. */
  tiers: Record<Tier, number>;
}

/** A seed that is worth a look, and when to look. */
export interface Finding {
  seed: number;
  /** Whether the course fails it; else it is we who object. */
  failed: boolean;
  reasons: string[];
  at: number | null;
}

export interface Tally {
  /** Seeds graded. */
  seeds: number;
  passed: number;
  figures: FigureTally[];
  linearizable: number;
  notLinearizable: number;
  violated: number;
  storms: number;
  withoutRedirects: Range | null;
  /** The lowest seeds that were failed or objected to, and how many there are in all. */
  findings: Finding[];
  found: number;
  warnings: string[];
  /** Seeds whose worker died. */
  lost: number;
}

/** More findings than this are only counted. */
export const MOST_FINDINGS = 20;

export const NOTHING: Tally = {
  seeds: 0,
  passed: 0,
  figures: [],
  linearizable: 0,
  notLinearizable: 0,
  violated: 0,
  storms: 0,
  withoutRedirects: null,
  findings: [],
  found: 0,
  warnings: [],
  lost: 0,
};

export function withReport(tally: Tally, report: GradeReport): Tally {
  const { passed, figures, opinion, warnings } = report;
  const finding = findingOf(report);
  return {
    ...tally,
    seeds: tally.seeds + 1,
    passed: tally.passed + Number(passed),
    figures: figures.map((figure) => withFigure(tally, figure)),
    linearizable: tally.linearizable + Number(opinion.linearizable === 'linearizable'),
    notLinearizable: tally.notLinearizable + Number(opinion.linearizable === 'not linearizable'),
    violated: tally.violated + Number(opinion.violation !== null),
    storms: tally.storms + Number(opinion.storm),
    withoutRedirects: widened(tally.withoutRedirects, opinion.latencyWithoutRedirects),
    findings: finding ? withFinding(tally.findings, finding) : tally.findings,
    found: tally.found + Number(finding !== null),
    warnings,
  };
}

function withFigure({ figures }: Tally, { name, value, bounds, tier }: Figure): FigureTally {
  const before = figures.find((figure) => figure.name === name);
  const tiers = before?.tiers ?? { bonus: 0, full: 0, partial: 0, none: 0 };
  return {
    name,
    bounds,
    range: widened(before?.range ?? null, value),
    tiers: tier === null ? tiers : { ...tiers, [tier]: tiers[tier] + 1 },
  };
}

function widened(range: Range | null, value: number | null): Range | null {
  if (value === null) return range;
  return { least: Math.min(range?.least ?? value, value), most: Math.max(range?.most ?? value, value) };
}

/** What speaks against a run: the course's reasons, figures that earn nothing, and our own objections. */
function findingOf({ seed, passed, reasons, figures, opinion, failedAt }: GradeReport): Finding | null {
  const all = [...reasons];
  for (const { name, value, bounds, tier } of figures) {
    if (tier === 'none') all.push(`${name} ${value ?? '–'}: no tier, which ends at ${bounds?.[2] ?? '–'}`);
  }
  if (opinion.violation !== null) all.push(opinion.violation);
  if (opinion.linearizable === 'not linearizable')
    all.push('The history of the clients is not linearizable.');
  if (opinion.storm) all.push('There was a storm of messages.');
  return all.length === 0 ? null : { seed, failed: !passed, reasons: all, at: failedAt };
}

/** Those that the course fails come first, then the lowest seeds: workers answer in no order. */
function withFinding(findings: readonly Finding[], finding: Finding): Finding[] {
  const rank = ({ failed, seed }: Finding) => (failed ? 0 : 1e15) + seed;
  return [...findings, finding].sort((a, b) => rank(a) - rank(b)).slice(0, MOST_FINDINGS);
}

/** The worst tier that was earned, by which a figure is marked; null without bounds. */
export const worstTier = ({ tiers }: FigureTally): Tier | null =>
  TIERS.findLast((tier) => tiers[tier] > 0) ?? null;
