import type { Tuning } from '../engine/protocol';
import { act } from '../state/run';

/** Changes settings of the run at once. Says what is wrong with them, if something is. */
export async function tune(change: Tuning): Promise<string | null> {
  const why = await act({ do: 'tune', ...change });
  return why?.message ?? null;
}
