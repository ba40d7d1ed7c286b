/** The field into which one types what is looked for, with a menu of what may stand next. */
import { signal, useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Suggestion } from '../../engine/find-protocol';
import { goOn, inquire, typed, way, wrong } from '../../state/find';

/** The words that may stand at the cursor, and how many characters before it they take the place of. */
const menu = signal<{ begun: number; words: readonly Suggestion[] } | null>(null);
let asked = 0;

async function suggest(text: string): Promise<void> {
  const mine = ++asked;
  const answer = await inquire({ ask: 'complete', text });
  if (mine === asked && answer?.ask === 'complete') menu.value = answer.words.length > 0 ? answer : null;
}

function closeMenu(): void {
  asked++;
  menu.value = null;
}

/** Behind a word that is whole, the next one is typed. A replica may have a field behind it. */
const isWhole = ({ word, about }: Suggestion): boolean => !/[[("]$/.test(word) && !/replica$/.test(about);

export function Field({ next }: { next(): void }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const active = useSignal(-1);
  const complaint = wrong.value;
  useEffect(() => input.current?.focus(), []);
  useEffect(() => closeMenu, []);

  const changed = (): void => {
    const { value, selectionStart } = input.current!;
    typed.value = value;
    wrong.value = null;
    active.value = -1;
    if (way.peek() === 'predicate') void suggest(value.slice(0, selectionStart ?? value.length));
  };

  const take = (chosen: Suggestion): void => {
    const field = input.current!;
    const cursor = field.selectionStart ?? field.value.length;
    const before = field.value.slice(0, cursor - (menu.peek()?.begun ?? 0));
    const put = `${before}${chosen.word}${isWhole(chosen) ? ' ' : ''}`;
    field.value = put + field.value.slice(cursor).trimStart();
    field.setSelectionRange(put.length, put.length);
    field.focus();
    changed();
  };

  const words = menu.value?.words ?? [];
  const keys = (e: KeyboardEvent): void => {
    const chosen = words[active.peek()];
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      if (words.length === 0) changed();
      else
        active.value =
          (active.peek() + (e.key === 'ArrowDown' ? 1 : words.length) + words.length) % words.length;
      if (e.key === 'ArrowUp' && active.peek() < 0) active.value = words.length - 1;
    } else if ((e.key === 'Enter' || e.key === 'Tab') && chosen !== undefined) take(chosen);
    else if (e.key === 'Enter') {
      closeMenu();
      if (e.shiftKey) void goOn(true);
      else next();
    } else if (e.key === 'Escape' && words.length > 0) closeMenu();
    else return;
    e.preventDefault();
    e.stopPropagation();
  };

  return (
    <div class="find-field">
      <input
        ref={input}
        type="text"
        class="mono"
        role="combobox"
        aria-label={way.value === 'predicate' ? 'Predicate' : 'Words'}
        aria-expanded={words.length > 0}
        aria-controls={`${id}-menu`}
        aria-autocomplete="list"
        aria-activedescendant={active.value < 0 ? undefined : `${id}-${active.value}`}
        aria-invalid={complaint !== null}
        aria-describedby={`${id}-wrong`}
        autoComplete="off"
        spellcheck={false}
        placeholder={
          way.value === 'predicate' ? 'S3.role = leader and S3.commitIndex >= 5' : 'refuses its vote'
        }
        value={typed.value}
        onInput={changed}
        onKeyDown={keys}
        onBlur={closeMenu}
      />
      <ul
        id={`${id}-menu`}
        class="find-menu"
        role="listbox"
        aria-label="What may stand here"
        hidden={words.length === 0}
      >
        {words.map((one, i) => (
          <li
            key={one.word}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === active.value}
            ref={(line) => {
              if (i === active.value) line?.scrollIntoView({ block: 'nearest' });
            }}
            // The focus stays in the field.
            onPointerDown={(e) => {
              e.preventDefault();
              take(one);
            }}
          >
            <code>{one.word}</code>
            <span>{one.about}</span>
          </li>
        ))}
      </ul>
      <p class="wrong" id={`${id}-wrong`} aria-live="polite">
        {complaint ? (
          <>
            <Mark place={complaint.place} />
            {complaint.place}: {complaint.message}
          </>
        ) : null}
      </p>
    </div>
  );
}

/** Points at the column of the field above that is wrong. */
function Mark({ place }: { place: string }) {
  const column = Number(/^column (\d+)$/.exec(place)?.[1] ?? NaN);
  if (way.value !== 'predicate' || !(column <= 80)) return null;
  return (
    <i class="find-mark" style={{ '--column': String(column - 1) }} aria-hidden="true">
      ▴
    </i>
  );
}
