/** The crown in the hand: whoever drags it from the leader onto another replica hands the leadership over. */

import { act } from '../state/run';
import { CROWN, replicaName, type Layout, type Point } from './geometry';
import { replicaAt } from './hit';
import { svg } from './nodes';

export class HeldCrown {
  readonly #ghost = svg('path', { class: 'held-crown', d: CROWN });
  readonly #nodes: SVGGElement;

  /** `nodes` is the group in which the replicas are drawn. */
  constructor(nodes: SVGGElement) {
    this.#nodes = nodes;
  }

  /** Shows it where the pointer is, and marks who would get it. */
  carry(layout: Layout, { x, y }: Point): void {
    this.#ghost.setAttribute('transform', `translate(${x} ${y})`);
    this.#nodes.after(this.#ghost);
    this.#mark(replicaAt(layout, { x, y }));
  }

  /** Lets go of it: over a replica, that one is to lead. */
  drop(layout: Layout, point: Point, from: string): void {
    this.putBack();
    const over = replicaAt(layout, point);
    if (over >= 0 && replicaName(over) !== from) void act({ do: 'transfer', replica: replicaName(over) });
  }

  putBack(): void {
    this.#ghost.remove();
    this.#mark(-1);
  }

  #mark(replica: number): void {
    for (const [i, node] of [...this.#nodes.children].entries()) {
      node.classList.toggle('receives', i === replica);
    }
  }
}
