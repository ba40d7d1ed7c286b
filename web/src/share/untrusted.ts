/** Looking into values that someone else wrote: each look either gives what was expected or says what is wrong where. */

/** What is not as it has to be, thrown from within a value to where its reading began. */
export class Misfit extends Error {
  readonly place: string;

  constructor(place: string, message: string) {
    super(message);
    this.place = place;
  }
}

export function inside(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Misfit(place, 'is missing, or no object');
  }
  return value as Record<string, unknown>;
}

/** An object that has these keys, perhaps some of the others, and no more. */
export function inObject(
  value: unknown,
  place: string,
  needed: readonly string[],
  others: readonly string[] = [],
): Readonly<Record<string, unknown>> {
  const object = inside(value, place);
  const known = [...needed, ...others];
  const odd = Object.keys(object).find((key) => !known.includes(key));
  if (odd !== undefined) {
    throw new Misfit(
      place,
      `has an unknown part ${JSON.stringify(odd.slice(0, 40))}; there are ${known.join(', ')}`,
    );
  }
  const missing = needed.find((key) => !Object.hasOwn(object, key));
  if (missing !== undefined) throw new Misfit(`${place}.${missing}`, 'is missing');
  return object;
}

export function wholeAt(value: unknown, place: string, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new Misfit(place, `is no whole number from 0 to ${most}`);
}

export function textAt(value: unknown, place: string, most: number): string {
  if (typeof value !== 'string') throw new Misfit(place, 'is no text');
  if (value.length > most) throw new Misfit(place, `has more than ${most} characters`);
  return value;
}
