/** The stretch of virtual time that the history shows: the arithmetic between times and pixels. */

/** Times in µs. */
export interface Span {
  from: number;
  to: number;
}

/** The shortest stretch: a microsecond is what the simulation counts in. */
const SHORTEST = 20;
/** Room on either side of what is there, as a part of it. */
const MARGIN = 0.02;

/** All that there is up to a time, with a little room around it. */
export function whole(end: number): Span {
  const length = Math.max(end, SHORTEST);
  return { from: -MARGIN * length, to: (1 + MARGIN) * length };
}

export const xOf = ({ from, to }: Span, width: number, time: number): number =>
  ((time - from) / (to - from)) * width;

export const timeAt = ({ from, to }: Span, width: number, x: number): number =>
  from + (x / width) * (to - from);

/** Zooms about a time, which stays where it is. A factor below 1 shows less, and more of it. */
export function zoomed(span: Span, about: number, factor: number, limits: Span): Span {
  const length = span.to - span.from;
  const wanted = Math.min(Math.max(length * factor, SHORTEST), limits.to - limits.from);
  const share = (about - span.from) / length;
  return within({ from: about - share * wanted, to: about + (1 - share) * wanted }, limits);
}

export const panned = ({ from, to }: Span, by: number, limits: Span): Span =>
  within({ from: from + by, to: to + by }, limits);

/** The same length, where it has something to show. */
export function within({ from, to }: Span, limits: Span): Span {
  const length = Math.min(to - from, limits.to - limits.from);
  const start = Math.min(Math.max(from, limits.from), limits.to - length);
  return { from: start, to: start + length };
}

/** Moves as little as shows a stretch; one that is too long shows its beginning. */
export function showing(span: Span, from: number, to: number, limits: Span): Span {
  const edge = 0.08 * (span.to - span.from);
  if (from - edge < span.from) return panned(span, from - edge - span.from, limits);
  if (to + edge > span.to) {
    return panned(span, Math.min(to + edge - span.to, from - edge - span.from), limits);
  }
  return span;
}

export interface Tick {
  at: number;
  text: string;
}

/** Round times at least `apart` pixels from each other, in ms or, where that reads better, in s. */
export function ticks(span: Span, width: number, apart = 90): Tick[] {
  const step = roundStep(((span.to - span.from) * apart) / Math.max(width, 1));
  const unit = step >= 1_000_000 ? 1_000_000 : 1000;
  const places = Math.max(0, Math.ceil(-Math.log10(step / unit) - 1e-9));
  const found: Tick[] = [];
  for (let n = Math.max(0, Math.ceil(span.from / step)); n * step <= span.to; n++) {
    const written = ((n * step) / unit).toFixed(places);
    found.push({ at: n * step, text: `${written} ${unit === 1000 ? 'ms' : 's'}` });
  }
  return found;
}

/** The least of 1, 2, 5, 10, 20 … µs that is not below. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  return power * ([1, 2, 5].find((n) => n * power >= least) ?? 10);
}
