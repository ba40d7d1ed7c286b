/** Writing an exercise: its text, what the core says of it, and what can be done with it. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import schema from '../../docs/exercise.schema.json?url';
import type { OpenExercise } from '../engine/exercise-protocol';
import type { BadInput } from '../engine/protocol';
import { count, plural } from '../panels/format';
import { Icon } from '../panels/icons';
import { codeEditor, type Editor } from './code-editor';
import { copyDraft, draft, EXAMPLE, keepReading, reading, saveDraft, tryIt } from './draft';
import { DropHere } from './drop-here';
import { FIELDS } from './fields-of-exercise';
import { Pick } from './pick';
import { addOwn } from './set-up';

export function WritePart() {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  useEffect(() => {
    const made = codeEditor(host.current!, draft.peek(), (text) => (draft.value = text));
    editor.current = made;
    const end = keepReading();
    return () => {
      end();
      made.end();
    };
  }, []);
  useSignalEffect(() => {
    const now = reading.value;
    editor.current?.mark(now && 'wrong' in now ? now.wrong : null);
  });
  const open = async (files: FileList | null): Promise<void> => {
    const text = await files?.[0]?.text().catch(() => null);
    if (typeof text === 'string') editor.current?.replace(text);
  };
  const take = useRef(({ files }: DataTransfer): void => void open(files));
  const now = reading.value;
  return (
    <DropHere take={take.current}>
      <div class="write">
        <div class="write-text">
          <div class="code" ref={host} />
        </div>
        <div class="write-about">
          <div class="write-buttons">
            <Pick label="Open a file…" picked={({ files }) => void open(files)} />
            <button class="quiet" onClick={() => editor.current?.replace(EXAMPLE)}>
              Begin with the example
            </button>
          </div>
          {now === null ? <p class="quiet-text">It is being read…</p> : null}
          {now && 'wrong' in now ? (
            <Wrong wrong={now.wrong} show={() => editor.current?.goTo(now.wrong)} />
          ) : null}
          {now && 'opened' in now ? <Opened opened={now.opened} /> : null}
          <Reference />
        </div>
      </div>
    </DropHere>
  );
}

function Wrong({ wrong: { place, message }, show }: { wrong: BadInput; show(): void }) {
  return (
    <div class="write-wrong" role="alert">
      <p>
        <button class="go mono" onClick={show}>
          {place}
        </button>
      </p>
      <p>{message}</p>
    </div>
  );
}

function Opened({ opened }: { opened: OpenExercise }) {
  const { title, kind, goal, budget, predict, tune, hints } = opened;
  const said = useSignal<{ text: string; good: boolean } | null>(null);
  const facts = [
    kind,
    ...(goal.length > 0 ? [plural(goal.length, 'part')] : []),
    ...(predict ? [plural(predict.questions.length, 'question')] : []),
    ...(tune ? [plural(tune.seeds, 'hidden seed')] : []),
    ...(budget ? [`${plural(budget.actions, 'action')} in ${count(budget.timeMs)} ms`] : []),
    plural(hints.length, 'hint'),
  ];
  return (
    <div class="write-opened">
      <p role="status">
        <b>{title}</b> can be used: {facts.join(', ')}.
      </p>
      <div class="write-buttons">
        <button class="primary" onClick={() => void tryIt()}>
          <Icon name="play" />
          Try it
        </button>
        <button onClick={() => void copyDraft(opened).then((what) => (said.value = what))}>Copy link</button>
        <button onClick={() => saveDraft(opened)}>Save file</button>
        <button onClick={() => void addToCourse(opened).then((text) => (said.value = { text, good: true }))}>
          Add to the course
        </button>
      </div>
      <p class={said.value && !said.value.good ? 'wrong' : 'quiet-text'} role="status">
        {said.value?.text ?? ''}
      </p>
    </div>
  );
}

async function addToCourse({ title }: OpenExercise): Promise<string> {
  await addOwn('the exercise', draft.peek());
  return `“${title}” is in the course that you set up.`;
}

function Reference() {
  return (
    <details class="write-reference">
      <summary>What may stand in an exercise</summary>
      {FIELDS.map(({ of, fields }) => (
        <section key={of}>
          <h3>{of}</h3>
          <dl>
            {fields.map(([name, what]) => (
              <div key={name}>
                <dt class="mono">{name}</dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <p>
        The format as a{' '}
        <a href={schema} download="exercise.schema.json">
          JSON Schema
        </a>
        , for editors and other programs.
      </p>
    </details>
  );
}
