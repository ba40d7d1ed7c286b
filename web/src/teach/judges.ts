/** Judging hand-ins in a few workers side by side. */
import type { Exercises } from '../engine/exercises';
import { unjudged, type Result } from '../engine/results';

/** More workers than this take memory and gain little. */
const MOST_WORKERS = 4;

/** So many failures of a worker without an answer between them: another worker will not help. */
const HOPELESS = 3;

/** A file with the name that the table shows of it. */
export interface HandIn {
  name: string;
  /** Its text, or as much of it as shows that it is too long; null if it cannot be read. */
  text(): Promise<string | null>;
}

export interface Judging {
  salt: string;
  /** The texts of exercises that are not bundled, or count in the place of bundled ones. */
  own: readonly string[];
  judged(place: number, result: Result): void;
  cancel: AbortSignal;
}

export type SpawnJudge = () => Pick<Exercises, 'ask' | 'end'>;

/** Judges each, and ends when all are judged or when it is cancelled. Failures are results too. */
export async function judgeAll(
  handIns: readonly HandIn[],
  judging: Judging,
  spawn: SpawnJudge,
  workers = usualCount(),
): Promise<void> {
  const places = handIns.keys();
  const seats = Array.from({ length: Math.min(workers, handIns.length) }, () =>
    sit(places, handIns, judging, spawn),
  );
  await Promise.all(seats);
}

const usualCount = (): number => Math.min(Math.max(navigator.hardwareConcurrency, 1), MOST_WORKERS);

/** One worker, or those that come after it when it fails, judges what is next until nothing is left. */
async function sit(
  places: Iterator<number>,
  handIns: readonly HandIn[],
  { salt, own, judged, cancel }: Judging,
  spawn: SpawnJudge,
): Promise<void> {
  let judge = spawn();
  let failures = 0;
  const stopped = new Promise<null>((stop) => cancel.addEventListener('abort', () => stop(null)));
  for (let next = places.next(); next.done !== true && !cancel.aborted; next = places.next()) {
    const place = next.value;
    const { name, text } = handIns[place]!;
    const hand_in = await text();
    if (hand_in === null) {
      judged(place, unjudged(name, 'it cannot be read'));
      continue;
    }
    if (failures >= HOPELESS) {
      judged(place, unjudged(name, 'the judge failed before'));
      continue;
    }
    try {
      const told = await Promise.race([judge.ask<'judge'>({ ask: 'judge', hand_in, salt, own }), stopped]);
      // What is under way when it is cancelled may take long.
      if (told === null) break;
      failures = 0;
      if ('answer' in told) judged(place, { file: name, ...told.answer });
      else judged(place, unjudged(name, `${told.refused.place}: ${told.refused.message}`));
    } catch (failure) {
      failures += 1;
      judge.end();
      judge = spawn();
      const why = failure instanceof Error ? failure.message : String(failure);
      judged(place, unjudged(name, `the judge failed: ${why}`));
    }
  }
  judge.end();
}
