/** The dialog that is open: one of the panels, or one that needs stage and panels. */
import { openDialog } from '../panels/dialogs';
import { onDemand } from '../panels/on-demand';
import { OpenDialog } from '../panels/open-dialog';
import { BINDINGS } from './keys';

const Export = onDemand(() => import('../export/export-dialog').then((m) => m.ExportDialog));

export function Dialogs() {
  return openDialog.value === 'export' ? <Export /> : <OpenDialog keys={BINDINGS} />;
}
