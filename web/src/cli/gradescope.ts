import { chmod, copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parsed, value, whole, type Command } from './command';
import { readText } from './files';
import { filesIn } from './hand-ins';
import { print } from './output';
import { asGradescope } from './results';
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
gradescope FOLDER [--salt S] [--expect ID ...] [--exercise FILE ...] [--points N]
    Writes an autograder for Gradescope into FOLDER: setup.sh, run_autograder and all that they need. Zip what
    is in it and upload that. Students submit their hand-ins; each exercise is worth N points (10), and those
    that are expected and not handed in are shown with 0.
`,
  async run(args) {
    const list = { type: 'string', multiple: true } as const;
    const options = { salt: value, expect: list, exercise: list, points: value, grade: value, out: value };
    const { values, positionals } = parsed(args, options);
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) throw new Failure('gradescope wants one folder');
    // Called so by run_autograder.
    if (values.grade !== undefined && values.out !== undefined) {
      return grade(folder, values.grade, values.out);
    }
    const settings: Settings = {
      salt: values.salt ?? '',
      expected: values.expect ?? [],
      points: whole('points', values.points ?? '10', 1, 1_000),
      own: await exercises(values.exercise ?? []),
    };
    await bundle(folder, settings);
    await print(
      `${folder}: zip what is in it (cd ${folder} && zip -r ../autograder.zip .) and upload it to Gradescope\n`,
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

async function bundle(folder: string, settings: Settings): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) throw new Failure(`${folder} is not empty: name a new folder`);
  const scripts = [
    ['setup.sh', SETUP],
    ['run_autograder', RUN],
  ] as const;
  for (const [name, text] of scripts) {
    await writeFile(join(folder, name), text);
    await chmod(join(folder, name), 0o755);
  }
  await writeFile(join(folder, SETTINGS), `${JSON.stringify(settings, null, 2)}\n`);
  await mkdir(join(folder, 'assets'));
  for (const name of await parts('cli.mjs')) await copyFile(beside(name), join(folder, name));
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
