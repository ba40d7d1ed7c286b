/**
 * Replicas and clients as SVG: named, focusable buttons that are touched only where they changed.
 *
 * A role is told by its shape and its word besides colour: a leader has a double ring and a crown, a
 * candidate a dashed rim, a follower a plain one; what crashed is hollow and dotted.
 */

import { MEMBERSHIP, REPLICA, ROLE, type Frame } from '../engine/protocol';
import { memberOf, type Member } from '../state/membership';
import type { Hover, Pick } from '../state/selection';
import {
  clientName,
  CROWN,
  replicaName,
  TINY,
  type ClientSpot,
  type Layout,
  type ReplicaSpot,
} from './geometry';
import { hueOf } from './palette';

const SVG = 'http://www.w3.org/2000/svg';

export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Record<string, string | number> = {},
  ...children: Node[]
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** Indexed by `ROLE`. */
const ROLE_WORDS = ['follower', 'pre-candidate', 'candidate', 'leader'] as const;

/** While the configuration is joint, a voter of the new one only is told from the others. */
type Shown = Member | 'new';

interface Look {
  up: number;
  role: number;
  term: number;
  downSince: number;
  member: Shown;
  violated: boolean;
}

class ReplicaNode {
  readonly element: SVGGElement;
  readonly #name: string;
  readonly #roomy: boolean;
  readonly #small: boolean;
  readonly #term = svg('text', { class: 'term' });
  readonly #role = svg('text', { class: 'role' });
  readonly #note = svg('tspan', { class: 'note' });
  readonly #word = svg('tspan');
  #look: Look | null = null;

  constructor(name: string, spot: ReplicaSpot, layout: Layout) {
    this.#name = name;
    const r = layout.radius;
    this.#roomy = layout.roomy;
    this.#small = r < 24;
    const size = Math.max(9, Math.min(19, r * 0.52));
    const below = Math.max(8, Math.min(11.5, r * 0.36));
    const label = r < TINY ? 0.32 * r : this.#small ? -0.02 * r : 0.04 * r;
    const text = svg('text', { class: 'name', y: label, 'font-size': size });
    text.textContent = name;
    this.#term.setAttribute('y', String(label + below * 1.35));
    this.#term.setAttribute('font-size', String(below));
    this.#role.setAttribute('x', String(spot.label.x - spot.x));
    this.#role.setAttribute('y', String(spot.label.y - spot.y));
    this.#role.setAttribute('text-anchor', spot.label.anchor);
    this.#role.setAttribute('font-size', r < 20 ? '11' : '12.5');
    this.#role.append(this.#word, this.#note);
    this.element = svg(
      'g',
      {
        class: 'replica',
        role: 'button',
        tabindex: -1,
        'aria-haspopup': 'menu',
        'data-name': name,
        transform: `translate(${spot.x} ${spot.y})`,
      },
      svg('circle', { class: 'halo', r: layout.timerRadius + 5 }),
      svg('circle', { class: 'body', r }),
      svg('circle', { class: 'inner', r: r - Math.max(3, r * 0.14) }),
      svg('path', {
        class: 'crown',
        d: CROWN,
        transform: `translate(0 ${1.5 - r}) scale(${Math.max(0.5, r / 38)})`,
      }),
      text,
      // Nobody sees these spaces, but without them what is written would read as one word.
      new Text(' '),
      this.#role,
      new Text(' '),
      this.#term,
    );
    this.element.classList.toggle('tiny', r < TINY);
    this.element.classList.toggle('unlabelled', !layout.labelled);
  }

  show(replicas: Float64Array, at: number, joint: boolean, violated: boolean): void {
    const up = replicas[at + REPLICA.UP]!;
    const role = replicas[at + REPLICA.ROLE]!;
    const term = replicas[at + REPLICA.TERM]!;
    const downSince = replicas[at + REPLICA.DOWN_SINCE]!;
    const is = memberOf(replicas[at + REPLICA.MEMBERSHIP]!);
    const member = joint && is === 'voter' ? 'new' : is;
    const look = this.#look;
    if (
      look?.up === up &&
      look.role === role &&
      look.term === term &&
      look.downSince === downSince &&
      look.member === member &&
      look.violated === violated
    )
      return;
    this.#look = { up, role, term, downSince, member, violated };
    this.#render(this.#look);
  }

  /** In a small circle only "t12" is to be seen; it still reads as "term 12". */
  #termText(term: number): (string | Node)[] {
    if (!this.#small) return [`term ${term}`];
    const unseen = svg('tspan', { 'font-size': 0.01 });
    unseen.textContent = 'erm ';
    return ['t', unseen, String(term)];
  }

