/** A button that asks the browser for files, or for a folder. */
import { useRef } from 'preact/hooks';

interface PickProps {
  label: string;
  /** All files of a folder. */
  folder?: boolean;
  primary?: boolean;
  picked(input: HTMLInputElement): void;
}

export function Pick({ label, folder = false, primary = false, picked }: PickProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button class={primary ? 'primary' : ''} onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        {...(folder ? { webkitdirectory: true } : { accept: '.json,application/json' })}
        aria-label={label}
        onChange={(e) => {
          picked(e.currentTarget);
          // The same files may be chosen again, once they are mended.
          e.currentTarget.value = '';
        }}
      />
    </>
  );
}
