/** What the diagram is drawn with: the same strokes on a canvas and into an SVG file. */

export interface Style {
  fill?: string;
  stroke?: string;
  width?: number;
  alpha?: number;
  dash?: readonly number[];
}

export interface TextStyle {
  fill: string;
  size: number;
  bold?: boolean;
  middle?: boolean;
}

export interface Pen {
  rect(x: number, y: number, width: number, height: number, style: Style, round?: number): void;
  /** A line through points, x and y in turn. */
  line(points: readonly number[], style: Style, closed?: boolean): void;
  /** A shape in the language of SVG paths, about a place. */
  shape(path: string, x: number, y: number, style: Style): void;
  text(text: string, x: number, y: number, style: TextStyle): void;
}

export class CanvasPen implements Pen {
  readonly #context: CanvasRenderingContext2D;
  readonly #font: string;
  /** Paths are read once. */
  static readonly #paths = new Map<string, Path2D>();

  constructor(context: CanvasRenderingContext2D, font: string) {
    this.#context = context;
    this.#font = font;
  }

  rect(x: number, y: number, width: number, height: number, style: Style, round = 0): void {
    const context = this.#context;
    context.beginPath();
    if (round > 0) context.roundRect(x, y, width, height, Math.min(round, width / 2, height / 2));
    else context.rect(x, y, width, height);
    this.#finish(style);
  }

  line(points: readonly number[], style: Style, closed = false): void {
    const context = this.#context;
    context.beginPath();
    for (let i = 0; i < points.length; i += 2) context.lineTo(points[i]!, points[i + 1]!);
    if (closed) context.closePath();
    this.#finish(style);
  }

  shape(path: string, x: number, y: number, style: Style): void {
    const context = this.#context;
    let read = CanvasPen.#paths.get(path);
    if (!read) CanvasPen.#paths.set(path, (read = new Path2D(path)));
    context.translate(x, y);
    this.#finish(style, read);
    context.translate(-x, -y);
  }

  text(text: string, x: number, y: number, { fill, size, bold, middle }: TextStyle): void {
    const context = this.#context;
    context.font = `${bold ? '600 ' : ''}${size}px ${this.#font}`;
    context.textAlign = middle ? 'center' : 'left';
    context.fillStyle = fill;
    context.fillText(text, x, y);
  }

  #finish({ fill, stroke, width = 1, alpha = 1, dash }: Style, path?: Path2D): void {
    const context = this.#context;
    context.globalAlpha = alpha;
    if (fill !== undefined) {
      context.fillStyle = fill;
      if (path) context.fill(path);
      else context.fill();
    }
    if (stroke !== undefined) {
      context.strokeStyle = stroke;
      context.lineWidth = width;
      if (dash) context.setLineDash(dash as number[]);
      if (path) context.stroke(path);
      else context.stroke();
      if (dash) context.setLineDash([]);
    }
    context.globalAlpha = 1;
  }
}

/** Writes what is drawn as elements of SVG. */
export class SvgPen implements Pen {
  readonly #written: string[] = [];
  readonly #font: string;

  constructor(font: string) {
    this.#font = escaped(font);
  }

  /** All that was drawn. */
  get elements(): string {
    return this.#written.join('\n');
  }

  rect(x: number, y: number, width: number, height: number, style: Style, round = 0): void {
    const rx = round > 0 ? ` rx="${r2(Math.min(round, width / 2, height / 2))}"` : '';
    this.#write(
      `<rect x="${r2(x)}" y="${r2(y)}" width="${r2(Math.max(width, 0))}" height="${r2(height)}"${rx}${attributes(style)}/>`,
    );
  }

  line(points: readonly number[], style: Style, closed = false): void {
    const pairs = points.map(r2).join(' ');
    this.#write(
      `<${closed ? 'polygon' : 'polyline'} points="${pairs}"${attributes({ fill: 'none', ...style })}/>`,
    );
  }

  shape(path: string, x: number, y: number, style: Style): void {
    this.#write(
      `<path transform="translate(${r2(x)} ${r2(y)})" d="${path}"${attributes({ fill: 'none', ...style })}/>`,
    );
  }

  text(text: string, x: number, y: number, { fill, size, bold, middle }: TextStyle): void {
    const look = `font-family="${this.#font}" font-size="${size}"${bold ? ' font-weight="600"' : ''}`;
    const anchor = middle ? ' text-anchor="middle"' : '';
    this.#write(
      `<text x="${r2(x)}" y="${r2(y)}" fill="${escaped(fill)}" ${look}${anchor}>${escaped(text)}</text>`,
    );
  }

  #write(element: string): void {
    this.#written.push(element);
  }
}

function attributes({ fill, stroke, width = 1, alpha = 1, dash }: Style): string {
  const pairs: [string, string | number][] = [['fill', fill ?? 'none']];
  if (stroke !== undefined) pairs.push(['stroke', stroke], ['stroke-width', width]);
  if (dash) pairs.push(['stroke-dasharray', dash.join(' ')]);
  if (alpha !== 1) pairs.push(['opacity', alpha]);
  return pairs.map(([name, value]) => ` ${name}="${escaped(String(value))}"`).join('');
}

const r2 = (n: number): number => Math.round(n * 100) / 100;

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