  #render({ up, role, term, downSince, member, violated }: Look): void {
    // Who does not vote follows; so it is called by what tells it from the others.
    const silent = (member === 'learner' || member === 'outside') && role === ROLE.FOLLOWER;
    const word = silent ? member : (ROLE_WORDS[role] ?? 'follower');
    const set = member === 'old' || member === 'new' ? `${member} voter` : '';
    const state = !up ? 'down' : role === ROLE.PRE_CANDIDATE ? 'candidate' : word;
    const { dataset } = this.element;
    dataset['state'] = state;
    dataset['hue'] = term > 0 ? String(hueOf(term) + 1) : '0';
    dataset['member'] = member;
    dataset['violated'] = String(violated);
    this.#term.replaceChildren(...(up ? this.#termText(term) : ['crashed']));
    this.#word.textContent = up ? capital(word) : 'Down';
    const since = `since ${(downSince / 1000).toFixed(1)} ms`;
    this.#note.textContent = up ? set && ` · ${member}` : this.#roomy && downSince >= 0 ? ` ${since}` : '';
    // What is written is part of the name, in the order in which it is written.
    const down = this.#roomy ? `down ${since}, crashed` : `down, crashed ${since}`;
    const told = up ? `${word}${set && ` ${set}`}, term ${term}, up` : `${down}, term ${term}`;
    this.element.setAttribute(
      'aria-label',
      `${this.#name}, ${told}${violated ? ', breaks an invariant' : ''}`,
    );
  }
}

class ClientNode {
  readonly element: SVGGElement;

  constructor(name: string, spot: ClientSpot) {
    const { halfWidth: w, halfHeight: h } = spot;
    const text = svg('text', { class: 'name', y: h < 15 ? 4 : 4.5, 'font-size': h < 15 ? 11.5 : 13 });
    text.textContent = name;
    this.element = svg(
      'g',
      {
        class: 'client',
        role: 'button',
        tabindex: -1,
        'data-name': name,
        'aria-label': `${name}, client`,
        transform: `translate(${spot.x} ${spot.y})`,
      },
      svg('rect', { class: 'halo', x: -w - 4, y: -h - 4, width: 2 * w + 8, height: 2 * h + 8, rx: 12 }),
      svg('rect', { class: 'body', x: -w, y: -h, width: 2 * w, height: 2 * h, rx: 9 }),
      text,
    );
  }
}

/** All nodes of a layout. One of them is a tab stop; arrow keys move between them. */
export class Nodes {
  readonly #group: SVGGElement;
  #replicas: ReplicaNode[] = [];
  #all: SVGGElement[] = [];
  #stop = 0;
  #marked: [Pick, Hover] = [null, null];

  constructor(group: SVGGElement) {
    this.#group = group;
    group.addEventListener('keydown', (event) => this.#move(event));
    group.addEventListener('focusin', (event) => {
      const at = this.#all.indexOf(event.target as SVGGElement);
      if (at >= 0) this.#rest(at);
    });
  }

  /** Builds the nodes anew for a layout; focus stays with the node that had it. */
  place(layout: Layout): void {
    const focused = this.#all.indexOf(document.activeElement as SVGGElement);
    this.#replicas = layout.replicas.map((spot, i) => new ReplicaNode(replicaName(i), spot, layout));
    const clients = layout.clients.map((spot, k) => new ClientNode(clientName(k), spot));
    this.#all = [...this.#replicas, ...clients].map((node) => node.element);
    this.#group.replaceChildren(...this.#all);
    this.#rest(Math.min(this.#stop, Math.max(0, this.#all.length - 1)));
    if (focused >= 0) this.#all[focused]?.focus();
    this.mark(...this.#marked);
  }

  show(frame: Frame): void {
    const violated = frame.violation?.replicas;
    const { replicas } = frame;
    let joint = false;
    for (let at = REPLICA.MEMBERSHIP; at < replicas.length; at += REPLICA.STRIDE) {
      joint ||= (replicas[at]! & MEMBERSHIP.OUTGOING) !== 0;
    }
    for (const [i, node] of this.#replicas.entries()) {
      node.show(replicas, i * REPLICA.STRIDE, joint, violated?.includes(replicaName(i)) ?? false);
    }
  }

  mark(selected: Pick, hovered: Hover): void {
    this.#marked = [selected, hovered];
    for (const element of this.#all) {
      const name = element.dataset['name'];
      const isOf = (pick: Hover) => pick !== null && 'name' in pick && pick.name === name;
      element.classList.toggle('selected', isOf(selected));
      element.classList.toggle(
        'hovered',
        isOf(hovered) || (hovered?.kind === 'entry' && hovered.replica === name),
      );
      element.setAttribute('aria-pressed', String(isOf(selected)));
    }
  }

  focus(name: string): void {
    this.#all.find((element) => element.dataset['name'] === name)?.focus();
  }

  #rest(at: number): void {
    this.#stop = at;
    for (const [i, element] of this.#all.entries()) element.setAttribute('tabindex', i === at ? '0' : '-1');
  }

  #move(event: KeyboardEvent): void {
    const count = this.#all.length;
    const steps: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    const step = steps[event.key];
    const to =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? count - 1
          : step
            ? (this.#stop + step + count) % count
            : -1;
    if (to < 0) return;
    event.preventDefault();
    this.#all[to]?.focus();
  }
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
