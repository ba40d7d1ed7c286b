/** What is at the place of a line that is pointed at: the cluster then, the time, and what stands out there. */
import type { BranchView } from '../../engine/protocol';
import { ms } from '../format';
import { Preview } from './preview';
import { nearest } from './scale';

/** How near, in pixels, a pointer is to what it means. */
const NEAR = 5;

/** Half of the width of the card, which stays within the line. */
const HALF = 70;

interface Props {
  /** Whether keys move it, so that it has to be heard. */
  spoken?: boolean;
  branch: BranchView;
  at: number;
  /** What the whole line stands for, in µs, and its width in pixels. */
  all: number;
  width: number;
}

export function Pointed({ branch, at, all, width, spoken = false }: Props) {
  const heard = spoken ? ({ 'aria-live': 'polite' } as const) : { 'aria-hidden': true };
  const place = Math.min(Math.max((at / all) * width, HALF), width - HALF);
  return (
    <div class="pointed" style={{ left: `${place}px` }} {...heard}>
      <Preview at={at} branch={branch.number} />
      <b>{ms(at)} ms</b>
      <span>{nearest(branch, at, (NEAR / Math.max(width, 1)) * all) ?? ''}</span>
    </div>
  );
}

/** The time at which a pointer is on a line, no later than `end`. */
export function timeUnder(event: MouseEvent, line: HTMLElement, all: number, end: number): number {
  const { left, width } = line.getBoundingClientRect();
  return clamped(((event.clientX - left) / Math.max(width, 1)) * all, end);
}

/** A time of the run: whole, and not beyond its end. */
export const clamped = (at: number, end: number): number => Math.round(Math.min(Math.max(at, 0), end));
