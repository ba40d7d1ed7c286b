/** Presenter mode: the few controls that a person needs who shows Raft to others. */
import { render } from 'preact';
import { stepBack } from '../../state/moment';
import { tell } from '../../state/notices';
import { presenting } from '../../state/presenting';
import { act, playing, speed, step, toggle, transport } from '../../state/run';
import { neighbouringSpeed, speedName } from '../../state/transport';
import { toNextStep } from '../../state/tour';
import { adopt } from '../adopt';
import { openDialog } from '../dialogs';
import { ms } from '../format';
import { Icon } from '../icons';
import { clockFrame } from '../paced-frame';
import { view } from '../view';
import css from './presenter.css?inline';

adopt(css);

/** Where the bar stands: it is no part of the page that others look at. */
let bar: HTMLElement | null = null;

export function togglePresenter(): void {
  if (presenting.value) leavePresenter();
  else present();
}

function present(): void {
  openDialog.value = null;
  view.value = null;
  presenting.value = true;
  bar = document.createElement('div');
  document.body.append(bar);
  render(<Bar />, bar);
  // Not every browser lets a page have the whole screen, and the mode is of use without.
  document.documentElement.requestFullscreen().catch(() => undefined);
  document.addEventListener('fullscreenchange', onFullScreen);
}

export function leavePresenter(): void {
  document.removeEventListener('fullscreenchange', onFullScreen);
  presenting.value = false;
  if (bar) render(null, bar);
  bar?.remove();
  bar = null;
  if (document.fullscreenElement) void document.exitFullscreen();
}

/** Esc gives the screen back before the page hears of it. */
function onFullScreen(): void {
  if (!document.fullscreenElement) leavePresenter();
}

/** Goes on to the next thing that the scenario does or says. */
export async function nextStep(): Promise<void> {
  if (!(await toNextStep())) tell('Nothing more is scripted after this moment.');
}

const faster = (direction: 1 | -1) => () =>
  transport.choose(neighbouringSpeed(transport.speed.value, direction));

function Bar() {
  const on = playing.value;
  return (
    <footer class="presenter" aria-label="Presenter" data-region tabIndex={-1}>
      <p class="clock">
        <span class="unseen">Virtual time </span>
        <span class="digits">{ms(clockFrame.value?.now ?? 0)}</span> <small>ms</small>
      </p>
      <div class="presenter-group">
        <button
          class="square"
          aria-label="Step back"
          title="Take one event back (,)"
          onClick={() => void stepBack()}
        >
          <Icon name="step" />
        </button>
        <button class="primary play" title={on ? 'Pause (Space)' : 'Play (Space)'} onClick={toggle}>
          <Icon name={on ? 'pause' : 'play'} />
          {on ? 'Pause' : 'Play'}
        </button>
        <button class="square" aria-label="Step" title="Process one event (.)" onClick={() => void step()}>
          <Icon name="step" />
        </button>
        <button
          title="Play to the next scripted action or caption (N); once more: go there at once"
          onClick={() => void nextStep()}
        >
          Next
        </button>
      </div>
      <div class="presenter-group" role="group" aria-label="Speed">
        <button class="square" aria-label="Slower" title="Slower (−)" onClick={faster(-1)}>
          −
        </button>
        <span class="presenter-speed">{speedName(speed.value)}×</span>
        <button class="square" aria-label="Faster" title="Faster (+)" onClick={faster(1)}>
          +
        </button>
      </div>
      <div class="presenter-group" role="group" aria-label="Election timers">
        <button
          title="All election timers run out together: a split vote (A)"
          onClick={() => void act({ do: 'align_timers' })}
        >
          Align timers
        </button>
        <button
          title="Election timers run out one after the other (E)"
          onClick={() => void act({ do: 'spread_timers' })}
        >
          Spread timers
        </button>
      </div>
      <button class="quiet presenter-exit" title="Leave presenter mode (Z or Esc)" onClick={leavePresenter}>
        <Icon name="close" />
        Exit
      </button>
    </footer>
  );
}
