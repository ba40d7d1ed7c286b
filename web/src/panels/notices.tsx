/** What the page has to say about what was asked of it. */
import { useEffect, useState } from 'preact/hooks';
import { dismiss, notices, type Notice } from '../state/notices';
import { Icon } from './icons';

const ICON = { info: 'follower', good: 'ok', bad: 'warn' } as const;

/** After so long, in real ms, a notice goes by itself, unless someone points at it or it offers something to do. */
const STAYS = { good: 6_000, info: 15_000, bad: 30_000 } as const;

export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map((notice) => (
        <Toast key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function Toast({ notice: { id, text, tone, remedy } }: { notice: Notice }) {
  const [held, hold] = useState(false);
  useEffect(() => {
    if (held || remedy) return;
    const timer = setTimeout(() => dismiss(id), STAYS[tone]);
    return () => clearTimeout(timer);
  }, [held, id, tone]);
  return (
    <div
      class={`notice ${tone}`}
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
      onFocusIn={() => hold(true)}
      onFocusOut={() => hold(false)}
    >
      <Icon name={ICON[tone]} />
      <p>
        {text}
        {remedy && (
          <button
            onClick={() => {
              dismiss(id);
              remedy.press();
            }}
          >
            {remedy.text}
          </button>
        )}
      </p>
      <button class="quiet square" aria-label="Dismiss" onClick={() => dismiss(id)}>
        <Icon name="close" size={14} />
      </button>
    </div>
  );
}
