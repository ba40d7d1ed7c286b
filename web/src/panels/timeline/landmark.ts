/** What the jump buttons and keys jump to. */
import { signal } from '@preact/signals';
import type { Landmark } from '../../engine/protocol';
import { jump } from '../../state/moment';
import { tell } from '../../state/notices';

export const landmark = signal<Landmark>('election');

export const LANDMARKS: Record<Landmark, { title: string; name: string }> = {
  election: { title: 'Election', name: 'election' },
  commit: { title: 'Commit', name: 'commit' },
  violation: { title: 'Violation', name: 'violation' },
  action: { title: 'My action', name: 'action of yours' },
};

/** Jumps to the next or the previous one, and says so where there is none. */
export async function jumpTo(back: boolean): Promise<void> {
  const to = landmark.value;
  if (await jump(to, back)) return;
  tell(`There is no ${LANDMARKS[to].name} ${back ? 'before' : 'after'} this moment.`);
}
