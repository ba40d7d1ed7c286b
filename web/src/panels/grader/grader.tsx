/** The tests of the course: run them, and see what the course's grader says and what it cannot see. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import {
  cancel,
  choose,
  groups,
  MOST_SEEDS,
  prepare,
  profile,
  progress,
  run,
  seeds,
  tallies,
  tests,
  took,
  trouble,
} from '../../state/grader';
import { tell } from '../../state/notices';
import { bundledScenarios } from '../../state/scenarios';
import { adopt } from '../adopt';
import { Dialog } from '../dialog';
import { NumberField, Select } from '../fields';
import { count, plural } from '../format';
import { Icon } from '../icons';
import { room } from '../view';
import { Cards } from './cards';
import css from './grader.css?inline';
import { addFile, refused, taken } from './own-files';
import { Table } from './table';
import { summary } from './written';

adopt(css);

export function Grader() {
  useEffect(() => {
    prepare(bundledScenarios).catch(() =>
      tell('The tests of the course could not be loaded. Try again.', 'bad'),
    );
  }, []);
  return (
    <Dialog title="Course tests">
      <DropTarget>
        <Controls />
        <Said />
        {room.value === 'wide' ? <Table /> : <Cards />}
        <p class="quiet-text grader-notes">
          Small numbers: below the first bound a figure earns bonus, below the second full, below the third
          partial. Over several seeds the worst tier is named. Latency is that of the model, 100 µs a hop.
          {[...tallies.value.values()].some(({ warnings }) => warnings.length > 0)
            ? ' *: the grader ignores a key of this file; choose the test to see which.'
            : ''}
        </p>
      </DropTarget>
    </Dialog>
  );
}

function Controls() {
  const busy = progress.value !== null;
  return (
    <div class="grader-controls">
      <button
        class="primary"
        disabled={busy || tests.value.length === 0}
        onClick={() => void run(tests.value)}
      >
        <Icon name="play" />
        Run all
      </button>
      <NumberField
        label="Seeds"
        value={seeds.value}
        min={1}
        max={MOST_SEEDS}
        whole
        set={(n) => {
          seeds.value = n;
        }}
      />
      <Select
        label="Replicas"
        value={profile.value}
        options={[
          ['course', 'course profile'],
          ['default', 'defaults'],
        ]}
        set={choose}
      />
      <AddFile />
      <Progress />
    </div>
  );
}

function AddFile() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        title="A test file of your own, in the format of the course"
        onClick={() => input.current?.click()}
      >
        Add a file…
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,application/json"
        aria-label="Test file"
        onChange={(e) => {
          const file = e.currentTarget.files?.[0];
          if (file) void addFile(file);
          // The same file may be chosen again, once it is mended.
          e.currentTarget.value = '';
        }}
      />
    </>
  );
}

function Progress() {
  const now = progress.value;
  const last = took.value;
  if (now === null) {
    const all = groups.value.flatMap(({ tests: own }) => own.map(({ id }) => tallies.value.get(id)));
    const said = summary(all.filter((tally) => tally !== undefined));
    const time = last ? ` ${plural(last.runs, 'run')} in ${(last.ms / 1000).toFixed(2)} s.` : '';
    return (
      <div class="grader-progress">
        <p role="status">
          {said}
          {time}
        </p>
      </div>
    );
  }
  return (
    <div class="grader-progress">
      <progress max={now.all} value={now.done} aria-label="Runs graded" />
      <span>
        {count(now.done)} of {count(now.all)}
      </span>
      <button onClick={cancel}>Cancel</button>
    </div>
  );
}

/** What went wrong, or what was taken. */
function Said() {
  const wrong = refused.value ?? trouble.value;
  const box = useRef<HTMLParagraphElement>(null);
  // A file may be dropped where the list is scrolled down.
  useEffect(() => {
    if (wrong !== null) box.current?.scrollIntoView({ block: 'nearest' });
  }, [wrong]);
  return (
    <>
      <p class="wrong" role="alert" ref={box}>
        {wrong}
      </p>
      <p class="unseen" role="status">
        {taken.value ? `${taken.value} is in the list.` : ''}
      </p>
    </>
  );
}

/** A file that is dropped anywhere on the dialog joins the list, and is not opened on the stage behind it. */
function DropTarget({ children }: { children: preact.ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const over = useSignal(false);
  useEffect(() => {
    const dialog = box.current?.closest('dialog');
    const off = new AbortController();
    const listen = (type: 'dragover' | 'dragleave' | 'drop', on: (e: DragEvent) => void) =>
      dialog?.addEventListener(type, on, { signal: off.signal });
    listen('dragover', (e) => {
      e.preventDefault();
      over.value = true;
    });
    listen('dragleave', (e) => {
      if (e.target === dialog || !dialog?.contains(e.relatedTarget as Node | null)) over.value = false;
    });
    listen('drop', (e) => {
      e.preventDefault();
      over.value = false;
      const [file] = e.dataTransfer?.files ?? [];
      if (file) void addFile(file);
    });
    return () => off.abort();
  }, []);
  return (
    <div class={`grader ${over.value ? 'drop-here' : ''}`} ref={box}>
      {children}
    </div>
  );
}
