/**
 * The stage and the logs with frames made by hand, to look at and to measure: not part of the build.
 * Parameters: show (mock, crowd, cuts, idle), n, clients, messages, entries, theme, run.
 */

import { render } from 'preact';
import { effect } from '@preact/signals';
import { Caption } from '../../src/scene/caption';
import { Logs } from '../../src/scene/logs';
import { Stage } from '../../src/scene/stage';
import { frame } from '../../src/state/run';
import { logWindow } from '../../src/state/watch';
import { selected, hovered } from '../../src/state/selection';
import { tool } from '../../src/scene/tool';
import { deathRecords, type Sketch, frameOf } from '../unit/frames';
import { crowd, cuts, mock } from './sketches';
import '../../src/tokens.css';
import './page.css';

const parameters = new URLSearchParams(location.search);
const number = (name: string, otherwise: number) => Number(parameters.get(name) ?? otherwise);
document.documentElement.dataset['theme'] = parameters.get('theme') ?? 'light';

const sketch: Sketch = {
  mock: () => mock(),
  cuts: () => cuts(number('n', 5)),
  crowd: () => crowd(number('n', 5), number('clients', 2), number('messages', 300), number('entries', 40)),
}[parameters.get('show') ?? 'mock']!();

let now = sketch.now ?? 0;
const show = () => (frame.value = frameOf({ ...sketch, now, window: logWindow.peek() }));
effect(() => {
  if (logWindow.value.count > 0) show();
});

render(
  <div class="frame">
    <main>
      <div class="stage-box">
        <Stage />
      </div>
      <div class="caption-box">
        <Caption />
      </div>
    </main>
    {parameters.has('bare') ? null : <Logs />}
  </div>,
  document.getElementById('app')!,
);
show();

const lost = deathRecords([
  { id: 900, from: 2, to: 0, kind: 'APPEND_ANSWER', sent: now - 4000, arrives: now + 6000, at: now },
]);
Object.assign(window, {
  sketch,
  selected,
  hovered,
  tool,
  frame,
  die: () =>
    (frame.value = { ...frameOf({ ...sketch, now: now + 1, window: logWindow.peek() }), deaths: lost }),
});

/** With ?run, time goes on: each message starts again when it has arrived. */
if (parameters.has('run')) {
  const shown = frame.peek()!;
  const tick = () => {
    now += 200;
    const { flights } = shown;
    for (let at = 0; at < flights.length; at += 10) {
      if (flights[at + 9]! < now) {
        const span = flights[at + 9]! - flights[at + 7]!;
        flights[at + 7]! += span;
        flights[at + 8]! += span;
        flights[at + 9]! += span;
      }
    }
    frame.value = { ...shown, now, ...(frame.peek()?.logs ? { logs: frame.peek()!.logs! } : {}) };
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}
