/** What the page has to say about what was asked of it. */
import { dismiss, notices } from '../state/notices';
import { Icon } from './icons';

const ICON = { info: 'follower', good: 'ok', bad: 'warn' } as const;

export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map((notice) => (
        <div key={notice.id} class={`notice ${notice.tone}`}>
          <Icon name={ICON[notice.tone]} />
          <p>{notice.text}</p>
          <button class="quiet square" aria-label="Dismiss" onClick={() => dismiss(notice.id)}>
            <Icon name="close" size={14} />
          </button>
        </div>
      ))}
    </div>
  );
}
