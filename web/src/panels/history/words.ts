/** An operation, and a verdict, in words. */
import type { HistoryOperation, KeyReport, LinearizabilityReport } from '../../engine/history';
import { count, duration, ms, plural } from '../format';

/** Longer keys and values, such as those of the course, are told by their beginnings. */
const LONGEST = 10;

export function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 4)}…` : text;
}

const or = (value: string | null | undefined): string =>
  value === null || value === undefined ? 'nothing' : value === '' ? 'empty' : short(value);

/** "put x=3", "get x → 3": what was asked and, of a get, what was read. */
export function operationText({ op, key, value, expected, result, outcome }: HistoryOperation): string {
  const name = short(key);
  switch (op) {
    case 'get':
      return outcome === 'ok' ? `get ${name} → ${or(result)}` : `get ${name}`;
    case 'put':
      return `put ${name}=${or(value)}`;
    case 'append':
      return `append ${name}+=${or(value)}`;
    case 'delete':
      return `delete ${name}`;
    case 'compare_and_set':
      return `compare & set ${name}: ${or(expected)} → ${or(value)}`;
  }
}

/** What stands in a bar, the longest that fits first. */
export const barTexts = (operation: HistoryOperation): string[] => [
  operationText(operation),
  `${operation.op === 'compare_and_set' ? 'cas' : operation.op} ${short(operation.key)}`,
];

/** All that there is to say of an operation, in one sentence. */
export function sentence(operation: HistoryOperation, point: number | null, misplaced: boolean): string {
  const { client, invoked, returned, outcome } = operation;
  const answer =
    returned === null
      ? 'no answer: whether it took effect is open'
      : `${outcome} after ${duration(returned - invoked)}`;
  const effect = point === null ? '' : `; takes effect at ${ms(point)} ms`;
  const wrong = misplaced ? '; it has no place in any order' : '';
  return `${client} ${operationText(operation)}, asked at ${ms(invoked)} ms, ${answer}${effect}${wrong}.`;
}

export interface Verdict {
  tone: 'good' | 'bad' | 'open';
  title: string;
  text: string;
  /** The operations that have no place. */
  misplaced: number[];
}

export function verdictOf(
  { verdict, keys }: LinearizabilityReport,
  operations: readonly HistoryOperation[],
): Verdict {
  if (verdict === 'linearizable') {
    const text =
      operations.length === 0
        ? 'No client has asked anything yet.'
        : `${plural(operations.length, 'operation')} on ${plural(keys.length, 'key')}: each seems to take effect at once, between question and answer.`;
    return { tone: 'good', title: 'Linearizable', text, misplaced: [] };
  }
  if (verdict === 'unknown') {
    const open = keys.filter((key) => key.verdict === 'unknown').map(({ key }) => short(key));
    const text = `The search was given up for ${open.length === 1 ? 'key' : 'keys'} ${some(open)}: too many orders to try.`;
    return { tone: 'open', title: 'Undecided', text, misplaced: [] };
  }
  const wrong = keys.filter((key) => key.verdict === 'not linearizable');
  return {
    tone: 'bad',
    title: 'Not linearizable',
    text:
      wrong
        .slice(0, 2)
        .map((key) => whyNot(key, operations))
        .join(' ') + more(wrong.length - 2),
    misplaced: wrong.flatMap(({ misplaced }) => misplaced),
  };
}

function whyNot({ key, prefix, misplaced }: KeyReport, operations: readonly HistoryOperation[]): string {
  const all = operations.filter((operation) => operation.key === key).length;
  const without = misplaced.map((i) => operations[i]).filter((operation) => operation !== undefined);
  const who = without.slice(0, 2).map((operation) => `${operation.client} ${operationText(operation)}`);
  const others = without.length - who.length;
  const names = who.join(', ') + (others > 0 ? ` and ${count(others)} more` : '');
  const has = without.length === 1 ? 'has' : 'have';
  return (
    `Key ${short(key)}: the longest order that explains a beginning holds ${count(prefix.length)} of ` +
    `${plural(all, 'operation')}. After it ${names || 'the next one'} ${has} no place.`
  );
}

const more = (keys: number): string => (keys > 0 ? ` So it is with ${plural(keys, 'other key')}.` : '');

const some = (names: readonly string[]): string =>
  names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${count(names.length - 3)} more` : '');
