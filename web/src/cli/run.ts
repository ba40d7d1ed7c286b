import type { Asked } from '../engine/finder';
import { Queue } from '../engine/queue';
import type { Counters, Violation } from '../engine/protocol';
import { flag, moment, oneFile, parsed, reading, seedOf, value, type Command } from './command';
import { loadCore } from './core';
import { readText } from './files';
import { print, Progress } from './output';
import { FOUND, OK } from './status';
import { LONG_ENOUGH } from './trace';

/** Events at a stretch. */
const BATCH = 65_536;

interface Outcome extends Counters {
  seed: number;
  /** How far it ran, in ms of virtual time. */
  until_ms: number;
  /** Whether the predicate became true, where there is one. */
  became_true?: boolean;
  violation: Violation | null;
  /** Whether what the clients heard is. */
  linearizable: 'linearizable' | 'not linearizable' | 'unknown';
  /** The hash that names the run. */
  hash: string;
}

/** What the core says of what clients heard. */
interface Judge {
  linearizability(): { verdict: Outcome['linearizable'] };
}

/** Runs a scenario and prints what came of it. */
export const run: Command = {
  usage: `\
run SCENARIO [--seed N] [--until MS|PREDICATE] [--json]
    Runs a scenario (a file, or - for standard input) and prints what came of it: its figures, whether
    the invariants held, whether what the clients heard is linearizable, and the hash that names the run.
    It ends with the scenario, or after MS milliseconds of virtual time (10,000 where
    neither the call nor the scenario says), or when PREDICATE becomes true, such as
    "S3.role = leader and S3.commitIndex >= 5".
    --json prints one JSON object.
    Exit status: 1 if an invariant broke or what the clients heard is not linearizable, else 0;
    with a predicate, 0 if it became true, else 1.
`,
  async run(args) {
    const { values, positionals } = parsed(args, { seed: value, until: value, json: flag });
    const file = oneFile('run', 'scenario', positionals);
    const { predicate, ms } = readUntil(values.until);
    const seed = seedOf(values.seed);
    const text = await readText(file);
    const instance = await loadCore();
    const core = reading(file, () => instance.open(text, seed)) as Asked & Judge;
    const queue = new Queue(core, instance.memory);
    const settings = core.settings();
    const end = ms ?? settings.end_ms ?? LONG_ENOUGH;
    const becameTrue = predicate === null ? null : untilTrue(core, queue, predicate, end * 1000);
    const progress = new Progress();
    // A broken invariant only interrupts it.
    while (becameTrue === null && !queue.runUntil(end * 1000, BATCH)) {
      progress.show(`${Math.floor(queue.now / 1000)} of ${end} ms`);
    }
    progress.clear();
    const violation = core.violation() ?? null;
    const { verdict: linearizable } = core.linearizability();
    const outcome = {
      seed: settings.seed,
      until_ms: becameTrue === true ? queue.now / 1000 : end,
      ...(becameTrue === null ? {} : { became_true: becameTrue }),
      ...core.counters(),
      violation,
      linearizable,
      hash: core.hash(),
    };
    await print(values.json === true ? `${JSON.stringify(outcome)}\n` : inWords(outcome));
    if (becameTrue !== null) return becameTrue ? OK : FOUND;
    return violation === null && linearizable !== 'not linearizable' ? OK : FOUND;
  },
};

/** Whatever is no number is a predicate. */
function readUntil(text: string | undefined): { ms?: number | undefined; predicate: string | null } {
  const isPredicate = text !== undefined && Number.isNaN(Number(text));
  return isPredicate ? { predicate: text } : { ms: moment('until', text), predicate: null };
}

/** Runs until a predicate becomes true, or to the end. Says whether it does. */
function untilTrue(core: Asked, queue: Queue, predicate: string, end: number): boolean {
  if (reading('--until', () => core.ask('search', predicate))) return true;
  while (queue.nextTime() <= end) {
    queue.step();
    if (core.becomes_true()) return true;
  }
  return false;
}

const becameTrue = ({ became_true: became }: Outcome): string =>
  became === undefined
    ? ''
    : became
      ? ', when the predicate became true'
      : ', and the predicate did not become true';

function inWords(outcome: Outcome): string {
  const { violation } = outcome;
  const held =
    violation === null
      ? 'all held'
      : `${violation.invariant} is broken at ${violation.at / 1000} ms: ${violation.text}`;
  const rows: [string, string | number][] = [
    ['seed', outcome.seed],
    ['until', `${outcome.until_ms} ms${becameTrue(outcome)}`],
    ['events', outcome.processed],
    ['messages', outcome.messages],
    ['requests', outcome.requests],
    ['ok', outcome.ok],
    ['failed', outcome.failed],
    ['redirected', outcome.redirected],
    ['invariants', held],
    ['history', outcome.linearizable],
    ['hash', outcome.hash],
  ];
  return rows.map(([name, shown]) => `${name.padEnd(12)}${shown}\n`).join('');
}
