/** Scenarios that are dropped or pasted anywhere on the page. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { fetched } from '../state/parts';
import { openText } from './opened';

const dragged = signal(false);

const openFile = async (file: File) => (await fetched(() => import('./files')))?.openFile(file);

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
      if (!e.dataTransfer || e.defaultPrevented || takesText(e.target)) return;
      e.preventDefault();
      const [file] = e.dataTransfer.files;
      if (file) void openFile(file);
      else void openText(e.dataTransfer.getData('text/plain'));
    });
    listen('paste', (e) => {
      const text = e.clipboardData?.getData('text/plain') ?? '';
      const [file] = e.clipboardData?.files ?? [];
      if (e.defaultPrevented || takesText(e.target) || (!file && !text.trim())) return;
      e.preventDefault();
      if (file) void openFile(file);
      else void openText(text);
    });
    return () => off.abort();
  }, []);
  return (
    <div class="drop-over" hidden={!dragged.value} aria-hidden="true">
      <p>
        Drop the scenario here
        <small>A JSON file of up to 1 MB</small>
      </p>
    </div>
  );
}
