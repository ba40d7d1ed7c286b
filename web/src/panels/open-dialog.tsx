/** The dialog that is open. None is part of the first load. */
import { adopt } from './adopt';
import { CutGroups } from './cut-groups';
import { openDialog } from './dialogs';
import css from './dialogs.css?inline';
import { HelpDialog, type KeyName } from './help';
import { onDemand } from './on-demand';
import { Members } from './members';
import { PasteDialog } from './paste';
import { SettingsSheet } from './settings/sheet';

adopt(css);

const Grader = onDemand(() => import('./grader/grader').then((m) => m.Grader));

const Gallery = onDemand(() => import('./gallery/gallery').then((m) => m.Gallery));

const Share = onDemand(() => import('./share/share-dialog').then((m) => m.ShareDialog));

export function OpenDialog({ keys }: { keys: Record<KeyName, unknown> }) {
  switch (openDialog.value) {
    case 'settings':
      return <SettingsSheet />;
    case 'help':
      return <HelpDialog bound={Object.keys(keys) as KeyName[]} />;
    case 'paste':
      return <PasteDialog />;
    case 'grader':
      return <Grader />;
    case 'gallery':
      return <Gallery />;
    case 'share':
      return <Share />;
    case 'members':
      return <Members />;
    case 'groups':
      return <CutGroups />;
    // These stand above the panels.
    case 'export':
    case 'lessons':
    case 'teach':
    case null:
      return null;
  }
}
