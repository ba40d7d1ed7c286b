/** SVG as text: elements that are made for it, and elements of the page with what its style sheets say of them. */

/** An element without children, or with a text in it. Attributes that are undefined are left out. */
export function tag(
  name: string,
  attributes: Record<string, string | number | undefined>,
  text?: string,
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(typeof value === 'number' ? short(value) : value!)}"`);
  return text === undefined
    ? `<${name}${written.join('')}/>`
    : `<${name}${written.join('')}>${escaped(text)}</${name}>`;
}

/** For text and for attributes. XML has no way to write most control characters. */
export function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Two decimals are more than is seen. */
export const short = (n: number): string => String(Math.round(n * 100) / 100);

/** What the style sheets may say of a shape or a text, and what stands for nothing said. */
const OF_SHAPE: Record<string, string> = {
  fill: '',
  'fill-opacity': '1',
  stroke: 'none',
  'stroke-width': '1px',
  'stroke-dasharray': 'none',
  'stroke-linecap': 'butt',
  'stroke-linejoin': 'miter',
  'paint-order': 'normal',
};
const OF_TEXT: Record<string, string> = {
  'font-family': '',
  'font-size': '',
  'font-weight': '400',
  'text-anchor': 'start',
};

/** An element with what it shows, as the style sheets have it; "" where that is nothing. */
export function written(element: Element): string {
  const style = getComputedStyle(element);
  // A text of no size is there for those who listen.
  if (style.display === 'none' || parseFloat(style.fontSize) < 1) return '';
  const isText = element instanceof SVGTextContentElement;
  const said = {
    ...Object.fromEntries(
      [...element.attributes].filter(({ name }) => PLACED.has(name)).map(({ name, value }) => [name, value]),
    ),
    ...(element instanceof SVGGElement ? {} : saidOf(style, OF_SHAPE)),
    ...(isText ? saidOf(style, OF_TEXT) : {}),
  };
  if (element instanceof SVGLineElement) delete said['fill'];
  if (said['fill'] === 'none' && said['stroke'] === undefined) return '';
  const label = element.getAttribute('aria-label');
  const inner = [...element.childNodes].map((child) =>
    child instanceof Element ? written(child) : isText ? escaped(child.textContent ?? '') : '',
  );
  if (label !== null) inner.unshift(tag('title', {}, label));
  const attributes = Object.entries(said).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  const head = `${element.localName}${attributes.join('')}`;
  const content = inner.join('');
  if (content !== '') return `<${head}>${content}</${element.localName}>`;
  return element instanceof SVGGElement ? '' : `<${head}/>`;
}

/** Attributes that say where an element is and what shape it has. */
const PLACED = new Set([
  'transform',
  'd',
  'points',
  'x',
  'y',
  'x1',
  'y1',
  'x2',
  'y2',
  'cx',
  'cy',
  'r',
  'rx',
  'width',
  'height',
]);

/** What the style sheets say, apart from what holds anyway. Lengths are in pixels, which are the unit of SVG. */
function saidOf(style: CSSStyleDeclaration, properties: Record<string, string>): Record<string, string> {
  const values = Object.keys(properties).map((name) => [name, style.getPropertyValue(name)] as const);
  const said = values.filter(([name, value]) => value !== properties[name]);
  return Object.fromEntries(said.map(([name, value]) => [name, value.replace(/(\d)px\b/g, '$1')]));
}
