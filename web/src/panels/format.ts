/** How numbers are written on the page. */

/** "12,412.300": microseconds as milliseconds, always with three places so that nothing jumps. */
export function ms(us: number): string {
  if (!Number.isFinite(us)) return '–';
  const whole = Math.round(us);
  return `${count(Math.floor(whole / 1000))}.${String(whole % 1000).padStart(3, '0')}`;
}

/** A duration, as short as it can be said: "48.2 ms", "0.35 ms", "1.20 s". */
export function duration(us: number): string {
  if (us >= 1_000_000) return `${(us / 1_000_000).toFixed(2)} s`;
  return `${(us / 1000).toFixed(us >= 10_000 ? 1 : 2)} ms`;
}

export function count(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** The class that colours something by its term; the number itself is always written beside it. */
export function termClass(term: number): string {
  return term > 0 ? `term-${((term - 1) % 8) + 1}` : 'term-0';
}
