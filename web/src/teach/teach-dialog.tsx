/** What teachers do: set up a course, judge what is handed in, write exercises of their own. Nothing of it leaves the browser. */
import { signal } from '@preact/signals';
import { adopt } from '../panels/adopt';
import { Dialog } from '../panels/dialog';
import { Segments } from '../panels/fields';
import { onDemand } from '../panels/on-demand';
import { HandIns } from './hand-ins-part';
import { SetUp } from './set-up-part';
import css from './teach.css?inline';

adopt(css);

// The editor is the largest part, and the one that the fewest need.
const Write = onDemand(() => import('./write-part').then((m) => m.WritePart));

type PartName = 'set-up' | 'hand-ins' | 'write';

const part = signal<PartName>('set-up');

export function TeachDialog() {
  return (
    <Dialog title="For teachers">
      <div class="teach">
        <div class="teach-parts">
          <Segments<PartName>
            label="Part"
            value={part.value}
            options={[
              ['set-up', 'Set up a course'],
              ['hand-ins', 'Hand-ins'],
              ['write', 'Write an exercise'],
            ]}
            set={(chosen) => (part.value = chosen)}
          />
        </div>
        {part.value === 'set-up' ? <SetUp /> : part.value === 'hand-ins' ? <HandIns /> : <Write />}
      </div>
    </Dialog>
  );
}
