/** Form fields, made once: a label, a control, a unit, and what is allowed when it was not met. */
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';

export interface Limits {
  min: number;
  max: number;
  /** Whole numbers only. */
  whole?: boolean;
}

/** The number, or what is wrong with the text, naming the limits. */
export function readNumber(text: string, { min, max, whole }: Limits): number | string {
  const n = text.trim() === '' ? NaN : Number(text);
  const kind = whole ? 'a whole number' : 'a number';
  return Number.isFinite(n) && n >= min && n <= max && (!whole || Number.isInteger(n))
    ? n
    : `Needs ${kind} from ${min} to ${max}.`;
}

interface NumberFieldProps extends Limits {
  label: string;
  value: number;
  unit?: string;
  /** Called with what was typed once it is valid; what it returns is shown as refused. */
  set(n: number): string | null | void | Promise<string | null | void>;
}

export function NumberField({ label, value, unit, set, ...limits }: NumberFieldProps) {
  const id = useId();
  const [wrong, setWrong] = useState<string | null>(null);
  // What is being typed stays when the settings change meanwhile.
  const [typed, setTyped] = useState<string | null>(null);
  const take = async (text: string): Promise<void> => {
    const n = readNumber(text, limits);
    const refused = typeof n === 'string' ? n : ((await set(n)) ?? null);
    setWrong(refused);
    if (refused === null) setTyped((now) => (now === text ? null : now));
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <span class="with-unit">
        <input
          id={id}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          value={typed ?? String(value)}
          aria-invalid={wrong !== null}
          aria-describedby={wrong ? `${id}-wrong` : undefined}
          onInput={(e) => setTyped(e.currentTarget.value)}
          onChange={(e) => void take(e.currentTarget.value)}
        />
        {unit ? <span class="unit">{unit}</span> : null}
      </span>
      {wrong ? (
        <p class="wrong" id={`${id}-wrong`}>
          {wrong}
        </p>
      ) : null}
    </div>
  );
}

interface SliderFieldProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  written: string;
  set(n: number): void;
}

export function SliderField({ label, value, min, max, step, written, set }: SliderFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <span class="with-unit">
        <Slider {...{ id, value, min, max, step, set }} text={written} />
        <span class="written">{written}</span>
      </span>
    </div>
  );
}

interface SliderProps {
  id?: string;
  label?: string;
  value: number;
  min: number;
  max: number;
  step: number;
  /** What the value means, for those who do not see it written. */
  text: string;
  set(n: number): void;
}

/** A range input whose filled part is drawn by the style sheet from --filled. */
export function Slider({ id, label, value, min, max, step, text, set }: SliderProps) {
  return (
    <input
      {...(id ? { id } : {})}
      type="range"
      class="slider"
      aria-label={label}
      aria-valuetext={text}
      value={value}
      min={min}
      max={max}
      step={step}
      style={{ '--filled': String((value - min) / (max - min)) }}
      onInput={(e) => set(e.currentTarget.valueAsNumber)}
    />
  );
}

interface SelectProps<T extends string> {
  label: string;
  value: T;
  options: [T, string][];
  set(value: T): void;
  /** The label is read out, not shown. */
  bare?: boolean;
}

export function Select<T extends string>({ label, value, options, set, bare }: SelectProps<T>) {
  const id = useId();
  const box = (
    <select
      id={id}
      aria-label={bare ? label : undefined}
      value={value}
      onChange={(e) => set(e.currentTarget.value as T)}
    >
      {options.map(([v, text]) => (
        <option key={v} value={v} selected={v === value}>
          {text}
        </option>
      ))}
    </select>
  );
  return bare ? (
    box
  ) : (
    <div class="field">
      <label for={id}>{label}</label>
      {box}
    </div>
  );
}

/** A row of which one is chosen: radio buttons that look like one control. */
export function Segments<T extends string>({ label, value, options, set }: SelectProps<T>) {
  const name = useId();
  return (
    <fieldset class="segments">
      <legend class="unseen">{label}</legend>
      {options.map(([v, text]) => (
        <label key={v}>
          <input type="radio" name={name} value={v} checked={v === value} onChange={() => set(v)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface SwitchProps {
  on: boolean;
  set(on: boolean): void;
  children: ComponentChildren;
}

export function Switch({ on, set, children }: SwitchProps) {
  return (
    <label class="switch">
      <input type="checkbox" role="switch" checked={on} onChange={(e) => set(e.currentTarget.checked)} />
      <span>{children}</span>
    </label>
  );
}
