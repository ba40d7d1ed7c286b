/** The salt of the course. It is the same one wherever it is asked for. */
import { useId } from 'preact/hooks';
import { generateSalt, salt } from './set-up';

/** The most that the core takes. */
const LONGEST_SALT = 1_000;

interface SaltFieldProps {
  explained: string;
  /** Whether it can be made here. */
  fresh?: boolean;
}

export function SaltField({ explained, fresh = false }: SaltFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>Salt</label>
      <span class="salt">
        <input
          id={id}
          type="text"
          class="mono"
          autoComplete="off"
          spellcheck={false}
          maxLength={LONGEST_SALT}
          placeholder="A secret word or sentence"
          aria-describedby={`${id}-about`}
          value={salt.value}
          onInput={(e) => (salt.value = e.currentTarget.value)}
        />
        {fresh ? <button onClick={generateSalt}>Generate</button> : null}
      </span>
      <p class="quiet-text" id={`${id}-about`}>
        {explained}
      </p>
    </div>
  );
}
