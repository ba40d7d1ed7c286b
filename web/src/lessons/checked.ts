/** Which of the things to do in a lesson are done in the run on screen. */
import { signal } from '@preact/signals';
import { follow } from './following';
import type { Lesson } from './lesson';
import { finish } from './progress';

/** Whether the run on screen is that of the lesson. */
export const isOnStage = signal(true);

/** Follows the run and takes note of what is done in it. Returns how to end that. */
export function keepChecked(lesson: Lesson): () => void {
  const places = placesOf(lesson);
  return follow({
    of: { exercise: exerciseOf(lesson) },
    stage: signal(lesson.scenario),
    done: (actions) => actions,
    tell: (progress) => {
      isOnStage.value = progress !== null;
      progress?.met.forEach((met, nth) => {
        if (met) finish(lesson.id, places[nth]!);
      });
    },
  });
}

/** The places of the steps in which something is to be done. */
const placesOf = ({ steps }: Lesson): number[] =>
  steps.flatMap(({ task }, nth) => ('do' in task ? [nth] : []));

/** All that a student may do, since a lesson forbids nothing. */
const EVERYTHING = [
  'crash',
  'restart',
  'time_out',
  'isolate',
  'partition',
  'cut',
  'heal',
  'request',
  'deliver',
  'delay',
  'drop',
  'duplicate',
  'compact',
  'transfer',
  'add',
  'remove',
  'replace',
  'configure',
  'tune',
];

/** What a lesson asks for, in the form of an exercise whose goal has a part for each thing to do. */
export function exerciseOf({ id, title, section, scenario, steps }: Lesson): string {
  // What held for a moment only is done all the same.
  const goal = steps.flatMap(({ title: says, task }) =>
    'do' in task ? [{ says, holds: `ever(${task.do})` }] : [],
  );
  return JSON.stringify({
    id,
    title,
    section,
    kind: 'schedule',
    text: title,
    hints: [],
    scenario: JSON.parse(scenario) as unknown,
    allowed: EVERYTHING.map((word) => ({ do: word })),
    budget: { actions: 500, time_ms: 600_000 },
    goal,
  });
}
