/** Where in a text a place is, such as `exercise.goal[0].holds`, or `line 3, column 5` of what is no JSON. */
import type { SyntaxNode, Tree } from '@lezer/common';

/** The part of CodeMirror's document that is needed. */
export interface Document {
  readonly length: number;
  readonly lines: number;
  line(n: number): { from: number; to: number };
  sliceString(from: number, to: number): string;
}

export interface Range {
  from: number;
  to: number;
}

/** The range of a place; of what is not there, that of the innermost thing in which it would be. */
export function rangeOf(place: string, doc: Document, tree: Tree): Range {
  const at = /line (\d+), column (\d+)/.exec(place);
  if (at) return rangeOfColumn(doc, Number(at[1]), Number(at[2]));
  let node = tree.topNode.firstChild;
  let found = node;
  for (const [, key, index] of place.replace(/^\w+/, '').matchAll(/\.(\w+)|\[(\d+)\]/g)) {
    if (node) node = key === undefined ? item(node, Number(index)) : valueOf(node, key, doc);
    if (!node) break;
    found = node;
  }
  if (!found) return { from: 0, to: 0 };
  // Of an object or a list the first line is enough.
  const first = node ? found.to : found.from + 1;
  return { from: found.from, to: Math.min(first, found.to) };
}

function rangeOfColumn(doc: Document, line: number, column: number): Range {
  const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const start = Math.min(from + Math.max(column - 1, 0), to);
  return { from: Math.min(start, Math.max(from, to - 1)), to: Math.max(start, Math.min(start + 1, to)) };
}

/** Of two with the same key the last one counts. */
function valueOf(object: SyntaxNode, key: string, doc: Document): SyntaxNode | null {
  const named = object.getChildren('Property').filter((property) => {
    const name = property.getChild('PropertyName');
    return name !== null && doc.sliceString(name.from, name.to) === JSON.stringify(key);
  });
  return named.at(-1)?.lastChild ?? null;
}

function item(list: SyntaxNode, index: number): SyntaxNode | null {
  let at = list.name === 'Array' ? list.firstChild?.nextSibling : null;
  for (let nth = 0; at; at = at.nextSibling) {
    if (at.name === ']' || at.name === ',' || at.type.isError) continue;
    if (nth++ === index) return at;
  }
  return null;
}
