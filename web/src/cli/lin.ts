import type {
  History,
  HistoryOperation,
  KeyReport,
  LinearizabilityOptions,
  LinearizabilityReport,
} from '../engine/pkg/raft_playground.js';
import { check_linearizable } from '../engine/pkg/raft_playground.js';
import { flag, oneFile, parsed, reading, value, whole, type Command } from './command';
import { loadCore } from './core';
import { readText } from './files';
import { readJepsen } from './jepsen';
import { print, Progress } from './output';
import { Failure, FOUND, OK, WRONG } from './status';

/** How much of the order before an operation that cannot be placed is printed, and how many such operations. */
const LINES = 5;
const MOST_MISPLACED = 20;

/** Says whether a history of clients is linearizable. */
export const lin: Command = {
  usage: `\
lin HISTORY [--model store|register] [--budget STEPS] [--json]
    Says whether what clients were told is linearizable, and if not, which answers no order of the
    operations explains. HISTORY is a file, or - for standard input: JSON as the README has it, or EDN
    as Jepsen writes it, of which the places of the maps in the file are the times. A key that is not
    there reads as "" (store, the default) or as null (register). After STEPS steps (1,000,000) the
    verdict is unknown.
    --json prints the report, with the operations that it names by number.
    Exit status: 0 if it is linearizable, 1 if not, 2 if that is unknown.
`,
  async run(args) {
    const { values, positionals } = parsed(args, { model: value, budget: value, json: flag });
    const file = oneFile('lin', 'history', positionals);
    const options: LinearizabilityOptions = {};
    if (values.model !== undefined) options.model = model(values.model);
    if (values.budget !== undefined)
      options.budget = whole('budget', values.budget, 1, Number.MAX_SAFE_INTEGER);
    const text = (await readText(file)).replace(/^\uFEFF/, '');
    await loadCore();
    const progress = new Progress();
    progress.tell(`checking ${file} …`);
    const [report, operations] = checked(file, text, options);
    progress.clear();
    const json = () => `${JSON.stringify({ ...report, operations })}\n`;
    await print(values.json === true ? json() : inWords(report, operations));
    return { linearizable: OK, 'not linearizable': FOUND, unknown: WRONG }[report.verdict];
  },
};

function model(name: string): 'store' | 'register' {
  if (name === 'store' || name === 'register') return name;
  throw new Failure(`--model is "${name}": store and register are allowed`);
}

/** The report on a history and the operations that it speaks of. */
function checked(
  file: string,
  text: string,
  options: LinearizabilityOptions,
): [LinearizabilityReport, HistoryOperation[]] {
  if (isEdn(file, text)) {
    const history = readJepsen(file, text);
    return [reading(file, () => check_linearizable(history, options)), history.operations];
  }
  // The core says what is wrong with a text, and where.
  const report = reading(file, () => check_linearizable(text, options));
  return [report, (JSON.parse(text) as History).operations];
}

/** Ours is an object whose keys are strings. */
function isEdn(file: string, text: string): boolean {
  return file.endsWith('.edn') || (!file.endsWith('.json') && !/^\s*\{\s*["}]/.test(text));
}

function inWords({ verdict, keys }: LinearizabilityReport, operations: readonly HistoryOperation[]): string {
  const steps = keys.reduce((sum, key) => sum + key.steps, 0);
  const all = `${count(operations.length, 'operation')} on ${count(keys.length, 'key')}, ${count(steps, 'step')}`;
  const lines = keys.flatMap((key) => {
    if (key.verdict === 'not linearizable') return misplaced(key, operations);
    return key.verdict === 'unknown' ? [`  key ${JSON.stringify(key.key)}: the steps ran out`] : [];
  });
  return [`${verdict}: ${all}`, ...lines, ''].join('\n');
}

/** The end of the longest order, and what has no place in it or behind it. */
function misplaced(key: KeyReport, operations: readonly HistoryOperation[]): string[] {
  const tell = (number: number) => `    ${told(number, operations[number]!)}`;
  const left = key.prefix.length - LINES;
  const others = key.misplaced.length - MOST_MISPLACED;
  return [
    `  key ${JSON.stringify(key.key)}: ${left > 0 ? `${left} earlier ones, then ` : ''}in this order`,
    ...key.prefix.slice(-LINES).map(tell),
    '  and then there is no place for',
    ...key.misplaced.slice(0, MOST_MISPLACED).map(tell),
    ...(others > 0 ? [`    and ${count(others, 'other')}: --json names all`] : []),
  ];
}

/** #7 C1 at 12–19: get: "3". */
function told(number: number, { client, op, value, expected, result, ...when }: HistoryOperation): string {
  const written = value === undefined ? '' : ` ${JSON.stringify(value)}`;
  const before = expected === undefined ? '' : ` ${JSON.stringify(expected)} →`;
  const outcome = result === undefined ? when.outcome : JSON.stringify(result);
  return `#${number} ${client} at ${when.invoked}–${when.returned ?? '…'}: ${op}${before}${written}: ${outcome}`;
}

const count = (number: number, what: string): string =>
  `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;
