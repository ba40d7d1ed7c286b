import { flag, parsed, value, whole, type Command } from './command';
import { testsNamed, type CourseTest } from './course-tests';
import { readText } from './files';
import type { Done, Job } from './grade-worker';
import { count, emptyTally, sound, type Tally } from './grade-tally';
import { inMarkdown, inWords } from './grade-text';
import { print, Progress } from './output';
import { inWorkers } from './pool';
import { Failure, FOUND, OK } from './status';

const MOST_SEEDS = 100_000;

/** Runs tests of the course and prints the verdicts, and beside them what the course's grader does not see. */
export const grade: Command = {
  usage: `\
grade [TEST ...] [--seeds N] [--first SEED] [--profile course|default|SCENARIO] [--json | --markdown]
    Runs the course's tests that are named, or test files (- for standard input), or all 17 of the course,
    each with N seeds from SEED on (1 and 1, unless told otherwise), in parallel, and prints on how many seeds each
    passes, the tier of each figure, and what the course's grader does not see. The replicas have the settings
    of the profile: those tuned for these tests (course, the default), those of every run
    (default), or those of a scenario file.
    --json prints the report of each run as one JSON object a line, --markdown a table.
    Exit status: 0 if all runs passed and nothing else was wrong with them, 1 if not.
`,
  async run(args) {
    const options = { seeds: value, first: value, profile: value, json: flag, markdown: flag };
    const { values, positionals } = parsed(args, options);
    const seeds = whole('seeds', values.seeds ?? '1', 1, MOST_SEEDS);
    const first = whole('first', values.first ?? '1', 0, Number.MAX_SAFE_INTEGER - MOST_SEEDS);
    const profile = await profileOf(values.profile ?? 'course');
    const tests = await testsNamed(positionals);
    const json = values.json === true;
    if (json && values.markdown === true) throw new Failure('--json and --markdown exclude each other');
    const { tallies, allSound } = await graded(tests, { seeds, first, profile, json });
    if (values.markdown === true) await print(inMarkdown(tallies, tests));
    else if (!json) await print(tallies.map(inWords).join('\n'));
    return allSound ? OK : FOUND;
  },
};

interface Grading {
  seeds: number;
  first: number;
  profile: string;
  /** Whether each report is printed as it comes. */
  json: boolean;
}

async function graded(
  tests: readonly CourseTest[],
  { seeds, first, profile, json }: Grading,
): Promise<{ tallies: Tally[]; allSound: boolean }> {
  const tallies = tests.map(({ name }) => emptyTally(name));
  const progress = new Progress();
  let allSound = true;
  for await (const done of inWorkers<Job, Done>({ does: 'grade' }, jobs(tests, { seeds, first, profile }))) {
    const place = Math.floor(done.place / seeds);
    const { name } = tests[place]!;
    if ('refused' in done) {
      progress.clear();
      throw new Failure(`${name}: ${done.refused}`);
    }
    count(tallies[place]!, done.report);
    allSound &&= sound(done.report);
    if (json) await print(`${JSON.stringify({ test: name, ...done.report })}\n`);
    progress.show(`${done.place + 1} of ${tests.length * seeds}`);
  }
  progress.clear();
  return { tallies, allSound };
}

function* jobs(tests: readonly CourseTest[], { seeds, first, profile }: Omit<Grading, 'json'>) {
  for (const { text } of tests) {
    for (let seed = first; seed < first + seeds; seed += 1) yield { text, seed, profile };
  }
}

async function profileOf(name: string): Promise<string> {
  return name === 'course' || name === 'default' ? name : readText(name);
}
