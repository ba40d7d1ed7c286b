/** A slot that is not in the heap. */
const ABSENT = -1;

/**
 * The slots of the messages in flight, earliest first: a binary heap ordered by (due, id).
 *
 * Keys lie in the order of the heap, so that a sift reads neighbours and never a record, and
 * `#position` says where each slot is, so that any slot can be moved or taken out in O(log n).
 * Nothing is allocated but when it grows.
 */
export class Heap {
  /** The earliest due time; Infinity when empty. */
  least = Infinity;
  size = 0;

  #due = new Float64Array(64);
  #id = new Float64Array(64);
  #slot = new Int32Array(64);
  #position = new Int32Array(64).fill(ABSENT);

  has(slot: number): boolean {
    return slot < this.#position.length && this.#position[slot] !== ABSENT;
  }

  dueOf(slot: number): number {
    return this.#due[this.#positionOf(slot)]!;
  }

  push(slot: number, due: number, id: number): void {
    if (slot >= this.#position.length) this.#growSlots(slot + 1);
    if (this.#position[slot] !== ABSENT) throw new Error(`slot ${slot} is already in flight`);
    if (this.size === this.#slot.length) this.#growOrder();
    this.#rise(this.size++, slot, due, id);
    this.least = this.#due[0]!;
  }

  /** Takes out the earliest slot. */
  pop(): number {
    if (this.size === 0) throw new Error('nothing is in flight');
    const first = this.#slot[0]!;
    this.#takeOut(0);
    return first;
  }

  remove(slot: number): void {
    this.#takeOut(this.#positionOf(slot));
  }

  /** Gives a slot another due time. */
  move(slot: number, due: number): void {
    const at = this.#positionOf(slot);
    const id = this.#id[at]!;
    if (due < this.#due[at]!) this.#rise(at, slot, due, id);
    else this.#sink(at, slot, due, id);
    this.least = this.#due[0]!;
  }

  #positionOf(slot: number): number {
    const at = this.#position[slot];
    if (at === undefined || at === ABSENT) throw new Error(`slot ${slot} is not in flight`);
    return at;
  }

  #takeOut(at: number): void {
    this.#position[this.#slot[at]!] = ABSENT;
    const last = --this.size;
    if (at !== last) {
      // The last one fills the gap. It may belong further up than the gap, if that is in another branch.
      const due = this.#due[last]!;
      const id = this.#id[last]!;
      const slot = this.#slot[last]!;
      const above = (at - 1) >> 1;
      if (at > 0 && (due < this.#due[above]! || (due === this.#due[above]! && id < this.#id[above]!))) {
        this.#rise(at, slot, due, id);
      } else {
        this.#sink(at, slot, due, id);
      }
    }
    this.least = last === 0 ? Infinity : this.#due[0]!;
  }

  /** Places a slot at `at` or above. */
  #rise(at: number, slot: number, due: number, id: number): void {
    const dues = this.#due;
    const ids = this.#id;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const dueAbove = dues[above]!;
      if (dueAbove < due || (dueAbove === due && ids[above]! < id)) break;
      this.#put(at, this.#slot[above]!, dueAbove, ids[above]!);
      at = above;
    }
    this.#put(at, slot, due, id);
  }

  /** Places a slot at `at` or below. */
  #sink(at: number, slot: number, due: number, id: number): void {
    const dues = this.#due;
    const ids = this.#id;
    const size = this.size;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= size) break;
      let dueBelow = dues[below]!;
      const right = below + 1;
      if (right < size) {
        const dueRight = dues[right]!;
        if (dueRight < dueBelow || (dueRight === dueBelow && ids[right]! < ids[below]!)) {
          below = right;
          dueBelow = dueRight;
        }
      }
      if (due < dueBelow || (due === dueBelow && id < ids[below]!)) break;
      this.#put(at, this.#slot[below]!, dueBelow, ids[below]!);
      at = below;
    }
    this.#put(at, slot, due, id);
  }

  #put(at: number, slot: number, due: number, id: number): void {
    this.#due[at] = due;
    this.#id[at] = id;
    this.#slot[at] = slot;
    this.#position[slot] = at;
  }

  #growSlots(least: number): void {
    const grown = new Int32Array(Math.max(least, 2 * this.#position.length)).fill(ABSENT);
    grown.set(this.#position);
    this.#position = grown;
  }

  #growOrder(): void {
    const length = 2 * this.#slot.length;
    const due = new Float64Array(length);
    const id = new Float64Array(length);
    const slot = new Int32Array(length);
    due.set(this.#due);
    id.set(this.#id);
    slot.set(this.#slot);
    this.#due = due;
    this.#id = id;
    this.#slot = slot;
  }
}
