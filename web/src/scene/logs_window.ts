/** Which entries are on screen: the arithmetic between scroll positions and log indexes. */

export interface Strip {
  /** From the left edge of one cell to that of the next. */
  pitch: number;
  /** The highest log index of any replica. */
  last: number;
  /** Width of what is seen. */
  viewport: number;
}

export const GAP = 4;
/** Empty columns after the last entry: room for the marks of what comes next. */
const SPARE = 2;
const NARROWEST = 40;
/** Browsers lay out no box wider than some ten million pixels; beyond this, scrolling is coarser. */
const WIDEST = 8_000_000;

/** Wide enough for "term·index" at this length, in steps so that cells seldom change width. */
export function pitchFor(last: number, term: number, digit: number): number {
  const digits = Math.max(3, String(Math.max(1, last)).length + String(Math.max(1, term)).length + 1);
  return Math.max(NARROWEST, Math.ceil(digits * digit + 9)) + GAP;
}

const contentWidth = ({ pitch, last }: Strip): number => (last + SPARE) * pitch + GAP;

/** How wide the box is that is scrolled over. */
export const scrollWidth = (strip: Strip): number => Math.min(contentWidth(strip), WIDEST);

/** The pixel of the whole log that lies at the left edge, for a scroll position. */
export function pixelAt(strip: Strip, scrollLeft: number): number {
  const slack = scrollWidth(strip) - strip.viewport;
  if (slack <= 0) return 0;
  const share = Math.min(1, Math.max(0, scrollLeft / slack));
  return Math.round(share * (contentWidth(strip) - strip.viewport));
}

/** The scroll position that has index `first` at the left edge. */
export function scrollTo(strip: Strip, first: number): number {
  const room = contentWidth(strip) - strip.viewport;
  if (room <= 0) return 0;
  const share = Math.min(1, ((first - 1) * strip.pitch) / room);
  return share * (scrollWidth(strip) - strip.viewport);
}

/** The indexes that are seen, in whole or in part. */
export function windowAt(strip: Strip, scrollLeft: number): { first: number; count: number } {
  const pixel = pixelAt(strip, scrollLeft);
  const first = Math.floor(pixel / strip.pitch) + 1;
  const end = Math.ceil((pixel + strip.viewport) / strip.pitch);
  return { first, count: Math.max(1, end - first + 1) };
}

/** Whether the newest entry is in view, so that the view should stay with it. */
export const atTail = (strip: Strip, scrollLeft: number): boolean =>
  scrollLeft >= scrollWidth(strip) - strip.viewport - strip.pitch / 2;

/** The index under a pixel of the viewport. */
export const indexAt = (strip: Strip, scrollLeft: number, x: number): number =>
  Math.floor((pixelAt(strip, scrollLeft) + x - GAP / 2) / strip.pitch) + 1;
