/** The exercise at hand: what it is, what was done in it, and what is known of how it stands. */
import { batch, computed, effect, signal } from '@preact/signals';
import type {
  AttemptProgress,
  Done,
  ForWhom,
  Judgement,
  OpenExercise,
  TimedAction,
} from '../engine/exercise-protocol';
import type { Action } from '../engine/protocol';
import { openDialog } from '../panels/dialogs';
import { openText } from '../panels/opened';
import { hidesRules, refusing } from '../state/limits';
import { actions, frame, scenarioText } from '../state/run';
import { exercise, lesson, type ExerciseAtHand } from './at-hand';
import { examine } from './examiner';
import { follow, timed } from './following';
import { tag } from './tag';

/** Of a long run: which of its actions are left in. */
export const left = signal<boolean[]>([]);
/** By question. */
export const answers = signal<Readonly<Record<string, string>>>({});
export const chosen = signal({ low: 150, high: 300, heartbeat: 50 });
export const namedRule = signal('');
/** Whether a run that ends before its answer was let go on. */
export const revealed = signal(false);
export const hintsShown = signal(0);

/** How the attempt stands; null while another run is on the stage. */
export const standing = signal<AttemptProgress | null>(null);
export const judgement = signal<Judgement | null>(null);

/** The text of the scenario that belongs on the stage. */
export const stage = computed(() => (exercise.value ? stageOf(exercise.value) : ''));

export const isOnStage = computed(() => scenarioText.value === stage.value);

/** Opens an exercise, with its run on the stage. */
export async function beginExercise(of: ForWhom): Promise<void> {
  const opened = await examine({ ask: 'open', ...of, tag: tag.peek() });
  if (!opened) return;
  batch(() => {
    lesson.value = null;
    openDialog.value = null;
    left.value = scriptOf(opened).map(() => true);
    answers.value = {};
    namedRule.value = '';
    revealed.value = false;
    hintsShown.value = 0;
    standing.value = null;
    judgement.value = null;
    exercise.value = { ...opened, of };
  });
  await openStage();
}

export const openStage = () => openText(stage.peek());

export function leaveExercise(): void {
  exercise.value = null;
}

/** Takes an action of a long run out, or puts it back in. */
export async function toggleLeft(nth: number): Promise<void> {
  left.value = left.value.map((kept, other) => (other === nth ? !kept : kept));
  await openStage();
}

export async function reveal(): Promise<void> {
  revealed.value = true;
  await openStage();
}

export interface Scenario {
  actions?: TimedAction[];
  raft?: object;
  [key: string]: unknown;
}

const scenarioOf = ({ scenario }: OpenExercise): Scenario => JSON.parse(scenario) as Scenario;

/** The actions of its own run. */
export const scriptOf = (of: OpenExercise): TimedAction[] => scenarioOf(of).actions ?? [];

function stageOf(of: ExerciseAtHand): string {
  const scenario = { ...scenarioOf(of), title: of.title };
  if (of.kind === 'shrink') scenario.actions = scriptOf(of).filter((_, nth) => left.value[nth]);
  if (of.predict && !revealed.value) return JSON.stringify({ ...scenario, end_ms: of.predict.shownUntilMs });
  if (of.tune) {
    const { low, high, heartbeat } = chosen.value;
    scenario.raft = { ...scenario.raft, election_timeout_ms: [low, high], heartbeat_ms: heartbeat };
  }
  return JSON.stringify(scenario);
}

/** What was done so far, as it is handed in. */
export function done(of: ExerciseAtHand): Done {
  const now = frame.peek()?.now ?? 0;
  const { low, high, heartbeat } = chosen.peek();
  switch (of.kind) {
    case 'predict': {
      const given = Object.entries(answers.peek());
      return { answers: given.map(([question, answer]) => ({ question, answer })) };
    }
    case 'tune':
      return { settings: { election_timeout_ms: [low, high], heartbeat_ms: heartbeat } };
    case 'shrink':
      return { actions: scriptOf(of).filter((_, nth) => left.peek()[nth]) };
    case 'bug':
      return { actions: timed(actions.peek(), now), until_ms: now / 1000, rule: namedRule.peek() };
    case 'schedule':
      return { actions: timed(actions.peek(), now), until_ms: now / 1000 };
  }
}

/** Keeps `standing` up to date, and what is not allowed from being done. Returns how to end that. */
export function keepExercise(at: ExerciseAtHand): () => void {
  const acts = at.allowed !== undefined && at.kind !== 'shrink';
  const ends = [
    effect(() => {
      refusing.value = isOnStage.value ? (action) => refusalOf(at, action) : null;
      hidesRules.value = isOnStage.value && at.kind === 'bug';
    }),
    ...(acts || at.kind === 'shrink' ? [following(at)] : []),
  ];
  return () => {
    for (const end of ends) end();
    refusing.value = null;
    hidesRules.value = false;
  };
}

const following = (at: ExerciseAtHand) =>
  follow({
    of: { ...at.of, tag: tag.peek() },
    stage,
    done: (own) => (at.kind === 'shrink' ? scriptOf(at).filter((_, nth) => left.value[nth]) : own),
    tell: (progress) => (standing.value = progress),
  });

/** Whether an action may be done is known at once; how often and how late is judged as it is done. */
function refusalOf({ kind, allowed = [], title }: ExerciseAtHand, action: Action): string | null {
  if (kind === 'predict' || kind === 'tune' || kind === 'shrink') {
    return `"${title}" is not worked at by acting on the run.`;
  }
  const permits = allowed.filter((permit) => permit.do === action.do);
  if (permits.length === 0) {
    const words = allowed.map((permit) => permit.do.replaceAll('_', ' '));
    return `"${title}" does not allow this. It allows: ${[...new Set(words)].join(', ')}.`;
  }
  const replica = 'replica' in action ? action.replica : undefined;
  const covers = permits.some(
    ({ replicas }) => replicas === undefined || (replica !== undefined && replicas.includes(replica)),
  );
  return covers
    ? null
    : `"${title}" allows this for ${permits.flatMap(({ replicas = [] }) => replicas).join(', ')} only.`;
}
