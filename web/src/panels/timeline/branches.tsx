/** All ways in which the run went, in the place of the logs: a row for each, in the order in which they parted. */
import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { BranchView, TimelineView } from '../../engine/protocol';
import { goTo } from '../../state/moment';
import { frame, settings } from '../../state/run';
import { deleteBranch, keepTimeline, nameBranch, timeline } from '../../state/timeline';
import { adopt } from '../adopt';
import { ms, plural } from '../format';
import { Icon } from '../icons';
import { clockFrame } from '../paced-frame';
import { foot } from '../view';
import { nameOf } from './branch-name';
import css from './branches.css?inline';
import { Comparison } from './comparison';
import { Marks } from './marks';
import { clamped, Pointed, timeUnder } from './pointed';
import { reach } from './scale';
import { useWidth } from './width';

adopt(css);

/** The branch that stands beside the one on screen. */
const compared = signal<number | null>(null);

const ROW = 26;

export function Branches() {
  useEffect(keepTimeline, []);
  const now = timeline.value;
  const other = now?.branches.find(({ number }) => number === compared.value && number !== now.current);
  return (
    <section class="logs-panel branches" aria-label="Branches" data-region tabIndex={-1}>
      <header class="branches-head">
        <h2 class="eyebrow">Branches</h2>
        <p class="quiet-text">
          {(now?.branches.length ?? 1) < 2
            ? 'Go back and do something else: what happened before stays here as a branch.'
            : 'Point at a moment to see the cluster there, press to go there.'}
        </p>
        <button
          class="quiet square"
          aria-label="Close the branches"
          title="Back to the logs (B)"
          onClick={() => (foot.value = 'logs')}
        >
          <Icon name="close" />
        </button>
      </header>
      {now && other ? (
        <Comparison one={current(now)} other={other} end={() => (compared.value = null)} />
      ) : null}
      {now ? (
        <ul class="branches-rows">
          {inOrder(now.branches).map(({ branch, depth }) => (
            <Row key={branch.number} branch={branch} depth={depth} now={now} />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

const current = (now: TimelineView): BranchView =>
  now.branches.find(({ number }) => number === now.current) ?? now.branches[0]!;

/** Each below the one that it left, those that left first nearest to it. */
function inOrder(
  branches: BranchView[],
  parent: number | null = null,
  depth = 0,
): { branch: BranchView; depth: number }[] {
  return branches
    .filter((branch) => branch.parent === parent)
    .toSorted((one, other) => other.from - one.from)
    .flatMap((branch) => [{ branch, depth }, ...inOrder(branches, branch.number, depth + 1)]);
}

function Row({ branch, depth, now }: { branch: BranchView; depth: number; now: TimelineView }) {
  const { number } = branch;
  const here = number === now.current;
  const renaming = useSignal(false);
  const name = nameOf(branch);
  return (
    <li class={here ? 'here' : ''}>
      <div class="branch-name" style={{ paddingLeft: `${Math.min(depth, 6) * 12}px` }}>
        {renaming.value ? (
          <Renaming
            name={name}
            done={(to) => {
              renaming.value = false;
              if (to !== null) void nameBranch(number, to);
            }}
          />
        ) : (
          <button
            class="quiet"
            aria-current={here}
            title={`Go to the end of it, ${ms(branch.end)} ms`}
            onClick={() => void goTo(branch.end, number)}
          >
            {name}
          </button>
        )}
      </div>
      <Strip branch={branch} now={now} />
      <div class="branch-buttons">
        <span class="quiet-text">{plural(branch.actions.length, 'action')}</span>
        <button
          class="quiet"
          disabled={here}
          aria-pressed={compared.value === number && !here}
          title="Both clusters at the same time, side by side"
          onClick={() => (compared.value = compared.value === number ? null : number)}
        >
          Compare
        </button>
        <button class="quiet" onClick={() => (renaming.value = true)} aria-label={`Rename ${name}`}>
          Rename
        </button>
        <button
          class="quiet square"
          disabled={here || branch.parent === null}
          aria-label={`Delete ${name}`}
          title={branch.parent === null ? 'The first run stays' : here ? 'It is on screen' : 'Delete'}
          onClick={() => void deleteBranch(number)}
        >
          <Icon name="close" />
        </button>
      </div>
    </li>
  );
}

function Renaming({ name, done }: { name: string; done(to: string | null): void }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  return (
    <input
      ref={field}
      type="text"
      maxLength={60}
      aria-label="Name of the branch"
      value={name}
      onBlur={(event) => done(event.currentTarget.value.trim())}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        done(event.key === 'Enter' ? event.currentTarget.value.trim() : null);
      }}
    />
  );
}

/** A branch along the time that all have in common. What it shares with the one that it left is thin. */
function Strip({ branch, now }: { branch: BranchView; now: TimelineView }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box).value;
  const pointed = useSignal<number | null>(null);
  const here = branch.number === now.current;
  const end = Math.max(branch.end, here ? (clockFrame.value?.end ?? 0) : 0);
  const longest = Math.max(...now.branches.map((other) => other.end), clockFrame.value?.end ?? 0);
  const all = reach(longest, (settings.value?.end_ms ?? Infinity) * 1000);
  const place = (at: number): number => (at / all) * width;
  const timeAt = (event: MouseEvent): number => timeUnder(event, box.current!, all, end);
  const at = pointed.value;
  return (
    <div
      ref={box}
      class="strip"
      role="button"
      tabIndex={0}
      aria-label={`${nameOf(branch)}, from ${ms(branch.from)} to ${ms(end)} ms. Left and right choose a moment, Enter goes there.`}
      onPointerMove={(event) => (pointed.value = timeAt(event))}
      onPointerLeave={() => (pointed.value = null)}
      onBlur={() => (pointed.value = null)}
      onClick={(event) => void goTo(timeAt(event), branch.number)}
      onKeyDown={(event) => {
        const from = pointed.peek() ?? Math.min(frame.peek()?.now ?? 0, end);
        if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
          const to = from + (event.key === 'ArrowLeft' ? -all : all) / 100;
          pointed.value = clamped(to, end);
        } else if (event.key === 'Enter' || event.key === ' ') void goTo(from, branch.number);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <i class="shared" style={{ width: `${place(branch.from)}px` }} />
      <i
        class="own"
        style={{ left: `${place(branch.from)}px`, width: `${Math.max(place(end - branch.from), 2)}px` }}
      />
      {width > 0 ? <Marks branch={branch} all={all} width={width} height={ROW} /> : null}
      {here ? <i class="head" style={{ left: `${place(clockFrame.value?.now ?? 0)}px` }} /> : null}
      {at === null ? null : <Pointed branch={branch} at={at} all={all} width={width} spoken />}
    </div>
  );
}
