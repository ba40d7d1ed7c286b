/** Times as places along a line, and back. */
import type { Action, BranchView } from '../../engine/protocol';
import { MARK, MARKED } from '../../engine/protocol';

const STEPS = [1, 1.5, 2, 3, 5, 7.5, 10];

/** The least time that a line stands for, in µs. */
const LEAST = 500_000;

/** What the whole line stands for, in µs: it reaches beyond the end of the run, and grows by leaps, so that marks stay. */
export function reach(end: number, scenarioEnd: number): number {
  if (scenarioEnd < Infinity) return Math.max(end, scenarioEnd);
  const wanted = Math.max(end * 1.02, LEAST);
  const unit = 10 ** Math.floor(Math.log10(wanted));
  return (STEPS.find((step) => step * unit >= wanted) ?? 10) * unit;
}

/** The marks of one kind, as the lines of an SVG path: one for each place, however many lie there. */
export interface Drawn {
  what: number;
  path: string;
}

/** Those that are worth more stand above the others. */
const ORDER = [
  MARKED.STALL,
  MARKED.HEAL,
  MARKED.CUT,
  MARKED.RESTART,
  MARKED.CRASH,
  MARKED.ELECTION,
  MARKED.VIOLATION,
];

/** The name of a mark, for whoever points at it. */
export const NAMES: Record<number, string> = {
  [MARKED.ELECTION]: 'a leader is elected',
  [MARKED.CRASH]: 'a crash',
  [MARKED.RESTART]: 'a restart',
  [MARKED.CUT]: 'links are cut',
  [MARKED.HEAL]: 'links are healed',
  [MARKED.STALL]: 'nothing is committed or answered',
  [MARKED.VIOLATION]: 'an invariant is broken',
};

/** Marks on a line of so many pixels and this height, in the order in which they are drawn. */
export function drawMarks(marks: Float64Array, all: number, width: number, height: number): Drawn[] {
  const paths = new Map<number, string>();
  const taken = new Set<number>();
  for (let at = 0; at < marks.length; at += MARK.STRIDE) {
    const what = marks[at + MARK.WHAT]!;
    const from = Math.round((marks[at + MARK.AT]! / all) * width);
    const to = Math.round((marks[at + MARK.UNTIL]! / all) * width);
    // As many marks can lie at one place as there are events: one is drawn.
    if (what !== MARKED.STALL && taken.size === taken.add(from * 16 + what).size) continue;
    paths.set(what, (paths.get(what) ?? '') + shape(what, from, Math.max(to, from + 1), height));
  }
  return ORDER.flatMap((what) => {
    const path = paths.get(what);
    return path === undefined ? [] : [{ what, path }];
  });
}

function shape(what: number, x: number, to: number, height: number): string {
  switch (what) {
    case MARKED.ELECTION:
      return `M${x} 2l4 7h-8z`;
    case MARKED.CRASH:
      return `M${x - 3} 3l6 6m0-6l-6 6`;
    case MARKED.RESTART:
      return `M${x - 3} 6a3 3 0 1 0 6 0a3 3 0 1 0-6 0`;
    case MARKED.CUT:
    case MARKED.HEAL:
      return `M${x} 1v${height - 2}`;
    case MARKED.STALL:
      return `M${x} ${height - 2}H${to}`;
    default:
      return `M${x - 1} 0h3v${height}h-3z`;
  }
}

/** What a person did, as diamonds along the lower edge. */
export function drawActions(
  { actions }: Pick<BranchView, 'actions'>,
  all: number,
  width: number,
  height: number,
): string {
  const places = new Set(actions.map(({ at }) => Math.round((at / all) * width)));
  return [...places].map((x) => `M${x} ${height - 9}l4 4l-4 4l-4-4z`).join('');
}

/** What stands out at a place, within so many µs: the nearest mark, or what a person did. */
export function nearest(branch: BranchView, at: number, within: number): string | null {
  const found: { far: number; name: string }[] = [];
  const { marks, actions } = branch;
  for (let mark = 0; mark < marks.length; mark += MARK.STRIDE) {
    const [what, from, until] = [marks[mark]!, marks[mark + MARK.AT]!, marks[mark + MARK.UNTIL]!];
    // Who is in a stall points at what lies in it first.
    const far = at < from ? from - at : at > until ? at - until : what === MARKED.STALL ? within : 0;
    found.push({ far, name: NAMES[what] ?? '' });
  }
  for (const { at: done, action } of actions) {
    found.push({ far: Math.abs(done - at), name: `you: ${actionWords(action)}` });
  }
  const near = found.filter(({ far }) => far <= within);
  return near.toSorted((one, other) => one.far - other.far)[0]?.name ?? null;
}

/** "crash S3": an action in the words of a scenario file. */
export function actionWords(action: Action): string {
  return `${action.do.replaceAll('_', ' ')} ${aboutWhat(action)}`.trim();
}

function aboutWhat(action: Action): string {
  if ('replica' in action) return action.replica;
  if ('message' in action) return `message ${action.message}`;
  if ('client' in action) return `${action.op} ${action.key} by ${action.client}`;
  if ('groups' in action) return action.groups.map((group) => group.join(' ')).join(' | ');
  if (!('links' in action)) return '';
  const { links } = action;
  return links.length > 2 ? `${links.length} links` : links.map(([a, b]) => `${a}→${b}`).join(' ');
}

/** Where two branches part: the first moment at which something was done to one and not to the other. */
export function firstDifference(
  one: BranchView,
  other: BranchView,
): { at: number; one: string | null; other: string | null } | null {
  const most = Math.max(one.actions.length, other.actions.length);
  for (let nth = 0; nth < most; nth++) {
    const [a, b] = [one.actions[nth], other.actions[nth]];
    if (JSON.stringify(a) === JSON.stringify(b)) continue;
    const at = Math.min(a?.at ?? Infinity, b?.at ?? Infinity);
    return {
      at,
      one: a?.at === at ? actionWords(a.action) : null,
      other: b?.at === at ? actionWords(b.action) : null,
    };
  }
  return null;
}
