/** A native dialog that is open while it is rendered, and gives the focus back when it goes. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { openDialog } from './dialogs';
import { Icon } from './icons';

interface DialogProps {
  title: string;
  /** A sheet at the side leaves the stage in sight and in reach. */
  sheet?: boolean;
  children: ComponentChildren;
}

export function close(): void {
  openDialog.value = null;
}

export function Dialog({ title, sheet, children }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    if (sheet) box.current?.show();
    else box.current?.showModal();
    // Not its first button: what a reader hears first is the title.
    box.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      class={sheet ? 'sheet' : 'dialog'}
      aria-labelledby={id}
      tabIndex={-1}
      onClose={(e) => {
        // The event comes a little after the key: by then another dialog may stand in this one's place.
        if (e.currentTarget.isConnected) close();
      }}
      onClick={(e) => {
        // A click on the backdrop is a click on the dialog itself, not on what is in it.
        if (!sheet && e.target === e.currentTarget) close();
      }}
    >
      <div class="dialog-body">
        <div class="dialog-head">
          <h2 id={id}>{title}</h2>
          <button class="quiet square" aria-label="Close" onClick={close}>
            <Icon name="close" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
