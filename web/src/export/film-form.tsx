/** Which span of the run becomes a film, and how fast. */
import { useId, useState } from 'preact/hooks';
import { Select } from '../panels/fields';
import { frame, settings, speed } from '../state/run';
import { SPEEDS, speedName } from '../state/transport';
import { filmType, saveFilm } from './recording';
import { lengthOf, seconds, spanOf, type Span } from './span';
import { doing } from './work';

/** A film is of the last second, unless told otherwise, in µs. */
const LAST = 1_000_000;
/** How far a run without an end may be gone, in ms: as far as a link may. */
const UNENDING = 86_400_000;

export function FilmForm({ busy }: { busy: boolean }) {
  const now = frame.peek()?.now ?? 0;
  const [from, setFrom] = useState(inMs(Math.max(0, now - LAST)));
  const [to, setTo] = useState(inMs(now));
  const [pace, setPace] = useState(String(nearest(speed.peek())));
  const read = spanOf(from, to, Number(pace), settings.peek()?.end_ms ?? UNENDING);
  const span = typeof read === 'string' ? null : read;
  const type = filmType();
  return (
    <section aria-label="Film">
      <h3>Film</h3>
      <p>
        A span of the run as {type?.startsWith('video/mp4') ? 'an MP4' : 'a WebM'} film of the stage, encoded
        by the browser. The run goes through it meanwhile, and back to this moment.
      </p>
      <form
        class="film"
        onSubmit={(e) => {
          e.preventDefault();
          if (span) void doing('The film is being made', (work) => saveFilm(span, work));
        }}
      >
        <TimeField label="From" text={from} set={setFrom} />
        <TimeField label="To" text={to} set={setTo} />
        <Select
          label="Speed"
          value={pace}
          options={SPEEDS.map((s) => [String(s), `${speedName(s)}×`])}
          set={setPace}
        />
        <button class="primary" disabled={busy || !span || !type}>
          Record
        </button>
      </form>
      <p class={span && type ? 'film-length' : 'wrong'} role="status">
        {type ? lengthOrWrong(read) : 'This browser has no encoder for films (MediaRecorder).'}
      </p>
    </section>
  );
}

const lengthOrWrong = (read: Span | string): string =>
  typeof read === 'string' ? read : `The film is ${seconds(lengthOf(read))} long.`;

function TimeField({ label, text, set }: { label: string; text: string; set(text: string): void }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <span class="with-unit">
        <input
          id={id}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          value={text}
          onInput={(e) => set(e.currentTarget.value)}
        />
        <span class="unit">ms</span>
      </span>
    </div>
  );
}

const inMs = (us: number): string => String(us / 1000);

const nearest = (of: number): number => SPEEDS.find((step) => step >= of * 0.9999) ?? 1;
