/** A field of two numbers, the smaller one first. */
import { useId, useState } from 'preact/hooks';
import { readNumber, type Limits } from './fields';

interface RangeFieldProps extends Limits {
  label: string;
  value: [number, number];
  unit: string;
  set(range: [number, number]): string | null | void | Promise<string | null | void>;
}

type Typed = [string | null, string | null];

export function RangeField({ label, value, unit, set, ...limits }: RangeFieldProps) {
  const id = useId();
  const [wrong, setWrong] = useState<string | null>(null);
  // What is being typed stays when the settings change, as they do when the other end was taken.
  const [typed, setTyped] = useState<Typed>([null, null]);
  const shown = [typed[0] ?? String(value[0]), typed[1] ?? String(value[1])] as const;
  const type = (at: 0 | 1, text: string): void =>
    setTyped(([low, high]) => (at === 0 ? [text, high] : [low, text]));
  const take = async (at: 0 | 1, text: string): Promise<void> => {
    const texts = at === 0 ? [text, shown[1]] : [shown[0], text];
    type(at, text);
    const low = readNumber(texts[0]!, limits);
    const high = readNumber(texts[1]!, limits);
    if (typeof low === 'string' || typeof high === 'string') {
      setWrong(typeof low === 'string' ? low : (high as string));
    } else if (low > high) {
      setWrong('The first number must not be above the second.');
    } else {
      const refused = (await set([low, high])) ?? null;
      setWrong(refused);
      const left = (now: string | null, taken: string) => (now === taken ? null : now);
      if (refused === null) setTyped((now) => [left(now[0], texts[0]!), left(now[1], texts[1]!)]);
    }
  };
  const end = (at: 0 | 1, name: string) => (
    <input
      type="text"
      inputMode="decimal"
      autoComplete="off"
      aria-label={`${label}, ${name}`}
      value={shown[at]}
      aria-invalid={wrong !== null}
      aria-describedby={wrong ? `${id}-wrong` : undefined}
      onInput={(e) => type(at, e.currentTarget.value)}
      onChange={(e) => void take(at, e.currentTarget.value)}
    />
  );
  return (
    <div class="field" role="group" aria-label={label}>
      <span class="label">{label}</span>
      <span class="with-unit">
        {end(0, 'from')}
        <span class="unit">to</span>
        {end(1, 'to')}
        <span class="unit">{unit}</span>
      </span>
      {wrong ? (
        <p class="wrong" id={`${id}-wrong`}>
          {wrong}
        </p>
      ) : null}
    </div>
  );
}
