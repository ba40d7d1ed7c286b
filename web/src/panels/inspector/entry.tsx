import { useComputed } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { REPLICA, type EntryView } from '../../engine/protocol';
import { entry } from '../../state/run';
import { AskWhy } from '../ask-why';
import { count, termClass } from '../format';
import { read, replicaCount, replicaIndex } from '../packed';
import { slowFrame } from '../paced-frame';
import { CardHead } from './card-head';
import { Facts, Named } from './parts';

export function EntryCard({ replica, index }: { replica: string; index: number }) {
  const [view, setView] = useState<EntryView | null | undefined>(undefined);
  // Who holds an entry can change with every event, but no more often than events happen.
  const events = useComputed(() => Math.floor((slowFrame.value?.counters.processed ?? 0) / 4)).value;
  useEffect(() => {
    let stale = false;
    void entry(replica, index).then((answer) => {
      if (!stale) setView(answer);
    });
    return () => {
      stale = true;
    };
  }, [replica, index, events]);

  const now = slowFrame.value;
  const i = replicaIndex(now, replica);
  const all = replicaCount(now);
  const committed = now && i >= 0 ? read(now, i, REPLICA.COMMIT) >= index : false;
  const applied = now && i >= 0 ? read(now, i, REPLICA.APPLIED) >= index : false;
  const durable = now && i >= 0 ? read(now, i, REPLICA.DURABLE) >= index : false;
  return (
    <>
      <CardHead what="Log entry">
        {view ? view.text : `Entry ${count(index)}`}
        {view ? <span class={`badge term ${termClass(view.term)}`}>term {view.term}</span> : null}
      </CardHead>
      {view === null ? (
        <p class="note ended">
          {replica} holds no entry {count(index)}.
        </p>
      ) : null}
      {view ? (
        <>
          <Facts
            rows={[
              ['index', count(view.index)],
              ['term', view.term],
              ['in the log of', <Named name={replica} />],
              [
                'there',
                <>
                  {durable ? 'durable' : 'unsynced'},{' '}
                  {applied ? 'committed and applied' : committed ? 'committed' : 'not committed'}{' '}
                  <AskWhy about={{ about: 'entry', replica, index }} />
                </>,
              ],
            ]}
          />
          <h3>
            Held by <span class="quiet-text">{`${view.on.length} of ${all}`}</span>
          </h3>
          <p class="held">
            {view.on.map((name) => (
              <Named key={name} name={name} />
            ))}
          </p>
        </>
      ) : null}
    </>
  );
}
