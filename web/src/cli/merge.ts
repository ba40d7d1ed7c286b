import { solved, type Result } from '../engine/results';
import { flag, parsed, value, type Command } from './command';
import { readText } from './files';
import { print } from './output';
import { inWords, writeFiles } from './results';
import { Failure, FOUND, OK } from './status';

/** Puts the results of shards together. */
export const merge: Command = {
  usage: `\
merge RESULTS ... [--csv OUT] [--gradescope OUT] [--json]
    Puts the results of verify --json together, such as those of all shards, and prints or writes them as
    verify does. A file that is named in several results counts once, as the last one says.
    Exit status: 0 if all are solved, 1 if not.
`,
  async run(args) {
    const { values, positionals } = parsed(args, { csv: value, gradescope: value, json: flag });
    if (positionals.length === 0) throw new Failure('merge wants files that verify --json has printed');
    const results = new Map<string, Result>();
    for (const name of positionals) {
      for (const result of readResults(name, await readText(name))) results.set(result.file, result);
    }
    const sorted = [...results.values()].sort((one, other) => (one.file < other.file ? -1 : 1));
    await writeFiles(sorted, values);
    const lines = sorted.map((result) => `${JSON.stringify(result)}\n`).join('');
    await print(values.json === true ? lines : inWords(sorted));
    return sorted.every(solved) ? OK : FOUND;
  },
};

function readResults(name: string, text: string): Result[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, place) => {
    try {
      const result: unknown = JSON.parse(line);
      if (isResult(result)) return result;
    } catch {
      // It is told below.
    }
    throw new Failure(`${name}: line ${place + 1}: this is no result of verify --json`);
  });
}

function isResult(result: unknown): result is Result {
  if (typeof result !== 'object' || result === null) return false;
  const { file, verdict, reason, exercise, tag, sequence, score, actions, parts } = result as Partial<Result>;
  const texts = [file, verdict, reason, exercise, tag, sequence].every((text) => typeof text === 'string');
  return texts && typeof score === 'number' && typeof actions === 'number' && Array.isArray(parts);
}
