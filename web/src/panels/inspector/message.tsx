import { useSignal, useSignalEffect } from '@preact/signals';
import { DEATH, OUTCOME, type MessageView } from '../../engine/protocol';
import { act, frame } from '../../state/run';
import { AskWhy } from '../ask-why';
import { ms } from '../format';
import { CardHead } from './card-head';
import { Facts, Named } from './parts';

const ENDED: Record<number, string> = {
  [OUTCOME.DELIVERED]: 'Delivered',
  [OUTCOME.LOST]: 'Lost by the network',
  [OUTCOME.CUT]: 'Met a cut link',
  [OUTCOME.DOWN]: 'Arrived at a crashed replica',
  [OUTCOME.DROPPED]: 'Dropped by hand',
};

/**
 * A message lives for a few frames only, so its card keeps what was last known of it and says how it
 * ended.
 */
export function MessageCard({ id }: { id: number }) {
  const known = useSignal<MessageView | null>(null);
  const ended = useSignal<string | null>(null);
  const due = useSignal(0);

  useSignalEffect(() => {
    const now = frame.value;
    if (!now) return;
    const { message, deaths } = now;
    if (message?.id === id) {
      // What a message says never changes; only when it is due can.
      if (!known.peek()) known.value = message;
      due.value = message.due;
      ended.value = null;
      return;
    }
    for (let at = 0; at < deaths.length; at += DEATH.STRIDE) {
      if (deaths[at] !== id) continue;
      const how = ENDED[deaths[at + DEATH.OUTCOME] ?? 0] ?? 'Ended';
      ended.value = `${how} at ${ms(deaths[at + DEATH.AT] ?? 0)} ms.`;
      return;
    }
    if (message === null) ended.value ??= 'It is no longer in flight.';
  });

  const view = known.value;
  return (
    <>
      <CardHead what="Message">{view?.name ?? `Message ${id}`}</CardHead>
      {ended.value === null ? (
        <Actions id={id} />
      ) : (
        <p class="note ended">
          {ended} <AskWhy about={{ about: 'message', message: id }} />
        </p>
      )}
      {view ? (
        <>
          <Facts
            rows={[
              [
                'from → to',
                <>
                  <Named name={view.from} /> → <Named name={view.to} />
                </>,
              ],
              ['sent', `${ms(view.sent)} ms`],
              ['due', `${ms(due.value)} ms`],
            ]}
          />
          {view.fields.length > 0 ? (
            <>
              <h3>Fields</h3>
              <Facts rows={view.fields} />
            </>
          ) : null}
        </>
      ) : null}
    </>
  );
}

function Actions({ id }: { id: number }) {
  return (
    <div class="actions">
      <button onClick={() => void act({ do: 'deliver', message: id })}>Deliver now</button>
      <button onClick={() => void act({ do: 'delay', message: id, by_ms: 10 })}>Delay +10 ms</button>
      <button onClick={() => void act({ do: 'duplicate', message: id })}>Duplicate</button>
      <button class="danger" onClick={() => void act({ do: 'drop', message: id })}>
        Drop
      </button>
    </div>
  );
}
