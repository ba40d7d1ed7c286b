/** A part of the dialog that takes what is dropped anywhere on the dialog, in the place of the stage behind it. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface DropHereProps {
  take(transfer: DataTransfer): void;
  children: ComponentChildren;
}

export function DropHere({ take, children }: DropHereProps) {
  const box = useRef<HTMLDivElement>(null);
  const over = useSignal(false);
  useEffect(() => {
    const dialog = box.current?.closest('dialog');
    const off = new AbortController();
    const listen = (type: 'dragover' | 'dragleave' | 'drop', on: (e: DragEvent) => void) =>
      dialog?.addEventListener(type, on, { signal: off.signal });
    listen('dragover', (e) => {
      e.preventDefault();
      over.value = true;
    });
    listen('dragleave', (e) => {
      if (e.target === dialog || !dialog?.contains(e.relatedTarget as Node | null)) over.value = false;
    });
    listen('drop', (e) => {
      e.preventDefault();
      over.value = false;
      if (e.dataTransfer) take(e.dataTransfer);
    });
    return () => off.abort();
  }, [take]);
  return (
    <div class={over.value ? 'drop-here' : ''} ref={box}>
      {children}
    </div>
  );
}
