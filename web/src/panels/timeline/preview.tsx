/** The cluster at another moment, small: who leads, in which term, who is down, what is cut. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Glance } from '../../engine/protocol';
import { changes, ask } from '../../state/run';
import { Ring } from './ring';

/** Pictures are asked for one at a time; a pointer that moves on before asks for the last place only. */
let looking = false;

async function look(
  unwanted: AbortSignal,
  to: number,
  branch: number | undefined,
  show: (found: Glance) => void,
): Promise<void> {
  while (looking) await new Promise(requestAnimationFrame);
  if (unwanted.aborted) return;
  looking = true;
  const answer = await ask({ type: 'peek', to, ...(branch === undefined ? {} : { branch }) });
  looking = false;
  if (!isAborted(unwanted) && answer?.type === 'glance') show(answer.glance);
}

const isAborted = ({ aborted }: AbortSignal): boolean => aborted;

/** The cluster at a time, as soon as it is there. */
export function useGlance(at: number, branch?: number): Glance | null {
  const glance = useSignal<Glance | null>(null);
  useEffect(() => {
    const wanted = new AbortController();
    void look(wanted.signal, at, branch, (found) => (glance.value = found));
    return () => wanted.abort();
  }, [at, branch, changes.value]);
  return glance.value;
}

export function Preview({ at, branch }: { at: number; branch?: number }) {
  const glance = useGlance(at, branch);
  return <Ring glance={glance} size={104} />;
}
