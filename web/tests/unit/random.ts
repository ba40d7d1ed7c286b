/** A source of numbers below a limit, the same for the same seed. */
export function randomBelow(seed: number): (limit: number) => number {
  let state = seed % 2147483647 || 1;
  return (limit) => {
    state = (state * 48271) % 2147483647;
    return state % limit;
  };
}

/** `count` seeds for a test to run with. A failing test names its seed in its title. */
export function seeds(count: number): number[] {
  return Array.from({ length: count }, (_, i) => 1000 + 7919 * i);
}
