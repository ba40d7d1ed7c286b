import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync, type ZipOptions } from 'fflate';
import { parsed, value, whole, type Command } from './command';
import { readText } from './files';
import { filesIn } from './hand-ins';
import { print } from './output';
import { asGradescope } from './results';
import { saltOf, saltOptions } from './salt';
import { Failure, OK } from './status';
import { exercises, judged } from './verify';

/** What the bundle knows of the course. */
interface Settings {
  salt: string;
  /** The ids of the exercises that are to be handed in; none: whatever is. */
  expected: string[];
  points: number;
  /** The texts of exercises that are not bundled. */
  own: string[];
}

/** Makes an autograder for Gradescope; within it, grades a submission. */
export const gradescope: Command = {
  usage: `\
gradescope ZIP|FOLDER [--salt S | --salt-file FILE] [--expect ID ...] [--exercise FILE ...] [--points N]
    Writes an autograder for Gradescope, setup.sh, run_autograder and all that they need, as the zip file that
    Gradescope wants, or into a new folder. Students submit their hand-ins; each exercise is worth N
    points (10), and those that are expected and not handed in are shown with 0.
`,
  async run(args) {
    const list = { type: 'string', multiple: true } as const;
    const options = {
      ...saltOptions,
      expect: list,
      exercise: list,
      points: value,
      grade: value,
      out: value,
    };
    const { values, positionals } = parsed(args, options);
    const [target, ...more] = positionals;
    if (target === undefined || more.length > 0) throw new Failure('gradescope wants one zip file or folder');
    // Called so by run_autograder.
    if (values.grade !== undefined && values.out !== undefined) {
      return grade(target, values.grade, values.out);
    }
    const files = await autograder({
      salt: await saltOf(values),
      expected: values.expect ?? [],
      points: whole('points', values.points ?? '10', 1, 1_000),
      own: await exercises(values.exercise ?? []),
    });
    await (target.endsWith('.zip') ? zip(target, files) : unpacked(target, files));
    await print(
      `${target}: ${target.endsWith('.zip') ? 'upload it' : 'zip what is in it, and upload that'}\n`,
    );
    return OK;
  },
};

const SETTINGS = 'course.json';

const SETUP = `#!/usr/bin/env bash
# Gradescope runs this once, as root on Ubuntu, when it builds the autograder: it needs Node 20.19 or later.
set -euo pipefail
if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
then
  apt-get update
  apt-get install -y ca-certificates curl
  curl -fsSL https://deb.nodesource.com/setup_22.x | bash -
  apt-get install -y nodejs
fi
`;

const RUN = `#!/usr/bin/env bash
# Gradescope runs this for each submission. AUTOGRADER is there for trying it elsewhere.
set -euo pipefail
autograder="\${AUTOGRADER:-/autograder}"
mkdir -p "$autograder/results"
node "$autograder/source/cli.mjs" gradescope "$autograder/source" \\
  --grade "$autograder/submission" --out "$autograder/results/results.json"
`;

/** The files of an autograder by their names. */
type Files = Map<string, Uint8Array>;

async function autograder(settings: Settings): Promise<Files> {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const files: Files = new Map([
    ['setup.sh', bytes(SETUP)],
    ['run_autograder', bytes(RUN)],
    [SETTINGS, bytes(`${JSON.stringify(settings, null, 2)}\n`)],
  ]);
  for (const name of await parts('cli.mjs')) files.set(name, await readFile(beside(name)));
  return files;
}

const isProgram = (name: string): boolean => name === 'setup.sh' || name === 'run_autograder';

async function zip(target: string, files: Files): Promise<void> {
  // Modes as Unix keeps them, which is system 3 of the format.
  const mode = (name: string): number => (isProgram(name) ? 0o100755 : 0o100644);
  const entry = (name: string, bytes: Uint8Array): [Uint8Array, ZipOptions] => [
    bytes,
    { os: 3, attrs: mode(name) * 0x1_0000 },
  ];
  const entries = [...files].map(([name, bytes]) => [name, entry(name, bytes)] as const);
  await writeFile(target, zipSync(Object.fromEntries(entries)));
}

async function unpacked(target: string, files: Files): Promise<void> {
  await mkdir(target, { recursive: true });
  if ((await readdir(target)).length > 0) throw new Failure(`${target} is not empty: name a new folder`);
  await mkdir(join(target, 'assets'));
  for (const [name, bytes] of files) {
    await writeFile(join(target, name), bytes);
    if (isProgram(name)) await chmod(join(target, name), 0o755);
  }
}

/** A script of the site, and all that it names of the site's files. */
async function parts(script: string, known = new Set<string>()): Promise<Set<string>> {
  known.add(script);
  const text = await readFile(beside(script), 'utf8');
  for (const [name] of text.matchAll(/assets\/[\w.-]+\.(?:js|wasm)/g)) {
    if (known.has(name)) continue;
    known.add(name);
    if (name.endsWith('.js')) await parts(name, known);
  }
  return known;
}

const beside = (name: string): URL => new URL(`./${name}`, import.meta.url);

async function grade(source: string, submission: string, out: string): Promise<number> {
  const settings = JSON.parse(await readText(join(source, SETTINGS))) as Settings;
  const files = await filesIn([submission]);
  const results = await judged(files, settings.salt, settings.own);
  await writeFile(
    out,
    `${JSON.stringify(asGradescope(results, settings.expected, settings.points), null, 2)}\n`,
  );
  return OK;
}
