import { Queue } from '../engine/queue';
import { flag, moment, oneFile, parsed, reading, seedOf, value, type Command } from './command';
import { loadCore } from './core';
import { readText } from './files';
import { print } from './output';
import { Failure, FOUND, OK } from './status';

/** How far a scenario without an end is run, in ms of virtual time. */
export const LONG_ENOUGH = 10_000;
/** Events between two prints: a trace may be longer than memory. */
const BATCH = 4096;

/** Runs a scenario and prints what happens, in order. */
export const trace: Command = {
  usage: `\
trace SCENARIO [--format ndjson|shiviz|text | --json] [--until MS] [--seed N]
    Runs a scenario (a file, or - for standard input) and prints what happens, in order:
    as one JSON object a line (ndjson, or --json) for checkers of traces, with vector clocks for
    ShiViz (shiviz), whose first line is how to read it, or in words (text, the default).
    It ends with the scenario, or after MS milliseconds of virtual time (10,000 where
    neither the call nor the scenario says).
    Exit status: 0 if all invariants held, 1 if one was broken.
`,
  async run(args) {
    const { values, positionals } = parsed(args, { format: value, json: flag, until: value, seed: value });
    const file = oneFile('trace', 'scenario', positionals);
    const { format = values.json === true ? 'ndjson' : 'text' } = values;
    if (format !== 'ndjson' && format !== 'shiviz' && format !== 'text') {
      throw new Failure(`--format is "${format}": ndjson, shiviz and text are allowed`);
    }
    if (values.json === true && format !== 'ndjson')
      throw new Failure(`--json and --format ${format} exclude each other`);
    const until = moment('until', values.until);
    const seed = seedOf(values.seed);
    const text = await readText(file);
    const instance = await loadCore();
    const core = reading(file, () => instance.open(text, seed));
    core.keep_journal(format);
    const queue = new Queue(core, instance.memory);
    const end = (until ?? core.settings().end_ms ?? LONG_ENOUGH) * 1000;
    await print(core.take_journal());
    for (let done = false; !done;) {
      // A broken invariant only interrupts it.
      done = queue.runUntil(end, BATCH);
      await print(core.take_journal());
    }
    return core.violation() === undefined ? OK : FOUND;
  },
};
