/** How the results of tests are written in their table. */
import {
  TIERS,
  worstTier,
  type FigureName,
  type FigureTally,
  type Range,
  type Tally,
} from '../../state/tally';
import { count, plural } from '../format';

/** Latencies are measured in seconds and read better in ms: 0.4 for 400 µs. */
const MS = 1000;

const isLatency = (name: FigureName): boolean => name === 'median_latency';

/** "0.4", "12", "0.25": a latency in ms, to a microsecond and without zeros at its end. */
export const latency = (seconds: number): string => String(+(seconds * MS).toFixed(3));

const number = (name: FigureName, value: number): string =>
  isLatency(name) ? latency(value) : String(value);

/** "1184", or "1184–1320" over several seeds, as bare as the course prints numbers; "–" where nothing was measured. */
export function range(name: FigureName, measured: Range | null): string {
  if (measured === null) return '–';
  const { least, most } = measured;
  return least === most ? number(name, least) : `${number(name, least)}–${number(name, most)}`;
}

/** "bonus", or "bonus 98, full 2" over several seeds. */
export function tiers({ tiers: earned }: FigureTally, seeds: number): string {
  const some = TIERS.filter((tier) => earned[tier] > 0);
  if (some.length <= 1 && (seeds === 1 || earned[some[0] ?? 'none'] === seeds)) return some[0] ?? '';
  return some.map((tier) => `${tier} ${count(earned[tier])}`).join(', ');
}

/** The worst tier of all seeds, and how many have no better one: "bonus", or "2 full". */
export function worst(figure: FigureTally, seeds: number): string {
  const tier = worstTier(figure);
  if (tier === null) return '';
  const having = figure.tiers[tier];
  return having === seeds ? tier : `${count(having)} ${tier}`;
}

/** "1200 3000 5000": below the first is bonus, below the second full, below the third partial. */
export function bounds({ name, bounds: three }: FigureTally): string {
  if (three === null) return 'no bounds';
  return three.map((bound) => (isLatency(name) ? latency(bound) : String(bound))).join(' ');
}

export interface Said {
  text: string;
  tone: 'good' | 'bad' | 'open' | 'none';
}

/** "passed", or "98 of 100". */
export function verdict({ seeds, passed, lost }: Tally): Said {
  if (seeds === 0) return { text: lost > 0 ? 'not run' : '–', tone: lost > 0 ? 'bad' : 'none' };
  const tone = passed === seeds ? 'good' : 'bad';
  if (seeds === 1) return { text: passed === 1 ? 'passed' : 'failed', tone };
  return { text: `${count(passed)} of ${count(seeds)}`, tone };
}

export function linearizable({ seeds, linearizable: yes, notLinearizable: no }: Tally): Said {
  if (seeds === 0) return { text: '–', tone: 'none' };
  const open = seeds - yes - no;
  const tone = no > 0 ? 'bad' : open > 0 ? 'open' : 'good';
  if (seeds === 1) return { text: yes > 0 ? 'yes' : no > 0 ? 'no' : 'unknown', tone };
  if (no === 0 && open > 0) return { text: `${count(yes)}, ${count(open)} unknown`, tone };
  return { text: `${count(yes)} of ${count(seeds)}`, tone };
}

export function invariants({ seeds, violated }: Tally): Said {
  if (seeds === 0) return { text: '–', tone: 'none' };
  if (violated === 0) return { text: 'held', tone: 'good' };
  return { text: seeds === 1 ? 'broken' : `broken in ${count(violated)}`, tone: 'bad' };
}

export function storm({ seeds, storms }: Tally): Said {
  if (seeds === 0) return { text: '–', tone: 'none' };
  if (storms === 0) return { text: 'none', tone: 'good' };
  return { text: seeds === 1 ? 'yes' : `in ${count(storms)}`, tone: 'bad' };
}

/** The whole of a run of tests, in one line. */
export function summary(of: readonly Tally[]): string {
  const graded = of.filter(({ seeds }) => seeds > 0);
  if (graded.length === 0) return '';
  const all = graded.filter(({ seeds, passed }) => passed === seeds).length;
  const runs = graded.reduce((sum, { seeds }) => sum + seeds, 0);
  const passed = graded.reduce((sum, tally) => sum + tally.passed, 0);
  const tests = `${count(all)} of ${plural(graded.length, 'test')} passed`;
  return runs === graded.length
    ? `${tests}.`
    : `${tests} on every seed; ${count(passed)} of ${plural(runs, 'run')}.`;
}
