/** Numbers in the order in which they came: a ring that grows. */
export class Fifo {
  size = 0;
  #first = 0;
  #numbers = new Uint32Array(64);

  push(number: number): void {
    if (this.size === this.#numbers.length) this.#grow();
    this.#numbers[(this.#first + this.size++) & (this.#numbers.length - 1)] = number;
  }

  pop(): number {
    const number = this.#numbers[this.#first]!;
    this.#first = (this.#first + 1) & (this.#numbers.length - 1);
    this.size--;
    return number;
  }

  #grow(): void {
    const grown = new Uint32Array(2 * this.#numbers.length);
    for (let i = 0; i < this.size; i++) grown[i] = this.#numbers[(this.#first + i) & (this.size - 1)]!;
    this.#numbers = grown;
    this.#first = 0;
  }
}
