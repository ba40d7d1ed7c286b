/** The bar along the bottom: play, pause, step, the clock, the speed, what has happened so far. */
import { useComputed, type ReadonlySignal } from '@preact/signals';
import { stepBack } from '../state/moment';
import { frame, onceRunning, playing, restart, speed, step, still, toggle, transport } from '../state/run';
import { tell } from '../state/notices';
import { SPEEDS, speedName } from '../state/transport';
import { Slider } from './fields';
import { count, ms } from './format';
import { Icon } from './icons';
import { onDemand } from './on-demand';
import { clockFrame, slowFrame } from './paced-frame';

const TimeLine = onDemand(() => import('./timeline/line').then((m) => m.TimeLine), onceRunning);

export function Transport() {
  return (
    <footer class="transport" aria-label="Transport" data-region data-still={still.value} tabIndex={-1}>
      <div class="time">
        <TimeLine />
      </div>
      <Buttons />
      <Clock />
      <Speed />
      <Counters />
      <Hash />
    </footer>
  );
}

function Buttons() {
  const on = playing.value;
  return (
    <div class="buttons">
      <button
        class="square"
        aria-label="Restart"
        title="Restart with the same seed"
        onClick={() => void restart()}
      >
        <Icon name="restart" />
      </button>
      <button class="primary play" title={on ? 'Pause (Space)' : 'Play (Space)'} onClick={toggle}>
        <Icon name={on ? 'pause' : 'play'} />
        {on ? 'Pause' : 'Play'}
      </button>
      <button
        class="square back"
        aria-label="Step back"
        title="Take one event back (,)"
        onClick={() => void stepBack()}
      >
        <Icon name="step" />
      </button>
      <button class="step" title="Process one event (.)" onClick={() => void step()}>
        <Icon name="step" />
        Step
      </button>
    </div>
  );
}

function Clock() {
  const now = useComputed(() => ms(clockFrame.value?.now ?? 0));
  return (
    <p class="clock">
      <span class="unseen">Virtual time </span>
      <span class="digits">{now}</span> <small>ms</small>
    </p>
  );
}

/** The slider's steps are those of `SPEEDS`, about equal on a log scale. */
function Speed() {
  const value = speed.value;
  const last = SPEEDS.length - 1;
  let at = SPEEDS.findIndex((s) => s >= value * 0.9999);
  if (at < 0) at = last;
  const name = `${speedName(value)}×`;
  return (
    <div class="speed">
      <dl class="counters" aria-hidden="true">
        <div>
          <dt>Speed</dt>
          <dd>{name}</dd>
        </div>
      </dl>
      <Slider
        label="Speed"
        min={0}
        max={last}
        step={1}
        value={at}
        text={`${name} real time`}
        set={(i) => transport.choose(SPEEDS[i] ?? 1)}
      />
      <span class="ends" aria-hidden="true">
        <span>1/1000</span>
        <span style={{ left: `${((SPEEDS.indexOf(1) / last) * 100).toFixed(1)}%` }}>1×</span>
        <span>100×</span>
      </span>
    </div>
  );
}

function Counters() {
  const messages = useComputed(() => count(slowFrame.value?.counters.messages ?? 0));
  const processed = useComputed(() => count(slowFrame.value?.counters.processed ?? 0));
  return (
    <dl class="counters">
      <Counter name="Messages" value={messages} />
      <Counter name="Events" value={processed} />
    </dl>
  );
}

function Counter({ name, value }: { name: string; value: ReadonlySignal<string> }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Hash() {
  const short = useComputed(() => (slowFrame.value?.hash ?? '').slice(0, 8) || '–');
  const copy = async (): Promise<void> => {
    const hash = frame.peek()?.hash ?? '';
    try {
      await navigator.clipboard.writeText(hash);
      tell(`Run hash ${hash} copied.`, 'good');
    } catch {
      tell(`Run hash: ${hash}`);
    }
  };
  return (
    <button
      class="hash"
      title="The hash names the run so far: same scenario, seed and actions, same hash. Press to copy."
      onClick={() => void copy()}
    >
      <span class="hash-name">Run</span>
      <span class="mono">{short}</span>
    </button>
  );
}
