/** Where there is no room for all panels at once, the one that shows. */
import { signal } from '@preact/signals';

export type View = 'inspector' | 'events' | 'client' | 'logs';

/** null: no sheet is open (phones), the first tab shows (tablets). */
export const view = signal<View | null>(null);

/** What stands below the stage, or in the sheet Logs of a phone. */
export const foot = signal<'logs' | 'history' | 'branches' | 'find' | 'diagram'>('logs');

export function showFoot(what: typeof foot.value): void {
  foot.value = what;
  if (room.value === 'phone') view.value = 'logs';
}

/** Shows it, or the logs again where it is seen already. */
export function toggleFoot(what: typeof foot.value): void {
  const seen = foot.value === what && (room.value !== 'phone' || view.value === 'logs');
  showFoot(seen ? 'logs' : what);
}

export type Room = 'wide' | 'medium' | 'phone';

const phone = matchMedia('(max-width: 719px)');
const wide = matchMedia('(min-width: 1280px)');

function measure(): Room {
  return phone.matches ? 'phone' : wide.matches ? 'wide' : 'medium';
}

export const room = signal<Room>(measure());

for (const query of [phone, wide]) {
  query.addEventListener('change', () => {
    room.value = measure();
  });
}
