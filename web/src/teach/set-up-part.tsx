/** Setting a course up: what is to be done, by when, and the salt. */
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { bundledExercises, type BundledExercise } from '../lessons/bundled-exercises';
import { LESSONS } from '../lessons/lessons';
import { NumberField } from '../panels/fields';
import { Icon } from '../panels/icons';
import { MOST_OF_COURSE } from '../share/course';
import { fetched } from '../state/parts';
import { DropHere } from './drop-here';
import { Pick } from './pick';
import { SaltField } from './salt-field';
import {
  addFile,
  budgets,
  copyLink,
  due,
  exercises,
  lessons,
  missing,
  own,
  said,
  saveCourse,
  title,
  toggle,
} from './set-up';

/** The most that the core takes. */
const MOST_ACTIONS = 500;

const takeDrop = ({ files }: DataTransfer): void => void addAll(files);

async function addAll(files: FileList | null): Promise<void> {
  for (const file of [...(files ?? [])]) await addFile(file);
}

export function SetUp() {
  return (
    <DropHere take={takeDrop}>
      <div class="set-up">
        <div class="set-up-what">
          <Lessons />
          <Bundled />
          <Own />
        </div>
        <div class="set-up-about">
          <TextField
            label="Title"
            of={title}
            most={MOST_OF_COURSE.title}
            hint="Distributed systems, week 5"
          />
          <TextField label="Due" of={due} most={MOST_OF_COURSE.due} hint="Friday, 4 December, 18:00" />
          <SaltField
            fresh
            explained="Predictions, hidden seeds and the broken Raft that each student gets depend on it, so that nobody's
              answers are of use to others. It is not in the link. Keep it: without it hand-ins cannot be judged."
          />
          <GiveAway />
        </div>
      </div>
    </DropHere>
  );
}

interface TextFieldProps {
  label: string;
  of: typeof title;
  most: number;
  hint: string;
}

function TextField({ label, of, most, hint }: TextFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        autoComplete="off"
        maxLength={most}
        placeholder={hint}
        value={of.value}
        onInput={(e) => (of.value = e.currentTarget.value)}
      />
    </div>
  );
}

function Lessons() {
  return (
    <fieldset class="choices">
      <legend>Lessons</legend>
      {LESSONS.map(({ id, title: name, section, minutes }) => (
        <Choice key={id} on={lessons.value.includes(id)} set={() => toggle(lessons, id)} title={name}>
          {section} · {minutes} min
        </Choice>
      ))}
    </fieldset>
  );
}

function Bundled() {
  const all = useSignal<readonly BundledExercise[]>([]);
  useEffect(() => {
    void fetched(bundledExercises).then((found) => {
      if (found) all.value = found;
    });
  }, []);
  return (
    <fieldset class="choices">
      <legend>Exercises</legend>
      {all.value.map((exercise) => (
        <ExerciseChoice key={exercise.id} {...exercise} />
      ))}
    </fieldset>
  );
}

function ExerciseChoice({ id, title: name, section, actions }: BundledExercise) {
  const on = exercises.value.includes(id);
  const replaced = own.value.some((other) => other.id === id);
  return (
    <div class="choice-row">
      <Choice on={on} disabled={replaced} set={() => toggle(exercises, id)} title={name}>
        {replaced ? 'Your own stands in its place' : section}
      </Choice>
      {on && actions !== null ? (
        <NumberField
          label="Actions"
          value={budgets.value[id] ?? actions}
          min={1}
          max={MOST_ACTIONS}
          whole
          set={(n) => void (budgets.value = { ...budgets.value, [id]: n })}
        />
      ) : null}
    </div>
  );
}

interface ChoiceProps {
  on: boolean;
  disabled?: boolean;
  set(): void;
  title: string;
  children: preact.ComponentChildren;
}

function Choice({ on, disabled = false, set, title: name, children }: ChoiceProps) {
  return (
    <label class="choice">
      <input type="checkbox" checked={on} disabled={disabled} onChange={set} />
      <span>
        {name} <small>{children}</small>
      </span>
    </label>
  );
}

function Own() {
  return (
    <fieldset class="choices">
      <legend>Exercises of your own</legend>
      {own.value.map(({ id, title: name }) => (
        <div key={id} class="choice-row">
          <span>
            {name} <small>{id}</small>
          </span>
          <button
            class="quiet square"
            aria-label={`Take ${name} out`}
            title="Take it out"
            onClick={() => (own.value = own.value.filter((other) => other.id !== id))}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <p class="quiet-text">
        <Pick label="Add files…" picked={({ files }) => void addAll(files)} /> or drop them here.
      </p>
    </fieldset>
  );
}

function GiveAway() {
  const why = missing.value;
  return (
    <div class="give-away">
      <div class="give-away-buttons">
        <button class="primary" disabled={why !== null} onClick={() => void copyLink()}>
          <Icon name="share" />
          Copy link
        </button>
        <button disabled={why !== null} onClick={() => void saveCourse()}>
          <Icon name="save" />
          Save file
        </button>
      </div>
      <p class={said.value && why === null && !said.value.good ? 'wrong' : 'quiet-text'} role="status">
        {why !== null && said.value === null ? why : (said.value?.text ?? '')}
      </p>
      <p class="quiet-text">
        Students open the link, or drop the file on the page. With exercises or budgets of your own, keep the
        file: hand-ins are judged with it.
      </p>
    </div>
  );
}
