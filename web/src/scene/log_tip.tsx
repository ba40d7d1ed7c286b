/** What an entry holds: beside the cell for the eye, in a live region for the ear. */

import { signal, useSignalEffect } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { REPLICA, type EntryView, type Frame } from '../engine/protocol';
import { entry, frame } from '../state/run';
import { clamp, replicaName, zoomOf } from './geometry';
import { pointed, type Pointed } from './logs_view';

/** Hands that pass over the cells ask for nothing. */
const DWELL = 70;

interface Tip extends Pointed {
  entry: EntryView | null;
}

const tip = signal<Tip | null>(null);

/** Where an entry stands in the log of one replica. */
export function standing(now: Frame, row: number, index: number): string {
  const at = row * REPLICA.STRIDE;
  const is = (of: number) => index <= now.replicas[at + of]!;
  if (is(REPLICA.APPLIED)) return 'applied';
  if (is(REPLICA.COMMIT)) return 'committed';
  return is(REPLICA.DURABLE) ? 'not committed' : 'not committed, not on disk yet';
}

export function LogTip() {
  const root = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    const cell = pointed.value;
    tip.value = null;
    if (!cell) return;
    const timer = setTimeout(() => {
      void entry(replicaName(cell.row), cell.index).then((found) => {
        if (pointed.peek() === cell) tip.value = { ...cell, entry: found };
      });
    }, DWELL);
    return () => clearTimeout(timer);
  });
  const shown = tip.value;
  useLayoutEffect(() => {
    const box = root.current;
    if (!box || !shown) return;
    const { offsetWidth: width, offsetHeight: height } = box;
    box.style.left = `${clamp(shown.x - width / 2, 8, innerWidth / zoomOf(box) - width - 8)}px`;
    box.style.top = `${Math.max(8, shown.y - height - 4)}px`;
  }, [shown]);
  const now = frame.peek();
  const state = shown && now ? standing(now, shown.row, shown.index) : '';
  const told = shown?.entry;
  return (
    <>
      <div class="log-tip" ref={root} hidden={!shown} aria-hidden="true">
        {shown ? (
          <>
            <b>{told ? told.text : 'no entry'}</b>
            {told ? (
              <span>
                index {told.index}, term {told.term}, {state}
              </span>
            ) : null}
            {told ? <span>on {told.on.join(', ')}</span> : null}
          </>
        ) : null}
      </div>
      <p class="log-told" role="status">
        {shown?.by === 'keyboard' ? spoken(shown, state) : ''}
      </p>
    </>
  );
}

function spoken({ row, index, entry: told }: Tip, state: string): string {
  const place = `${replicaName(row)}, index ${index}`;
  return told
    ? `${place}: ${told.text}, term ${told.term}, ${state}, on ${told.on.join(', ')}`
    : `${place}: no entry`;
}
