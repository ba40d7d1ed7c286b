/** The captions of the scenario on screen, and walking from one moment of them to the next. */
import { batch, computed, effect, signal, untracked } from '@preact/signals';
import type { CaptionMoment } from '../engine/find-protocol';
import type { Frame } from '../engine/protocol';
import { inquire } from './find';
import { goTo } from './moment';
import { ask, changes, frame, play, playing, scenarioText, transport } from './run';
import { OPENING_SPEED, SETTLED_SPEED } from './transport';

/** A moment that is walked to: with a number of events where more may happen at the same time. */
interface Step {
  at: number;
  processed?: number;
}

export const captions = signal<readonly CaptionMoment[]>([]);

/** When the actions of the scenario happen, in µs and in order. */
const scripted = signal<readonly number[]>([]);

/** Where the run is walked to. */
const walkingTo = signal<Step | null>(null);

const came = ({ at, processed }: Step, { now, counters }: Frame): boolean =>
  processed === undefined ? now >= at : counters.processed >= processed;

const isKnown = <C extends CaptionMoment>(caption: C): caption is C & Step => caption.at !== null;

/** The number of the last caption that came, from 1; 0 before the first. */
export const latest = computed(() => {
  const now = frame.value;
  if (now === null) return 0;
  return captions.value.findLastIndex((caption) => isKnown(caption) && came(caption, now)) + 1;
});

/** Whether the next caption can be walked to. */
export const goesOn = computed(() => {
  const next = captions.value[latest.value];
  return next !== undefined && isKnown(next);
});

/** Keeps the captions up to date with the run while it is wanted; to be called once by what shows them. */
export function keepTour(): () => void {
  let look = 0;
  let text: string | null = null;
  const lookOut = effect(() => {
    const now = { text: scenarioText.value, changes: changes.value };
    // What another scenario says is not to be read beside this one.
    if (now.text !== text) captions.value = [];
    text = now.text;
    const mine = ++look;
    void untracked(() => find(() => mine === look));
  });
  const walk = effect(() => {
    const [step, now] = [walkingTo.value, frame.value];
    if (step === null || now === null) return;
    if (came(step, now)) arrive(step);
    else if (!playing.value) walkingTo.value = null;
  });
  return () => {
    look++;
    lookOut();
    walk();
  };
}

/** The text with which the core failed when it was asked: putting the run back must not lead to asking it again. */
let failed: string | null = null;

/** A scenario that says nothing costs no second look. */
function speaks(): boolean {
  const text = scenarioText.peek();
  return text?.includes('"captions"') === true && text !== failed;
}

async function find(wanted: () => boolean): Promise<void> {
  if (!speaks()) {
    batch(() => {
      captions.value = [];
      scripted.value = [];
    });
    return;
  }
  for (let done = false; !done && wanted();) {
    const text = scenarioText.peek();
    const answer = await inquire({ ask: 'tour' });
    if (answer === null) failed = text;
    if (answer?.ask !== 'tour' || !wanted()) return;
    batch(() => {
      captions.value = answer.captions;
      scripted.value = answer.actions;
    });
    done = answer.done;
  }
}

/** Plays to the moment of the next caption, and stands there; at once, if it is on its way there already. */
export function toNextCaption(): void {
  const next = captions.value[latest.value];
  if (next !== undefined && isKnown(next)) walk(next);
}

export async function toPreviousCaption(): Promise<void> {
  const before = captions.value[latest.value - 2];
  if (before !== undefined && isKnown(before)) await stand(before);
  else await goTo(0);
}

/** Plays to right after the next caption or scripted action. Says whether there is one. */
export async function toNextStep(): Promise<boolean> {
  const now = frame.value;
  if (now === null) return false;
  if (!speaks()) {
    const answer = await inquire({ ask: 'tour' });
    if (answer?.ask === 'tour') scripted.value = answer.actions;
  }
  const actions = scripted.value.map((at) => ({ at }));
  const ahead = [...captions.value.filter(isKnown), ...actions].filter((step) => !came(step, now));
  const [next] = ahead.toSorted((one, other) => one.at - other.at);
  if (next !== undefined) walk(next);
  return next !== undefined;
}

function walk(to: Step): void {
  if (walkingTo.value !== null && playing.value) {
    void stand(walkingTo.value);
    return;
  }
  // A tour is for watching: what opens fast to have a leader soon is slowed down.
  if (transport.speed.value === OPENING_SPEED) transport.choose(SETTLED_SPEED);
  play();
  walkingTo.value = to;
}

function arrive(step: Step): void {
  walkingTo.value = null;
  void untracked(() => stand(step));
}

/** At the moment itself: a frame may come some events later, and more may happen at the same time. */
async function stand({ at, processed }: Step): Promise<void> {
  await goTo(at);
  if (processed !== undefined) await ask({ type: 'go', processed });
}
