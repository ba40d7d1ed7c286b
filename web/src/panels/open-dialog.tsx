/** The dialog that is open. None is part of the first load. */
import { CutGroups } from './cut-groups';
import { openDialog } from './dialogs';
import { HelpDialog, type KeyName } from './help';
import { Members } from './members';
import { PasteDialog } from './paste';
import { SettingsSheet } from './settings/sheet';

export function OpenDialog({ keys }: { keys: Record<KeyName, unknown> }) {
  switch (openDialog.value) {
    case 'settings':
      return <SettingsSheet />;
    case 'help':
      return <HelpDialog bound={Object.keys(keys) as KeyName[]} />;
    case 'paste':
      return <PasteDialog />;
    case 'members':
      return <Members />;
    case 'groups':
      return <CutGroups />;
    case null:
      return null;
  }
}
