/** What keys do, and what is dropped or pasted: fetched when the cluster runs. */
import { useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { DropArea } from '../panels/drop-area';
import { room, view } from '../panels/view';
import { question } from '../state/selection';
import { markLinked } from '../panels/linked';
import { onKey } from './keys';

export function Hands() {
  useEffect(() => {
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  useSignalEffect(() => {
    // The answer stands in the inspector.
    if (question.value !== null && room.peek() !== 'wide') view.value = 'inspector';
  });
  useEffect(markLinked, []);
  return <DropArea />;
}
