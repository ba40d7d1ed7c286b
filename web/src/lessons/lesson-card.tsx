/** The lesson at hand: one step at a time, with what is to be done in it and, once it is done, what happened and why. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../panels/icons';
import { openText } from '../panels/opened';
import { begin, leave, lesson as atHand, step as at } from './at-hand';
import { isOnStage, keepChecked } from './checked';
import type { Lesson, Step } from './lesson';
import { LESSONS } from './lessons';
import { doneIn, finish, startOver } from './progress';
import { Prose } from './prose';

export function LessonCard({ lesson }: { lesson: Lesson }) {
  useEffect(() => keepChecked(lesson), [lesson]);
  const place = at.value;
  const step = lesson.steps[place]!;
  const done = doneIn(lesson.id).includes(place);
  return (
    <section class="guide" aria-label="Lesson" data-region tabIndex={-1}>
      <header class="guide-head">
        <p class="eyebrow">
          Lesson {numberOf(lesson)} of {LESSONS.length}: {lesson.title}
        </p>
        <button class="quiet square" aria-label="Close the lesson" title="Close the lesson" onClick={leave}>
          <Icon name="close" />
        </button>
      </header>
      <Steps lesson={lesson} />
      <StepBody key={place} {...{ lesson, step, place, done }} />
      <footer class="guide-end">
        <button class="quiet" disabled={place === 0} onClick={() => (at.value = place - 1)}>
          Back
        </button>
        <button
          class="quiet"
          onClick={() => {
            startOver(lesson.id);
            void begin(lesson.id);
          }}
        >
          Start over
        </button>
        <Onward lesson={lesson} place={place} done={done || 'read' in step.task} />
      </footer>
    </section>
  );
}

function StepBody({ lesson, step, place, done }: TaskProps) {
  const head = useRef<HTMLHeadingElement>(null);
  const before = useRef(done);
  // Who goes on reads on, also by ear.
  useEffect(() => head.current?.focus({ preventScroll: true }), []);
  return (
    <div class="guide-body">
      {place === 0 ? <Prose of={lesson.caption} /> : null}
      <h2 ref={head} tabIndex={-1}>
        {step.title}
      </h2>
      <Prose of={step.text} />
      <Task {...{ lesson, step, place, done }} />
      {done || 'read' in step.task ? <Reveal of={step.reveal} fresh={!before.current} /> : null}
    </div>
  );
}

const numberOf = ({ id }: Lesson): number => LESSONS.findIndex((other) => other.id === id) + 1;

function Steps({ lesson }: { lesson: Lesson }) {
  const done = doneIn(lesson.id);
  return (
    <ol class="guide-steps" aria-label="Steps">
      {lesson.steps.map(({ title }, nth) => (
        <li key={title}>
          <button
            class={done.includes(nth) ? 'done' : ''}
            aria-current={nth === at.value ? 'step' : undefined}
            aria-label={`${nth + 1}: ${title}${done.includes(nth) ? ', done' : ''}`}
            title={title}
            onClick={() => (at.value = nth)}
          />
        </li>
      ))}
    </ol>
  );
}

interface TaskProps {
  lesson: Lesson;
  step: Step;
  place: number;
  done: boolean;
}

function Task({ lesson, step: { task }, place, done }: TaskProps) {
  if ('predict' in task) {
    return <Prediction {...task.predict} done={done} told={() => finish(lesson.id, place)} />;
  }
  if ('read' in task) return null;
  if (!isOnStage.value && !done) {
    return (
      <p class="guide-task" role="status">
        Another run is on the stage.{' '}
        <button class="go" onClick={() => void openText(lesson.scenario)}>
          Open that of the lesson
        </button>
      </p>
    );
  }
  return (
    <p class={`guide-task ${done ? 'done' : ''}`} role="status">
      {done ? 'Done' : 'Not done yet'}
    </p>
  );
}

interface PredictionProps {
  options: string[];
  right: number;
  done: boolean;
  told(): void;
}

/** One answer counts, so that it is thought about first; the others then show which was right. */
function Prediction({ options, right, done, told }: PredictionProps) {
  const said = useSignal<number | null>(null);
  const chosen = said.value;
  return (
    <>
      <div class="guide-options" role="group" aria-label="Your prediction">
        {options.map((option, nth) => (
          <button
            key={option}
            disabled={done && nth !== right && nth !== chosen}
            class={done && nth === right ? 'right' : done && nth === chosen ? 'wrong' : ''}
            aria-pressed={nth === chosen}
            onClick={() => {
              if (done) return;
              said.value = nth;
              told();
            }}
          >
            {option}
          </button>
        ))}
      </div>
      {done ? (
        <p class="guide-task done" role="status">
          {chosen === null || chosen === right
            ? `It is: ${options[right]!}`
            : `Not so. It is: ${options[right]!}`}
        </p>
      ) : null}
    </>
  );
}

/** What is told now comes into sight. */
function Reveal({ of, fresh }: { of: string; fresh: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (fresh) box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={box} class="guide-reveal">
      <Prose of={of} />
    </div>
  );
}

function Onward({ lesson, place, done }: { lesson: Lesson; place: number; done: boolean }) {
  if (place + 1 < lesson.steps.length) {
    return (
      <button
        class="primary"
        disabled={!done}
        onClick={() => {
          finish(lesson.id, place);
          at.value = place + 1;
        }}
      >
        Next
      </button>
    );
  }
  const next = LESSONS[numberOf(lesson)];
  const close = (): void => {
    finish(lesson.id, place);
    if (next) void begin(next.id);
    else atHand.value = null;
  };
  return (
    <button class="primary" disabled={!done} onClick={close}>
      {next ? 'Next lesson' : 'Finish'}
    </button>
  );
}
