/**
 * The colours of tokens.css as the canvas layers need them: resolved for the theme that holds.
 */

import { signal, type ReadonlySignal } from '@preact/signals';

const NAMES = {
  bg: '--bg',
  surface: '--surface',
  line: '--line',
  lineStrong: '--line-strong',
  ink: '--ink',
  ink2: '--ink-2',
  ink3: '--ink-3',
  accent: '--accent',
  accentSoft: '--accent-soft',
  ok: '--ok',
  bad: '--bad',
  cut: '--cut',
  vote: '--k-vote',
  append: '--k-append',
  beat: '--k-beat',
  client: '--k-client',
  termInk: '--term-ink',
} as const;

/** So many hues tell terms apart; then they repeat. */
export const HUES = 8;

export type Palette = Record<keyof typeof NAMES, string> & {
  /** Fill and line colour of each hue, from hue 0. */
  terms: string[];
  termLines: string[];
  font: string;
  mono: string;
};

export const hueOf = (term: number): number => (((term - 1) % HUES) + HUES) % HUES;

const current = signal<Palette | null>(null);
export const palette: ReadonlySignal<Palette | null> = current;

let watchers = 0;
let stop = () => {};

/** Keeps `palette` in step with the theme for as long as someone draws. Returns how to end that. */
export function watchPalette(): () => void {
  watchers += 1;
  if (watchers === 1) stop = start();
  return () => {
    watchers -= 1;
    if (watchers === 0) stop();
  };
}

function start(): () => void {
  const read = () => (current.value = readPalette());
  // Whoever switches the theme does it on the document element; the system does it by media query.
  const observer = new MutationObserver(read);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] });
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', read);
  read();
  return () => {
    observer.disconnect();
    dark.removeEventListener('change', read);
  };
}

/** The colours of the theme that holds now. */
export function readPalette(): Palette {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const colour = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const font = (name: string): string => {
    probe.style.fontFamily = `var(${name})`;
    return getComputedStyle(probe).fontFamily;
  };
  const entries = Object.entries(NAMES).map(([key, name]) => [key, colour(name)] as const);
  const hues = Array.from({ length: HUES }, (_, i) => i + 1);
  const result: Palette = {
    ...(Object.fromEntries(entries) as Record<keyof typeof NAMES, string>),
    terms: hues.map((hue) => colour(`--term-${hue}`)),
    termLines: hues.map((hue) => colour(`--term-${hue}-line`)),
    font: font('--font'),
    mono: font('--mono'),
  };
  probe.remove();
  return result;
}
