/** The dialog that is open. None is part of the first load. */
import { CutGroups } from './cut-groups';
import { openDialog } from './dialogs';
import { HelpDialog, type KeyHelp } from './help';
import { PasteDialog } from './paste';
import { SettingsSheet } from './settings';

export function OpenDialog({ keys }: { keys: KeyHelp[] }) {
  switch (openDialog.value) {
    case 'settings':
      return <SettingsSheet />;
    case 'help':
      return <HelpDialog keys={keys} />;
    case 'paste':
      return <PasteDialog />;
    case 'groups':
      return <CutGroups />;
    case null:
      return null;
  }
}
