/** A span of the run that becomes a film, and its moments. */

/** Pictures a second of the film. */
export const RATE = 25;

/** The longest film, in seconds. */
export const LONGEST = 60;

export interface Span {
  /** µs of virtual time. */
  from: number;
  to: number;
  /** Virtual seconds for each second of the film. */
  speed: number;
}

/** How long the film of a span is, in seconds. */
export const lengthOf = ({ from, to, speed }: Span): number => (to - from) / 1e6 / speed;

/** The moments of which a film has pictures: whole microseconds, the first and the last of the span among them. */
export function momentsOf(span: Span): number[] {
  const steps = Math.max(1, Math.round(lengthOf(span) * RATE));
  const { from, to } = span;
  return Array.from({ length: steps + 1 }, (_, i) => Math.round(from + ((to - from) * i) / steps));
}

/** The span that was typed, in ms, of a run that ends at `end` ms; or what is wrong with it. */
export function spanOf(from: string, to: string, speed: number, end: number): Span | string {
  const [first, last] = [readMs(from), readMs(to)];
  if (first === null || last === null || last > end * 1000)
    return `Times are numbers from 0 to ${end.toLocaleString('en')} ms.`;
  if (first >= last) return 'It has to end after it begins.';
  const span = { from: first, to: last, speed };
  const length = lengthOf(span);
  return length <= LONGEST
    ? span
    : `The film would be ${seconds(length)} long; at most ${LONGEST} s are recorded. Take a shorter span, or a higher speed.`;
}

/** Milliseconds as whole microseconds. */
function readMs(text: string): number | null {
  const plain = text.replaceAll(',', '').trim();
  const us = Math.round(Number(plain) * 1000);
  return plain === '' || !Number.isFinite(us) || us < 0 ? null : us;
}

export const seconds = (s: number): string =>
  `${s < 10 ? +s.toFixed(1) : Math.round(s).toLocaleString('en')} s`;
