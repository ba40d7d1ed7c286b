/** The picture as a file of its own, in light colours whatever the page has. */
import type { Document } from '../svg-image';

export interface Drawing {
  title: string;
  width: number;
  /** The inner SVG of the axis and of the rows, with the height of each. */
  axis: string;
  axisHeight: number;
  rows: string;
  rowsHeight: number;
  css: string;
}

const MARGIN = 16;
const HEADING = 24;

/** A document that needs nothing else. `valueOf` gives what a token such as "--ink" stands for. */
export function documentOf(drawing: Drawing, valueOf: (token: string) => string): Document {
  const { title, width, axis, axisHeight, rows, rowsHeight, css } = drawing;
  const [outerWidth, outerHeight] = [width + 2 * MARGIN, HEADING + axisHeight + rowsHeight + 2 * MARGIN];
  const style = css.replace(/var\((--[\w-]+)\)/g, (_, token: string) => valueOf(token));
  const part = (y: number, height: number, inner: string) =>
    `<svg x="${MARGIN}" y="${MARGIN + y}" width="${width}" height="${height}">${inner}</svg>`;
  const text = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${outerWidth}" height="${outerHeight}" viewBox="0 0 ${outerWidth} ${outerHeight}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${escaped(style)}</style>`,
    `<rect width="100%" height="100%" fill="${valueOf('--surface')}"/>`,
    `<text class="h-client" x="${MARGIN}" y="${MARGIN + 12}">${escaped(title)}</text>`,
    part(HEADING, axisHeight, axis),
    part(HEADING + axisHeight, rowsHeight, rows),
    '</svg>',
  ].join('\n');
  return { width: outerWidth, height: outerHeight, text };
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** What the tokens of a style stand for in the light theme, into which the page is put for as long as they are read. */
export function lightValues(css: string): (token: string) => string {
  // Its readers may have none of the fonts of this page.
  const values = new Map([['--mono', 'ui-monospace, Menlo, Consolas, monospace']]);
  const { dataset } = document.documentElement;
  const { theme } = dataset;
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  dataset.theme = 'light';
  for (const [token] of `${css} --surface`.matchAll(/--[\w-]+/g)) {
    if (values.has(token)) continue;
    probe.style.color = `var(${token})`;
    values.set(token, getComputedStyle(probe).color);
  }
  if (theme === undefined) delete dataset.theme;
  else dataset.theme = theme;
  probe.remove();
  return (token) => values.get(token) ?? token;
}
