import { batch, computed, effect, signal } from '@preact/signals';
import { Client } from '../engine/client';
import type { Answer } from '../engine/client';
import type { Action, BadInput, EntryView, Frame, Request, Settings, Stamped } from '../engine/protocol';
import { refusing } from './limits';
import { dismissBad, tell } from './notices';
import { fetched } from './parts';
import { FIRST_SCENARIO } from './scenarios';
import { question, selected } from './selection';
import { Transport } from './transport';
import { watched } from './watch';

/** Whatever answers requests: the client of the worker, or a session at hand in a test. */
export interface Engine {
  request(body: Request): Promise<Answer>;
}

/**
 * The newest frame. Draw `frame.now`; every frame is set once, so an effect on it sees every death.
 */
export const frame = signal<Frame | null>(null);

/** The settings of the run on screen as they stand. */
export const settings = signal<Settings | null>(null);

/** What was done to the run on screen, on its branch, also later than the moment that it is at. */
export const actions = signal<readonly Stamped[]>([]);

/** The text of the scenario on screen. */
export const scenarioText = signal<string | null>(null);

/** How often what is recorded has changed: by another run, another branch, an action, or a failure. Going to a moment changes nothing. */
export const changes = signal(0);

let engine: Engine | null = null;

/** Requests and parts under way, and those of the requests that put another run on screen. */
const asking = signal(0);
let replacing = 0;

export const transport = new Transport({
  onNextFrame: (callback) => requestAnimationFrame(callback),
  advance: async (to) => {
    await ask({ type: 'advance', to });
  },
  // The time on screen means nothing to the run that is about to replace it.
  now: () => (replacing > 0 ? null : (frame.value?.now ?? null)),
  end: () => (settings.value?.end_ms ?? Infinity) * 1000,
});

export const { playing, speed } = transport;

/** Paused, and all that was asked for is on screen. */
export const still = computed(() => !playing.value && asking.value === 0);

let runs: () => void;
const running = new Promise<void>((resolve) => (runs = resolve));

/** Fetches a part of the page when the cluster runs: eyes do not wait for what hands need. */
export async function onceRunning<Part>(load: () => Promise<Part>): Promise<Part | null> {
  asking.value = asking.peek() + 1;
  await running;
  const part = await fetched(load);
  asking.value = asking.peek() - 1;
  return part;
}

/** Starts the engine and opens a scenario, for the page to call once. */
export async function start(text?: string, on: Engine = new Client()): Promise<void> {
  engine = on;
  effect(() => {
    const watch = watched.value;
    if (frame.peek() !== null) void ask({ type: 'watch', watch });
  });
  await open(text ?? FIRST_SCENARIO);
}

export function play(): void {
  transport.play();
}

export function pause(): void {
  transport.pause();
}

export function toggle(): void {
  if (playing.value) pause();
  else play();
}

/** Pauses, and lets exactly one event happen. */
export async function step(): Promise<void> {
  pause();
  await ask({ type: 'step' });
}

/** Does something to the run. What is refused is also told to the person. */
export async function act(action: Action): Promise<BadInput | null> {
  const forbidden = refusing.peek()?.(action);
  if (forbidden) {
    tell(forbidden, 'bad');
    return { place: 'action', message: forbidden };
  }
  return refusal(await ask({ type: 'act', action }));
}

/** How a run is to be opened: with another seed than that of its file, with what was done to it, and not at its start. */
export interface At {
  seed?: number;
  actions?: Stamped[];
  to?: number;
}

/** Opens a scenario and plays it, or stands at a time. A refused file leaves the run on screen untouched. */
export async function open(text: string, at: At = {}): Promise<BadInput | null> {
  const answer = await ask({ type: 'open', text, ...at });
  if (at.to !== undefined) pause();
  if (answer?.type === 'opened') scenarioText.value = text;
  return refusal(answer);
}

/** Starts the same scenario again, with its own script only, and plays it. */
export async function restart(seed?: number): Promise<void> {
  await ask(seed === undefined ? { type: 'restart' } : { type: 'restart', seed });
}

export async function freshSeed(): Promise<number> {
  const answer = await ask({ type: 'seed' });
  return answer?.type === 'seed' ? answer.seed : (settings.value?.seed ?? 0) + 1;
}

/** The run as a scenario file with everything that was done to it; "" if it cannot be had. */
export async function exportRun(): Promise<string> {
  const answer = await ask({ type: 'export' });
  return answer?.type === 'export' ? answer.text : '';
}

export async function entry(replica: string, index: number): Promise<EntryView | null> {
  const answer = await ask({ type: 'entry', replica, index });
  return answer?.type === 'entry' ? answer.entry : null;
}

/** Sends a request and shows what the answer brings. Null where the engine is gone, which is told. */
export async function ask(body: Request): Promise<Answer | null> {
  const replaces = body.type === 'open' || body.type === 'restart';
  if (replaces) replacing += 1;
  // Peeked at: whoever asks in an effect must not ask again because this changed.
  asking.value = asking.peek() + 1;
  try {
    const answer = await answerTo(body);
    if (answer !== null) show(answer);
    return answer;
  } finally {
    asking.value = asking.peek() - 1;
    if (replaces) replacing -= 1;
  }
}

async function answerTo(body: Request): Promise<Answer | null> {
  if (engine === null) return null;
  try {
    return await engine.request(body);
  } catch (failure) {
    pause();
    tell(failure instanceof Error ? failure.message : String(failure), 'bad');
    return null;
  }
}

function show(answer: Answer): void {
  if ('actions' in answer) actions.value = answer.actions;
  switch (answer.type) {
    case 'frame':
      if (answer.settings !== undefined) settings.value = answer.settings;
      if (answer.frame.branch !== frame.value?.branch) changes.value += 1;
      showFrame(answer.frame);
      break;
    case 'acted':
      changes.value += 1;
      settings.value = answer.settings;
      showFrame(answer.frame);
      break;
    case 'opened':
      begin(answer.settings, answer.frame);
      break;
    case 'restored':
      pause();
      tell(answer.text, 'bad');
      changes.value += 1;
      settings.value = answer.settings;
      showFrame(answer.frame);
      break;
    case 'refused':
      tell(`${answer.why.place}: ${answer.why.message}`, 'bad');
      break;
    case 'ask':
    case 'entry':
    case 'explained':
    case 'export':
    case 'glance':
    case 'past':
    case 'seed':
    case 'timeline':
      break;
  }
}

function begin(opened: Settings, first: Frame): void {
  transport.begin();
  dismissBad();
  batch(() => {
    changes.value += 1;
    selected.value = null;
    question.value = null;
    settings.value = opened;
    frame.value = first;
  });
  runs();
  for (const warning of opened.warnings) tell(warning);
  void ask({ type: 'watch', watch: watched.value });
  play();
}

function showFrame(next: Frame): void {
  const before = frame.value;
  frame.value = next;
  transport.follow(next, before);
}

function refusal(answer: Answer | null): BadInput | null {
  if (answer === null) return { place: 'engine', message: 'the simulation does not answer' };
  return answer.type === 'refused' ? answer.why : null;
}
