/** The tests of the course as a person runs them: which, over how many seeds, and what came of them. */
import { batch, computed, signal } from '@preact/signals';
import { startGraders, type Graders, type Job } from '../engine/graders';
import type { Graded, Task } from '../engine/grader-protocol';
import type { Profile } from '../engine/grading';
import type { BadInput } from '../engine/protocol';
import type { Bundled } from './scenario_list';
import { pause } from './run';
import { NOTHING, withReport, type Tally } from './tally';

export interface CourseTest {
  id: string;
  name: string;
  /** "simple", "unreliable" … or "own files". */
  group: string;
  text: string;
}

export const OWN = 'own files';

export const MOST_SEEDS = 1000;

/** Finished seeds show at most so often, in ms: a table that changes faster cannot be read. */
const PACE = 100;

export const tests = signal<readonly CourseTest[]>([]);

/** With its groups in order, each with its tests. */
export const groups = computed(() => {
  const names = [...new Set(tests.value.map(({ group }) => group))];
  return names.map((name) => ({ name, tests: tests.value.filter(({ group }) => group === name) }));
});

export const profile = signal<Profile>('course');

/** Seeds 1 to this. */
export const seeds = signal(1);

export const tallies = signal<ReadonlyMap<string, Tally>>(new Map());

/** How far a run of tests has come; null while none is under way. */
export const progress = signal<{ done: number; all: number } | null>(null);

/** How long the last run took, in ms of real time, and of how many seeds in all. */
export const took = signal<{ ms: number; runs: number } | null>(null);

/** What went wrong that no row tells. */
export const trouble = signal<string | null>(null);

let graders: Graders | null = null;
let cancelling = new AbortController();

/** Starts the workers, which stay, and fills the list. */
export async function prepare(bundled: () => Promise<readonly Bundled[]>): Promise<void> {
  graders ??= startGraders();
  if (tests.value.length > 0) return;
  const course = (await bundled()).filter(({ group }) => group === 'Course tests');
  const read = await Promise.all(
    course.map(async ({ id, title, load }) => ({
      id,
      name: title,
      group: title.replace(/-\d+$/, ''),
      text: await load(),
    })),
  );
  // Own files may have come meanwhile.
  tests.value = [...read, ...tests.value];
}

interface TestTask extends Task {
  test: CourseTest;
}

/** Runs tests over all seeds. A run that is under way is cancelled first, and the stage leaves them the machine. */
export async function run(which: readonly CourseTest[]): Promise<void> {
  cancel();
  pause();
  const pool = graders;
  if (!pool || which.length === 0) return;
  cancelling = new AbortController();
  const { signal: cancelled } = cancelling;
  const began = performance.now();
  const fresh = new Map<string, Tally>(which.map(({ id }) => [id, NOTHING]));
  const all = which.length * seeds.value;
  let done = 0;
  let shown = -Infinity;
  const show = (): void => {
    shown = performance.now();
    batch(() => {
      tallies.value = new Map([...tallies.peek(), ...fresh]);
      progress.value = { done, all };
    });
  };
  const count = (test: CourseTest, change: (tally: Tally) => Tally): void => {
    if (cancelled.aborted) return;
    fresh.set(test.id, change(fresh.get(test.id) ?? NOTHING));
    done += 1;
    if (performance.now() - shown >= PACE) show();
  };
  batch(() => {
    trouble.value = null;
    took.value = null;
    show();
  });
  await pool.run(
    jobs(which, seeds.value, profile.value),
    {
      graded: ({ test }, answer) => count(test, (tally) => added(tally, test, answer)),
      lost: ({ test, seed }, why) => {
        trouble.value = `A worker stopped at ${test.name}, seed ${seed}: ${why}. The others go on.`;
        count(test, (tally) => ({ ...tally, lost: tally.lost + 1 }));
      },
    },
    cancelled,
  );
  if (cancelled.aborted) return;
  batch(() => {
    show();
    progress.value = null;
    took.value = { ms: performance.now() - began, runs: all };
  });
}

function added(tally: Tally, test: CourseTest, answer: Graded): Tally {
  if ('report' in answer) return withReport(tally, answer.report);
  if ('refused' in answer) trouble.value = `${test.name}: ${answer.refused.place}: ${answer.refused.message}`;
  return tally;
}

/** Seed by seed, so that every test soon shows something. */
function* jobs(which: readonly CourseTest[], upTo: number, own: Profile): Iterable<Job<TestTask>> {
  for (let seed = 1; seed <= upTo; seed++) {
    for (const test of which) {
      yield { task: { test, text: test.text, seed, profile: own }, wants: 'report' };
    }
  }
}

/** Stops what is under way. What has come of it stays. */
export function cancel(): void {
  cancelling.abort();
  progress.value = null;
}

/** Other settings have other results. */
export function choose(other: Profile): void {
  cancel();
  batch(() => {
    profile.value = other;
    tallies.value = new Map();
    took.value = null;
  });
}

/** Puts a file into the list. A bad one is refused, and the list stays as it is. */
export async function add(name: string, text: string): Promise<BadInput | null> {
  const answer = await graders?.ask({ text, seed: 1, profile: profile.value }, 'scenario');
  if (!answer) return { place: 'file', message: 'no worker could read it' };
  if ('refused' in answer) return answer.refused;
  const id = `own:${name}`;
  batch(() => {
    tests.value = [...tests.value.filter((test) => test.id !== id), { id, name, group: OWN, text }];
    tallies.value = new Map([...tallies.value].filter(([of]) => of !== id));
  });
  return null;
}

/** The run that was graded, as the text of a scenario; null if no worker can tell. */
export async function scenarioOf({ text }: CourseTest, seed: number): Promise<string | null> {
  const answer = await graders?.ask({ text, seed, profile: profile.value }, 'scenario');
  return answer && 'scenario' in answer ? answer.scenario : null;
}
