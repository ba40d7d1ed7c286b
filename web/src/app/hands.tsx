/** What keys do, what is dropped or pasted, and the lessons: fetched when the cluster runs. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { openDialog } from '../panels/dialogs';
import { DropArea } from '../panels/drop-area';
import { onDemand } from '../panels/on-demand';
import { room, view } from '../panels/view';
import { question } from '../state/selection';
import { markLinked } from '../panels/linked';
import { onKey } from './keys';

const Lessons = onDemand(() => import('../lessons/lessons-on-page').then((m) => m.LessonsOnPage));
const Teach = onDemand(() => import('../teach/teach-dialog').then((m) => m.TeachDialog));

export function Hands() {
  const learning = useSignal(false);
  useEffect(() => {
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  useSignalEffect(() => {
    // The answer stands in the inspector.
    if (question.value !== null && room.peek() !== 'wide') view.value = 'inspector';
  });
  useEffect(markLinked, []);
  useSignalEffect(() => {
    // What a teacher writes is tried as students do it.
    if (openDialog.value === 'lessons' || openDialog.value === 'teach') learning.value = true;
  });
  return (
    <>
      <DropArea />
      {learning.value ? <Lessons /> : null}
      {openDialog.value === 'teach' ? <Teach /> : null}
    </>
  );
}
