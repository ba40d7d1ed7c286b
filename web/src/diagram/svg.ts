/** The picture as a file of its own: what is seen, in light colours whatever the page has. */
import { readPalette, type Palette } from '../scene/palette';
import { settings } from '../state/run';
import { title } from '../panels/opened';
import type { Document } from '../panels/svg-image';
import { AXIS, drawAxis, drawRows } from './draw';
import { drawing } from './look';
import { escaped, SvgPen } from './pen';

const MARGIN = 16;
const HEADING = 22;
const NAMES = 34;

/** An SVG document that needs nothing else; null while the diagram is not on screen. */
export function diagramSvg(): Document | null {
  const now = drawing.peek();
  if (!now) return null;
  const colours = lightPalette();
  const font = 'ui-monospace, Menlo, Consolas, monospace';
  const light = { ...now, palette: colours, marks: { row: -1, arrow: () => false, cursor: -1 } };
  const { width, rows } = now;
  const [axis, picture, names] = [new SvgPen(font), new SvgPen(font), new SvgPen(font)];
  drawAxis(axis, light);
  drawRows(picture, light);
  for (const { name, y } of rows.rows) {
    names.text(name, MARGIN, MARGIN + HEADING + AXIS.height + y + 4, {
      fill: colours.ink,
      size: 11,
      bold: true,
    });
  }
  const heading = `${title.peek()}, seed ${settings.peek()?.seed ?? 0}`;
  names.text(heading, MARGIN, MARGIN + 11, { fill: colours.ink, size: 11, bold: true });
  const [outerWidth, outerHeight] = [
    width + NAMES + 2 * MARGIN,
    HEADING + AXIS.height + rows.height + 2 * MARGIN,
  ];
  const part = (y: number, height: number, { elements }: SvgPen) =>
    `<svg x="${MARGIN + NAMES}" y="${MARGIN + y}" width="${width}" height="${height}" overflow="hidden">${elements}</svg>`;
  const text = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${outerWidth}" height="${outerHeight}" viewBox="0 0 ${outerWidth} ${outerHeight}">`,
    `<title>${escaped(heading)}</title>`,
    `<rect width="100%" height="100%" fill="${colours.surface}"/>`,
    names.elements,
    part(HEADING, AXIS.height, axis),
    part(HEADING + AXIS.height, rows.height, picture),
    '</svg>',
  ].join('\n');
  return { width: outerWidth, height: outerHeight, text };
}

/** The page is put into the light theme for as long as its colours are read. */
function lightPalette(): Palette {
  const { dataset } = document.documentElement;
  const { theme } = dataset;
  dataset.theme = 'light';
  const light = readPalette();
  if (theme === undefined) delete dataset.theme;
  else dataset.theme = theme;
  return light;
}
