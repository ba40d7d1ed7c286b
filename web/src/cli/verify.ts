import { isBadInput } from '../engine/core';
import { askExercise } from '../engine/exercising';
import { solved, unjudged, type Result } from '../engine/results';
import { ownTexts } from '../share/course';
import { isCourseFile, readCourseFile } from '../share/course-link';
import { flag, parsed, value, type Command } from './command';
import { loadCore } from './core';
import { readText } from './files';
import { filesIn, shardOf, textOf } from './hand-ins';
import { print, Progress } from './output';
import { inWorkers } from './pool';
import { inWords, writeFiles } from './results';
import { saltOf, saltOptions } from './salt';
import { Failure, FOUND, OK } from './status';
import type { Done, Job } from './verify-worker';

/** Runs hand-ins again and judges them. */
export const verify: Command = {
  usage: `\
verify FILE|FOLDER ... [--salt S | --salt-file FILE] [--exercise FILE ...] [--csv OUT] [--gradescope OUT]
       [--shard I/N] [--json]
    Runs what was handed in again, and judges it: what a hand-in claims is not believed. Of a folder, all files
    ending in .json are judged, also those in folders within. The salt is that of the course; --exercise
    names files of exercises that are not bundled, or the file of a course, which has them in it.
    Prints a line for each, or with --json one JSON object a line, which merge takes. --csv writes a table,
    --gradescope a results.json. --shard I/N judges the I-th of N parts of the files.
    Exit status: 0 if all are solved, 1 if not.
`,
  async run(args) {
    const exercise = { type: 'string', multiple: true } as const;
    const options = { ...saltOptions, exercise, csv: value, gradescope: value, shard: value, json: flag };
    const { values, positionals } = parsed(args, options);
    if (positionals.length === 0) throw new Failure('verify wants files or folders of hand-ins');
    const own = await exercises(values.exercise ?? []);
    const files = shardOf(await filesIn(positionals), values.shard);
    const results = await judged(files, await saltOf(values), own);
    await writeFiles(results, values);
    const lines = results.map((result) => `${JSON.stringify(result)}\n`).join('');
    await print(values.json === true ? lines : inWords(results));
    return results.every(solved) ? OK : FOUND;
  },
};

/** The texts of exercises that are not bundled, each of which can be read. */
export async function exercises(files: readonly string[]): Promise<string[]> {
  const given = (await Promise.all(files.map(exercisesIn))).flat();
  if (given.length > 0) await loadCore();
  for (const { file, text } of given) {
    try {
      askExercise({ ask: 'open', exercise: text });
    } catch (thrown) {
      if (isBadInput(thrown)) throw new Failure(`${file}: ${thrown.place}: ${thrown.message}`);
      throw thrown;
    }
  }
  return given.map(({ text }) => text);
}

/** An exercise, or those of a course that are not bundled. */
async function exercisesIn(file: string): Promise<{ file: string; text: string }[]> {
  const text = await readText(file);
  if (!isCourseFile(text)) return [{ file, text }];
  const course = readCourseFile(text);
  if ('place' in course) throw new Failure(`${file}: ${course.place}: ${course.message}`);
  return ownTexts(course).map((own) => ({ file, text: own }));
}

/** Judges files, two at a time. */
export async function judged(
  files: readonly string[],
  salt: string,
  own: readonly string[],
): Promise<Result[]> {
  const results: Result[] = [];
  const progress = new Progress();
  // Read in the order in which they are judged, some at a time, so that no folder is too large for memory.
  for (let first = 0; first < files.length; first += BATCH) {
    const some = files.slice(first, first + BATCH);
    const texts = await Promise.all(some.map(textOf));
    const jobs = texts.map((text) => ({ text: text ?? '' })).values();
    for await (const done of inWorkers<Job, Done>({ does: 'verify', salt, own }, jobs)) {
      const file = some[done.place]!;
      if (texts[done.place] === null) results.push(unjudged(file, 'it cannot be read'));
      else if ('failed' in done) results.push(unjudged(file, `the judge failed: ${done.failed}`));
      else results.push({ file, ...done.judgement });
      progress.show(`${results.length} of ${files.length}`);
    }
  }
  progress.clear();
  return results;
}

const BATCH = 2_000;
