/** Scenarios from outside: picked, dropped anywhere on the page, or pasted. */
import { computed, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { BadInput } from '../engine/protocol';
import { tell } from '../state/notices';
import { open, settings } from '../state/run';

const LARGEST = 1_000_000;

/** What the reader calls a file that has no title. */
const COURSE_TEST = 'Course test';

/** The name under which the run on screen was opened. A course test does not tell its own. */
const openedAs = signal<string | null>(null);

export const title = computed(() => openedAs.value ?? (settings.value?.title || 'Untitled scenario'));

/** Opens a text unless it is too large. What is refused is told; the run on screen goes on. */
export async function openText(text: string, name: string | null = null): Promise<BadInput | null> {
  if (text.length <= LARGEST) {
    const why = await open(text);
    if (!why) openedAs.value = settings.value?.title === COURSE_TEST ? name : null;
    return why;
  }
  const why = { place: 'file', message: `is larger than 1 MB, the most that is read` };
  tell(`${why.place}: ${why.message}`, 'bad');
  return why;
}

export async function openFile(file: File): Promise<void> {
  if (file.size > LARGEST) {
    tell(`${file.name}: is larger than 1 MB, the most that is read`, 'bad');
    return;
  }
  let text: string;
  try {
    text = await file.text();
  } catch {
    tell(`${file.name} cannot be read.`, 'bad');
    return;
  }
  const why = await openText(text, file.name.replace(/\.json$/, ''));
  if (!why) tell(`${file.name} is open.`, 'good');
}

/** Asks the browser for a file. */
export function pickFile(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,application/json';
  input.onchange = () => {
    const file = input.files?.[0];
    if (file) void openFile(file);
  };
  input.click();
}

const dragged = signal(false);

/** A slider or a switch that has the focus takes no text: what is pasted then is a scenario all the same. */
const TEXT_FIELDS =
  'input:not([type="range"], [type="checkbox"], [type="radio"]), textarea, [contenteditable]';

function takesText(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TEXT_FIELDS) !== null;
}

/** Takes what is dropped or pasted anywhere, and shows that it would while something is dragged over. */
export function DropArea() {
  useEffect(() => {
    const off = new AbortController();
    const listen = <K extends keyof WindowEventMap>(type: K, on: (e: WindowEventMap[K]) => void) =>
      addEventListener(type, on, { signal: off.signal });
    // Entering a child leaves its parent: only the balance of the two tells whether it is still here.
    let depth = 0;
    const carries = (e: DragEvent) => e.dataTransfer?.types.some((t) => t === 'Files' || t === 'text/plain');
    listen('dragenter', (e) => {
      if (!carries(e)) return;
      depth++;
      dragged.value = true;
    });
    listen('dragleave', () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) dragged.value = false;
    });
    listen('dragover', (e) => {
      if (carries(e)) e.preventDefault();
    });
    listen('drop', (e) => {
      depth = 0;
      dragged.value = false;
      if (!e.dataTransfer || takesText(e.target)) return;
      e.preventDefault();
      const [file] = e.dataTransfer.files;
      if (file) void openFile(file);
      else void openText(e.dataTransfer.getData('text/plain'));
    });
    listen('paste', (e) => {
      const text = e.clipboardData?.getData('text/plain') ?? '';
      const [file] = e.clipboardData?.files ?? [];
      if (takesText(e.target) || (!file && !text.trim())) return;
      e.preventDefault();
      if (file) void openFile(file);
      else void openText(text);
    });
    return () => off.abort();
  }, []);
  return dragged.value ? (
    <div class="drop-over" aria-hidden="true">
      <p>
        Drop the scenario here
        <small>A JSON file of up to 1 MB</small>
      </p>
    </div>
  ) : null;
}
