import { signal } from '@preact/signals';
import { REPLICA, ROLE } from '../engine/protocol';
import type { Frame } from '../engine/protocol';

/** Virtual seconds per real second that the speed control steps through: each reads as n or 1/n. */
export const SPEEDS: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100,
];

/** A run opens fast enough to have a leader soon, and settles where messages can be followed by eye. */
export const OPENING_SPEED = 1 / 4;
export const SETTLED_SPEED = 1 / 20;

/** Real time that one frame may stand for, in ms: a page that was hidden or busy goes on where it was. */
const LONGEST_TICK = 100;

export interface Ports {
  /** Calls back before the next repaint with its time in ms, as requestAnimationFrame does. */
  onNextFrame(callback: (ms: number) => void): void;
  /** Asks the engine to run to a virtual time. Settles when the frame of it has been shown. */
  advance(to: number): Promise<void>;
  /** The virtual time on screen, or null before there is a run. */
  now(): number | null;
  /** The virtual time at which the scenario ends, or Infinity. */
  end(): number;
}

/**
 * Play and pause: turns real time into virtual time.
 *
 * One `advance` at a time is under way, and its target is counted from the frame on screen. So the
 * run can be slower than asked where the machine is, and is never ahead of what was shown.
 */
export class Transport {
  readonly playing = signal(false);
  readonly speed = signal(OPENING_SPEED);

  readonly #ports: Ports;
  /** The speed that the opening rule set last; null once a person has chosen one. */
  #ruled: number | null = OPENING_SPEED;
  #scheduled = false;
  #advancing = false;
  /** The real time up to which virtual time has been asked for. */
  #lastTick: number | null = null;
  /** Virtual time is whole microseconds: what slow motion leaves over waits here for the next tick. */
  #leftOver = 0;
  #violated = false;

  constructor(ports: Ports) {
    this.#ports = ports;
    this.speed.subscribe((speed) => {
      if (speed !== this.#ruled) this.#ruled = null;
    });
  }

  play(): void {
    if (this.playing.value) return;
    this.playing.value = true;
    this.#lastTick = null;
    this.#schedule();
  }

  pause(): void {
    this.playing.value = false;
  }

  /** A person's choice, which ends the opening rule even where it names the speed of the rule. */
  choose(speed: number): void {
    this.#ruled = null;
    this.speed.value = Math.min(Math.max(speed, SPEEDS[0] ?? 0), SPEEDS.at(-1) ?? Infinity);
  }

  /** A new run is on screen: the opening rule applies to it unless a person has chosen a speed. */
  begin(): void {
    this.#violated = false;
    this.#leftOver = 0;
    if (this.#ruled !== null) this.#rule(OPENING_SPEED);
  }

  /** Takes note of a frame that was shown: the first leader, the first violation, the end. */
  follow(frame: Frame, before: Frame | null): void {
    if (this.#ruled === OPENING_SPEED && hasLeader(frame)) this.#rule(SETTLED_SPEED);
    if (frame.violation !== null && !this.#violated) this.pause();
    // A run that went back to before it will come to it again.
    this.#violated = frame.violation !== null;
    if (frame.over) this.pause();
    const end = this.#ports.end();
    if (before !== null && before.now < end && frame.now >= end) this.pause();
  }

  #rule(speed: number): void {
    this.#ruled = speed;
    this.speed.value = speed;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#ports.onNextFrame((ms) => {
      this.#scheduled = false;
      if (!this.playing.value) return;
      this.#tick(ms);
      this.#schedule();
    });
  }

  #tick(ms: number): void {
    const now = this.#ports.now();
    if (this.#lastTick === null || now === null) {
      this.#lastTick = ms;
      return;
    }
    if (this.#advancing) return;
    const real = Math.min(ms - this.#lastTick, LONGEST_TICK);
    this.#lastTick = ms;
    const wanted = real * 1000 * this.speed.value + this.#leftOver;
    const whole = Math.floor(wanted);
    this.#leftOver = wanted - whole;
    if (whole === 0) return;
    const end = this.#ports.end();
    const to = now < end ? Math.min(now + whole, end) : now + whole;
    this.#advancing = true;
    void this.#ports.advance(to).finally(() => {
      this.#advancing = false;
    });
  }
}

/** The nearest step above or below a speed, for the keys and buttons that change it. */
export function neighbouringSpeed(speed: number, direction: 1 | -1): number {
  const found =
    direction === 1
      ? SPEEDS.find((step) => step > speed * 1.0001)
      : SPEEDS.findLast((step) => step < speed * 0.9999);
  return found ?? (direction === 1 ? SPEEDS.at(-1) : SPEEDS[0]) ?? speed;
}

/** "1/20", "2.5". */
export function speedName(speed: number): string {
  return speed >= 1 ? String(+speed.toPrecision(3)) : `1/${String(+(1 / speed).toPrecision(3))}`;
}

function hasLeader(frame: Frame): boolean {
  const { replicas } = frame;
  for (let at = 0; at < replicas.length; at += REPLICA.STRIDE) {
    if (replicas[at + REPLICA.UP] === 1 && replicas[at + REPLICA.ROLE] === ROLE.LEADER) return true;
  }
  return false;
}
