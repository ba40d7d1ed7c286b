import { Component } from 'preact';
import type { EventKind, EventView } from '../engine/protocol';
import { ms } from './format';

export const KIND_NAMES: Record<EventKind, string> = {
  election: 'Elections',
  vote: 'Votes',
  replication: 'Replication',
  commit: 'Commits',
  client: 'Clients',
  network: 'Network',
  fault: 'Faults',
  disk: 'Disk',
  violation: 'Violations',
};

/** One small shape a kind, the same as on the stage where the stage has one. */
const SHAPES: Record<EventKind, string> = {
  election: 'M1 10 .6 3.4l3 2.3L6 2l2.4 3.7 3-2.3L11 10z',
  vote: 'M6 1l5 5-5 5-5-5z',
  replication: 'M2 2h8v8H2z',
  commit: 'M.8 6.4 2.4 4.8l2.4 2.4 4.2-5.2 1.6 1.3-5.6 7z',
  client: 'M1.5 1.5 11 6l-9.5 4.5z',
  network: 'M1 5h3v2H1zM8 5h3v2H8zM5 1h2v10H5z',
  fault: 'M2.6 1 6 4.4 9.4 1 11 2.6 7.6 6 11 9.4 9.4 11 6 7.6 2.6 11 1 9.4 4.4 6 1 2.6z',
  disk: 'M1 3.2C1 2 3.2 1 6 1s5 1 5 2.2v5.6C11 10 8.8 11 6 11S1 10 1 8.8z',
  violation: 'M6 .6 11.8 11H.2zM5.3 4.4v3h1.4v-3zm0 4v1.3h1.4V8.4z',
};

interface EventRowProps {
  event: EventView;
  active: boolean;
  point(): void;
  choose(): void;
}

/**
 * An event never changes, so neither does its row but for being pointed at. Another run, though, has
 * other events under the same numbers.
 */
export class EventRow extends Component<EventRowProps> {
  override shouldComponentUpdate({ event, active }: EventRowProps): boolean {
    const { event: now, active: was } = this.props;
    return active !== was || event.at !== now.at || event.text !== now.text;
  }

  override render({ event, active, point, choose }: EventRowProps) {
    const { number, at, kind, text, rule, section, reason, subject, message } = event;
    return (
      <li
        id={`event-${number}`}
        class={`event kind-${kind}`}
        role="option"
        aria-selected={active}
        data-who={subject}
        data-at={at}
        data-message={message}
        onPointerEnter={point}
        onClick={choose}
      >
        <svg width="10" height="10" viewBox="0 0 12 12" aria-hidden="true">
          <path d={SHAPES[kind]} fill="currentColor" fill-rule="evenodd" />
        </svg>
        <time>{ms(at)}</time>
        <span class="text">
          {text}{' '}
          {rule ? (
            <code class="rule" title={reason}>
              {section ? `${rule} §${section.replace(/^§/, '')}` : rule}
            </code>
          ) : null}
        </span>
      </li>
    );
  }
}
