/** What the address of an embedded page says: `?embed=stage,logs&theme=dark`. `web/docs/embed.md` tells it to others. */
import type { Theme } from '../state/theme';

export const PANELS = [
  'stage',
  'transport',
  'logs',
  'diagram',
  'history',
  'events',
  'inspector',
  'client',
] as const;

export type Panel = (typeof PANELS)[number];

/** Where none are named. */
const USUAL: Panel[] = ['stage', 'transport'];

const THEMES = ['light', 'dark'] as const;

export interface Parameters {
  /** In the order of `PANELS`. */
  panels: Panel[];
  theme: Theme;
  /** What of it means nothing, each with what is allowed. */
  wrong: string[];
}

/** Other parameters are not ours: what embeds pages often adds its own. */
export function parametersOf(search: string): Parameters {
  const given = new URLSearchParams(search);
  const wrong: string[] = [];
  const names = (given.get('embed') ?? '').split(',').map((name) => name.trim());
  const named = names.filter((name) => name !== '');
  const isPanel = (name: string): name is Panel => PANELS.some((panel) => panel === name);
  for (const name of named.filter((other) => !isPanel(other))) {
    wrong.push(`embed: ${quoted(name)} is no panel; there are ${PANELS.join(', ')}`);
  }
  const chosen = PANELS.filter((panel) => named.includes(panel));
  const asked = given.get('theme');
  const theme = THEMES.find((name) => name === asked);
  if (asked !== null && theme === undefined) {
    wrong.push(`theme: ${quoted(asked)} is none; there are ${THEMES.join(' and ')}`);
  }
  return { panels: chosen.length > 0 ? chosen : USUAL, theme: theme ?? 'system', wrong };
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 40));
