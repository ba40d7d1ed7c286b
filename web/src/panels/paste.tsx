/** A scenario typed or pasted by hand, for those who have no file. */
import { useState } from 'preact/hooks';
import type { BadInput } from '../engine/protocol';
import { close, Dialog } from './dialog';
import { openText } from './opened';

export function PasteDialog() {
  const [text, setText] = useState('');
  const [why, setWhy] = useState<BadInput | null>(null);
  const take = async (): Promise<void> => {
    const refused = await openText(text);
    setWhy(refused);
    if (!refused) close();
  };
  return (
    <Dialog title="Paste a scenario">
      <form
        class="paste"
        onSubmit={(e) => {
          e.preventDefault();
          void take();
        }}
      >
        <label class="field">
          <span class="label">A scenario or a course test file, as JSON</span>
          <textarea
            class="mono"
            rows={12}
            spellcheck={false}
            value={text}
            aria-invalid={why !== null}
            aria-describedby="paste-wrong"
            placeholder={'{\n  "replicas": 5,\n  "seed": 1\n}'}
            onInput={(e) => setText(e.currentTarget.value)}
          />
        </label>
        <p class="wrong" id="paste-wrong" role="alert">
          {why ? `${why.place}: ${why.message}` : ''}
        </p>
        <div class="dialog-end">
          <button type="button" onClick={close}>
            Cancel
          </button>
          <button class="primary" type="submit" disabled={text.trim() === ''}>
            Open
          </button>
        </div>
      </form>
    </Dialog>
  );
}
