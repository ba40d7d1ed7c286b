/**
 * Thousands of signs at once. Without a graphics processor a canvas takes some 4 µs to copy one small
 * picture; writing its few hundred pixels into an array takes a tenth of that. So a swarm is laid
 * pixel by pixel and handed to the canvas in one piece.
 */

/** The pixels of a sign that are not empty: where they lie from its corner, and their colours. */
export interface Stamp {
  x: Int16Array;
  y: Int16Array;
  colour: Uint32Array;
}

/** Colours are 32-bit words with alpha in the highest byte, as image data lies on little-endian machines. */
export function stampOf(pixels: Uint32Array, width: number): Stamp {
  const kept: number[] = [];
  pixels.forEach((colour, i) => {
    if (colour >>> 24 > 8) kept.push(i);
  });
  return {
    x: Int16Array.from(kept, (i) => i % width),
    y: Int16Array.from(kept, (i) => Math.floor(i / width)),
    colour: Uint32Array.from(kept, (i) => pixels[i]!),
  };
}

export class Swarm {
  readonly image: ImageData;
  readonly #pixels: Uint32Array;

  constructor(width: number, height: number) {
    this.image = new ImageData(width, height);
    this.#pixels = new Uint32Array(this.image.data.buffer);
  }

  clear(): void {
    this.#pixels.fill(0);
  }

  /** Lays a stamp with its corner at a whole pixel. */
  put({ x, y, colour }: Stamp, left: number, top: number): void {
    const { width, height } = this.image;
    const pixels = this.#pixels;
    for (let i = 0; i < colour.length; i++) {
      const px = left + x[i]!;
      const py = top + y[i]!;
      if (px < 0 || py < 0 || px >= width || py >= height) continue;
      const at = py * width + px;
      const over = colour[i]!;
      const under = pixels[at]!;
      pixels[at] = over >>> 24 === 255 || under >>> 24 === 0 ? over : blend(over, under);
    }
  }
}

/** Lays one colour over another; two channels are worked on at once. */
export function blend(over: number, under: number): number {
  const share = over >>> 24;
  const rest = 255 - share;
  const redBlue = (((over & 0xff00ff) * share + (under & 0xff00ff) * rest) >>> 8) & 0xff00ff;
  const green = (((over & 0xff00) * share + (under & 0xff00) * rest) >>> 8) & 0xff00;
  const alpha = share + (((under >>> 24) * rest) >>> 8);
  return ((alpha << 24) | redBlue | green) >>> 0;
}
