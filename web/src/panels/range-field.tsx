/** A field of two numbers, the smaller one first. */
import { useId, useState } from 'preact/hooks';
import { readNumber, type Limits } from './fields';

interface RangeFieldProps extends Limits {
  label: string;
  value: [number, number];
  unit: string;
  set(range: [number, number]): string | null | void | Promise<string | null | void>;
}

export function RangeField({ label, value, unit, set, ...limits }: RangeFieldProps) {
  const id = useId();
  const [wrong, setWrong] = useState<string | null>(null);
  const [typed, setTyped] = useState<[string, string] | null>(null);
  const shown: [string, string] = typed ?? [String(value[0]), String(value[1])];
  const take = async (at: 0 | 1, text: string): Promise<void> => {
    const texts: [string, string] = [...shown];
    texts[at] = text;
    setTyped(texts);
    const low = readNumber(texts[0], limits);
    const high = readNumber(texts[1], limits);
    if (typeof low === 'string' || typeof high === 'string') {
      setWrong(typeof low === 'string' ? low : (high as string));
    } else if (low > high) {
      setWrong('The first number must not be above the second.');
    } else {
      const refused = (await set([low, high])) ?? null;
      setWrong(refused);
      if (refused === null) setTyped(null);
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
