/** Prints, and waits while whoever reads is slower. */
export async function print(text: string): Promise<void> {
  if (text === '' || process.stdout.write(text)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}

/** How often a line of progress is written anew, in ms. */
const PACE = 100;

/** A line of progress on a terminal; elsewhere nothing. */
export class Progress {
  #written = 0;

  /** Writes how far it is, unless it did so just before. */
  show(line: string): void {
    if (performance.now() - this.#written >= PACE) this.tell(line);
  }

  /** Writes a line in the place of the last one. */
  tell(line: string): void {
    if (!process.stderr.isTTY) return;
    this.#written = performance.now();
    process.stderr.write(`\r\x1b[K${line}`);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#written > 0) process.stderr.write('\r\x1b[K');
    this.#written = 0;
  }
}
