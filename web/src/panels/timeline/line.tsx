/** The time line along the transport: the whole run, what stands out in it, and where it is now. */
import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { BranchView, Landmark } from '../../engine/protocol';
import { goTo, redo, undo } from '../../state/moment';
import { frame, settings } from '../../state/run';
import { keepTimeline, timeline } from '../../state/timeline';
import { adopt } from '../adopt';
import { Select } from '../fields';
import { ms } from '../format';
import { clockFrame } from '../paced-frame';
import { foot, room, toggleFoot } from '../view';
import { Glyph } from './glyphs';
import { Marks } from './marks';
import { jumpTo, landmark, LANDMARKS } from './landmark';
import { clamped, Pointed, timeUnder } from './pointed';
import { reach } from './scale';
import { useWidth } from './width';
import css from './timeline.css?inline';

adopt(css);

export function TimeLine() {
  useEffect(keepTimeline, []);
  return (
    <div class="time-line">
      <div class="time-buttons">
        <button
          class="quiet square"
          aria-label="Undo"
          title="Undo the last action (Ctrl Z)"
          onClick={() => void undo()}
        >
          <Glyph name="undo" />
        </button>
        <button
          class="quiet square"
          aria-label="Redo"
          title="Redo it (Ctrl Shift Z)"
          onClick={() => void redo()}
        >
          <Glyph name="redo" />
        </button>
      </div>
      <Track />
      <div class="time-buttons">
        <Jump />
        <Diagram />
        <Branches />
      </div>
    </div>
  );
}

/** The present branch, as long as it was when it was fetched. */
const branch = (): BranchView | undefined =>
  timeline.value?.branches.find(({ number }) => number === timeline.value?.current);

function Track() {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box).value;
  const pointed = useSignal<number | null>(null);
  const all = useComputed(() =>
    reach(clockFrame.value?.end ?? 0, (settings.value?.end_ms ?? Infinity) * 1000),
  );
  const timeAt = (event: PointerEvent): number =>
    timeUnder(event, box.current!, all.peek(), frame.peek()?.end ?? 0);
  const drag = useDrag();
  const now = branch();
  return (
    <div
      ref={box}
      class="track"
      role="slider"
      tabIndex={0}
      aria-label="Time"
      aria-valuemin={0}
      aria-valuemax={Math.round((clockFrame.value?.end ?? 0) / 1000)}
      aria-valuenow={Math.round((clockFrame.value?.now ?? 0) / 1000)}
      aria-valuetext={`${ms(clockFrame.value?.now ?? 0)} of ${ms(clockFrame.value?.end ?? 0)} ms`}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.to(timeAt(event));
      }}
      onPointerMove={(event) => {
        pointed.value = timeAt(event);
        if (event.currentTarget.hasPointerCapture(event.pointerId)) drag.to(timeAt(event));
      }}
      onPointerLeave={() => (pointed.value = null)}
      onKeyDown={(event) => {
        const to = keyed(event.key, all.peek());
        if (to === null) return;
        event.preventDefault();
        event.stopPropagation();
        drag.to(to);
      }}
    >
      <Ran all={all.value} />
      {now && width > 0 ? <Marks branch={now} all={all.value} width={width} height={24} /> : null}
      <Head all={all.value} />
      {now && pointed.value !== null ? (
        <Pointed branch={now} at={pointed.value} all={all.value} width={width} />
      ) : null}
    </div>
  );
}

/** One moment is gone to at a time; what was wanted last comes next. */
function useDrag(): { to(at: number): void } {
  const state = useRef({ going: false, wanted: null as number | null });
  const go = async (): Promise<void> => {
    const now = state.current;
    if (now.going) return;
    now.going = true;
    while (now.wanted !== null) {
      const at = now.wanted;
      now.wanted = null;
      await goTo(at);
    }
    now.going = false;
  };
  return {
    to(at) {
      state.current.wanted = at;
      void go();
    },
  };
}

/** Where a key of a slider leads; the arrows go by a hundredth of the line. */
function keyed(key: string, all: number): number | null {
  const { now = 0, end = 0 } = frame.peek() ?? {};
  const to = {
    ArrowLeft: now - all / 100,
    ArrowDown: now - all / 100,
    ArrowRight: now + all / 100,
    ArrowUp: now + all / 100,
    PageDown: now - all / 10,
    PageUp: now + all / 10,
    Home: 0,
    End: end,
  }[key];
  return to === undefined ? null : clamped(to, end);
}

const percent = (at: number, all: number): string => `${((at / all) * 100).toFixed(3)}%`;

function Ran({ all }: { all: number }) {
  return <i class="ran" style={{ width: percent(clockFrame.value?.end ?? 0, all) }} />;
}

function Head({ all }: { all: number }) {
  const at = useRef<HTMLElement>(null);
  // It moves with every picture, and nothing else does.
  useSignalEffect(() => {
    const now = frame.value?.now ?? 0;
    if (at.current) at.current.style.left = percent(now, all);
  });
  return <i ref={at} class="head" style={{ left: percent(frame.peek()?.now ?? 0, all) }} />;
}

function Jump() {
  const { name } = LANDMARKS[landmark.value];
  return (
    <div class="jump" role="group" aria-label="Jump">
      <button
        class="quiet square"
        aria-label={`Previous ${name}`}
        title={`Previous ${name} ([)`}
        onClick={() => void jumpTo(true)}
      >
        <Glyph name="back" />
      </button>
      <Select<Landmark>
        bare
        label="What to jump to"
        value={landmark.value}
        options={(Object.keys(LANDMARKS) as Landmark[]).map((key) => [key, LANDMARKS[key].title])}
        set={(value) => (landmark.value = value)}
      />
      <button
        class="quiet square"
        aria-label={`Next ${name}`}
        title={`Next ${name} (])`}
        onClick={() => void jumpTo(false)}
      >
        <Glyph name="ahead" />
      </button>
    </div>
  );
}

function Diagram() {
  return (
    <button
      class="quiet"
      aria-expanded={foot.value === 'diagram'}
      aria-label="Space–time diagram"
      title="Space–time diagram: every message as an arrow (0)"
      onClick={() => toggleFoot('diagram')}
    >
      <Glyph name="diagram" />
      {room.value === 'wide' ? 'Diagram' : null}
    </button>
  );
}

function Branches() {
  const many = timeline.value?.branches.length ?? 1;
  const open = foot.value === 'branches';
  return (
    <button
      class="quiet"
      aria-expanded={open}
      aria-label={`Branches: ${many}`}
      title="All ways in which the run went (B)"
      onClick={() => toggleFoot('branches')}
    >
      <Glyph name="branches" />
      {room.value === 'phone' ? <b>{many}</b> : many > 1 ? `${many} branches` : 'Branches'}
    </button>
  );
}
