/** What the gallery shows: what each scenario says of itself, and the cluster at the moment that it is about. */
import recorded from '../../../../crate/scenarios/gallery/cards.json';
import { REPLICA, ROLE, type Glance } from '../../engine/protocol';
import { scenario, type Bundled } from '../../state/scenario_list';

/** A replica at that moment. */
export interface Pictured {
  is: string;
  term: number;
  /** The index of the first entry of `log`, which are the terms of the last ones. */
  first: number;
  log: number[];
  commit: number;
}

export interface Exhibit {
  scenario: Bundled;
  about: string;
  section: string;
  /** How many captions there are. */
  captions: number;
  replicas: Pictured[];
  /** Pairs of replicas, numbered from 0, between which a link is cut. */
  cuts: number[][];
}

/** In the order of the gallery. */
export const cards: readonly Exhibit[] = recorded.flatMap(({ id, ...card }) => {
  const found = scenario(id);
  return found ? [{ scenario: found, ...card }] : [];
});

/** Those that have all of the words, wherever they have them. */
export function matching(all: readonly Exhibit[], typed: string): Exhibit[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(({ scenario: { title, chapter = '' }, about, section }) => {
    const text = `${title} ${chapter} ${about} ${section}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export interface Chapter {
  name: string;
  exhibits: Exhibit[];
}

export function chapters(all: readonly Exhibit[]): Chapter[] {
  const found: Chapter[] = [];
  for (const exhibit of all) {
    const name = exhibit.scenario.chapter ?? '';
    const last = found.at(-1);
    if (last?.name === name) last.exhibits.push(exhibit);
    else found.push({ name, exhibits: [exhibit] });
  }
  return found;
}

const ROLES: Record<string, number> = {
  'pre-candidate': ROLE.PRE_CANDIDATE,
  candidate: ROLE.CANDIDATE,
  leader: ROLE.LEADER,
};

/** As a frame would have it. */
export function glanceOf({ replicas, cuts }: Exhibit): Pick<Glance, 'replicas' | 'cuts'> {
  const packed = new Float64Array(replicas.length * REPLICA.STRIDE);
  replicas.forEach(({ is, term }, nth) => {
    const at = nth * REPLICA.STRIDE;
    packed[at + REPLICA.UP] = is === 'down' ? 0 : 1;
    packed[at + REPLICA.ROLE] = ROLES[is] ?? ROLE.FOLLOWER;
    packed[at + REPLICA.TERM] = term;
  });
  const bits = new Uint32Array(replicas.length);
  for (const [one = 0, other = 0] of cuts) bits[one]! |= 1 << other;
  return { replicas: packed, cuts: bits };
}
