/** The logs, one row a replica: what is in them, how far they are committed, and what the leader knows. */

import { signal, useComputed, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { REPLICA } from '../engine/protocol';
import { frame } from '../state/run';
import { fetched } from '../state/parts';
import { hovered, selected } from '../state/selection';
import { replicaName } from './geometry';
import type { LogTip } from './log_tip';
import { leaderRow } from './logs_draw';
import { following, LogsView, pointed } from './logs_view';
import './logs.css';

const LABEL = 'Log entries. Arrow keys move from cell to cell, Home and End go to the ends, Enter chooses.';

export function Logs() {
  const scroller = useRef<HTMLDivElement>(null);
  const spacer = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const names = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      new LogsView({
        scroller: scroller.current!,
        spacer: spacer.current!,
        canvas: canvas.current!,
        names: names.current!,
      }).follow(),
    [],
  );
  return (
    <div class="logs">
      <header class="logs-head">
        <h2>Logs</h2>
        <LogLegend />
        <button
          type="button"
          class="logs-follow"
          hidden={following.value}
          onClick={() => (following.value = true)}
        >
          Newest →
        </button>
      </header>
      <div class="logs-scroller" ref={scroller} tabIndex={0} role="application" aria-label={LABEL}>
        <div class="logs-spacer" ref={spacer}>
          <div class="logs-names" ref={names}>
            <Names />
          </div>
          <canvas class="logs-canvas" ref={canvas} aria-hidden="true" />
        </div>
      </div>
      <PointedTip />
    </div>
  );
}

const tip = signal<{ LogTip: typeof LogTip } | null>(null);

/** What tells of an entry is fetched when one is pointed at for the first time. */
function PointedTip() {
  useSignalEffect(() => {
    if (pointed.value && !tip.value) {
      void fetched(() => import('./log_tip')).then((loaded) => (tip.value = loaded));
    }
  });
  return tip.value ? <tip.value.LogTip /> : null;
}

/** The names change only when someone crashes or leads, so they are compared as one string. */
function Names() {
  const states = useComputed(() => {
    const replicas = frame.value?.replicas ?? new Float64Array();
    const leader = leaderRow(replicas);
    let text = '';
    for (let row = 0; row * REPLICA.STRIDE < replicas.length; row++) {
      text += row === leader ? 'L' : replicas[row * REPLICA.STRIDE + REPLICA.UP] ? 'u' : 'd';
    }
    return text;
  });
  const pick = selected.value;
  return (
    <>
      {Array.from(states.value).map((state, row) => {
        const name = replicaName(row);
        return (
          <button
            key={name}
            type="button"
            data-state={state}
            aria-pressed={pick?.kind === 'replica' && pick.name === name}
            aria-label={`${name}${state === 'L' ? ', leader' : state === 'd' ? ', down' : ''}`}
            onClick={() => (selected.value = { kind: 'replica', name })}
            onPointerEnter={() => (hovered.value = { kind: 'replica', name })}
            onPointerLeave={() => (hovered.value = null)}
          >
            {name}
            {state === 'L' ? (
              <svg width="12" height="10" viewBox="-14 -14 28 14" aria-hidden="true">
                <path d="M-12 0 L-14 -11.5 L-6 -5.5 L0 -14 L6 -5.5 L14 -11.5 L12 0 Z" />
              </svg>
            ) : null}
          </button>
        );
      })}
    </>
  );
}

function LogLegend() {
  return (
    <ul class="logs-legend" aria-label="Marks in the logs">
      <li class="logs-legend-cells">
        <i class="committed">4·7</i> committed
      </li>
      <li class="logs-legend-cells">
        <i class="pending">4·8</i> not yet
      </li>
      <li class="logs-legend-cells">
        <i class="pending unsynced">4·9</i> not on disk
      </li>
      <li>
        <Mark path="M7 1V13" /> commitIndex
      </li>
      <li>
        <Mark path="M2.5 12h9L7 6.5z" filled /> lastApplied
      </li>
      <li class="of-leader">
        <Mark path="M2.5 4h9L7 9.5z" filled /> nextIndex
      </li>
      <li class="of-leader">
        <Mark path="M1 9.5H13" /> matchIndex
      </li>
    </ul>
  );
}

function Mark({ path, filled = false }: { path: string; filled?: boolean }) {
  return (
    <svg width="12" height="12" viewBox="0 0 14 14" aria-hidden="true">
      <path
        d={path}
        fill={filled ? 'currentColor' : 'none'}
        stroke={filled ? 'none' : 'currentColor'}
        stroke-width="2.25"
      />
    </svg>
  );
}
