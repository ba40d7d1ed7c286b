/** The settings of the run. Those of the cluster and its rules start it anew, the others hold at once. */
import { settings } from '../../state/run';
import { Dialog } from '../dialog';
import { Features } from './features';
import { NewRun } from './new-run';
import { Rules } from './rules';
import { Tuning } from './tuning';

export function SettingsSheet() {
  const run = settings.value;
  return (
    <Dialog title="Settings" sheet>
      {run ? (
        // Another run brings other values: what was typed for the last one goes.
        <div class="settings" key={`${run.title}.${run.seed}.${run.replicas}`}>
          <NewRun run={run} />
          <Tuning run={run} />
          <Features run={run} />
          <Rules run={run} />
        </div>
      ) : (
        <p class="empty">The cluster is starting.</p>
      )}
    </Dialog>
  );
}
