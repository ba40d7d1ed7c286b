/**
 * An editor for JSON. It stands in a shadow root: its styles are then adopted sheets, which the page's content security
 * policy allows, where in the document they would be elements, which it does not.
 */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
  syntaxTree,
  ensureSyntaxTree,
} from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { BadInput } from '../engine/protocol';
import { rangeOf } from './place';

export interface Editor {
  text(): string;
  replace(text: string): void;
  /** Underlines what is wrong; nothing where there is nothing. */
  mark(wrong: BadInput | null): void;
  /** Puts the cursor where something is wrong. */
  goTo(wrong: BadInput): void;
  end(): void;
}

/** How long the tree is waited for, in ms: of the longest text that is read it takes less. */
const PARSING = 200;

export function codeEditor(host: HTMLElement, text: string, changed: (text: string) => void): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        json(),
        syntaxHighlighting(colours),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': 'The exercise, as JSON' }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) changed(state.doc.toString());
        }),
        overSelection,
        look,
      ],
    }),
  });
  // The page has keys of its own, and opens what is pasted or dropped: not what is meant for the editor.
  for (const type of ['keydown', 'paste', 'drop'] as const) {
    host.addEventListener(type, (e) => {
      if (!(e instanceof KeyboardEvent && e.key === 'Escape')) e.stopPropagation();
    });
  }
  const rangeIn = (wrong: BadInput): { from: number; to: number } => {
    const tree = ensureSyntaxTree(view.state, view.state.doc.length, PARSING) ?? syntaxTree(view.state);
    return rangeOf(wrong.place, view.state.doc, tree);
  };
  return {
    text: () => view.state.doc.toString(),
    replace: (next) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }),
    mark: (wrong) => {
      const found =
        wrong === null ? [] : [{ ...rangeIn(wrong), severity: 'error' as const, message: wrong.message }];
      view.dispatch(setDiagnostics(view.state, found));
    },
    goTo: (wrong) => {
      const { from, to } = rangeIn(wrong);
      view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
      view.focus();
    },
    end: () => view.destroy(),
  };
}

/** Where something is typed over a selection, browsers would carry styles over in attributes, which the policy refuses. */
const overSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const typed = event.inputType === 'insertText' ? event.data : null;
    if (typed === null || view.state.selection.main.empty) return false;
    view.dispatch(view.state.replaceSelection(typed), { userEvent: 'input.type', scrollIntoView: true });
    event.preventDefault();
    return true;
  },
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent)' },
  { tag: tags.string, color: 'var(--ok)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--k-vote)' },
  { tag: [tags.separator, tags.bracket, tags.brace, tags.squareBracket], color: 'var(--ink-2)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--raised)', fontSize: 'var(--t2)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)', padding: 'var(--s2) 0' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': {
    color: 'var(--ink-3)',
    backgroundColor: 'var(--bg)',
    borderRight: '1px solid var(--line)',
  },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--accent-soft)',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-soft)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--bad)',
    backgroundColor: 'var(--bad-soft)',
  },
  '.cm-tooltip': { color: 'var(--ink)', backgroundColor: 'var(--raised)', border: '1px solid var(--line)' },
});
