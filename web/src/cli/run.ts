import type { Core } from '../engine/core';
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
run SCENARIO [--seed N] [--until MS] [--json]
    Runs a scenario (a file, or - for standard input) and prints what came of it: its figures, whether
    the invariants held, whether what the clients heard is linearizable, and the hash that names the run.
    It ends with the scenario, or after MS milliseconds of virtual time (10,000 where
    neither the call nor the scenario says).
    --json prints one JSON object.
    Exit status: 1 if an invariant broke or what the clients heard is not linearizable, else 0.
`,
  async run(args) {
    const { values, positionals } = parsed(args, { seed: value, until: value, json: flag });
    const file = oneFile('run', 'scenario', positionals);
    const until = moment('until', values.until);
    const seed = seedOf(values.seed);
    const text = await readText(file);
    const instance = await loadCore();
    const core = reading(file, () => instance.open(text, seed));
    const queue = new Queue(core, instance.memory);
    const settings = core.settings();
    const end = until ?? settings.end_ms ?? LONG_ENOUGH;
    const progress = new Progress();
    // A broken invariant only interrupts it.
    while (!queue.runUntil(end * 1000, BATCH)) {
      progress.show(`${Math.floor(queue.now / 1000)} of ${end} ms`);
    }
    progress.clear();
    const violation = core.violation() ?? null;
    const { verdict: linearizable } = (core as Core & Judge).linearizability();
    const outcome = {
      seed: settings.seed,
      until_ms: end,
      ...core.counters(),
      violation,
      linearizable,
      hash: core.hash(),
    };
    await print(values.json === true ? `${JSON.stringify(outcome)}\n` : inWords(outcome));
    return violation === null && linearizable !== 'not linearizable' ? OK : FOUND;
  },
};

function inWords(outcome: Outcome): string {
  const { violation } = outcome;
  const held =
    violation === null
      ? 'all held'
      : `${violation.invariant} is broken at ${violation.at / 1000} ms: ${violation.text}`;
  const rows: [string, string | number][] = [
    ['seed', outcome.seed],
    ['until', `${outcome.until_ms} ms`],
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
