import { expect, test } from 'vitest';
import { parametersOf } from '../../src/embed/parameters';
import { snippetOf } from '../../src/panels/share/embed-snippet';

test('an embedded page has stage and transport unless its address names others', () => {
  expect(parametersOf('?embed')).toEqual({ panels: ['stage', 'transport'], theme: 'system', wrong: [] });
  expect(parametersOf('?embed=logs, stage&theme=dark')).toEqual({
    panels: ['stage', 'logs'],
    theme: 'dark',
    wrong: [],
  });
});

test('what means nothing is told, with what is allowed; what others add is not ours', () => {
  const { panels, theme, wrong } = parametersOf('?utm_source=x&embed=lgos,stage&theme=blue');
  expect([panels, theme]).toEqual([['stage'], 'system']);
  expect(wrong).toEqual([
    'embed: "lgos" is no panel; there are stage, transport, logs, diagram, history, events, inspector, client',
    'theme: "blue" is none; there are light and dark',
  ]);
});

test('the HTML for another page stays one element, whatever a scenario is called', () => {
  const html = snippetOf('https://example.org/raft/', '#1.ab-c_', 'A "<b>" & more');
  expect(html).toBe(
    '<iframe src="https://example.org/raft/?embed#1.ab-c_" title="Raft Playground: A &quot;&lt;b&gt;&quot; &amp; more" width="100%" height="440" style="border: 1px solid #ccd" loading="lazy"></iframe>',
  );
});
