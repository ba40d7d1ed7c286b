/** A broken invariant stays on the page for as long as the run that broke it does. */
import { useComputed } from '@preact/signals';
import type { Violation } from '../engine/protocol';
import { frame } from '../state/run';
import { onDemand } from './on-demand';

const Broken = onDemand(() => import('./violation').then((m) => m.Broken));

export function ViolationBanner() {
  const { value: violation } = useComputed(() => {
    const v = frame.value?.violation;
    // One string, so that an equal violation of the next frame renders nothing.
    return v ? JSON.stringify(v) : null;
  });
  return (
    <div class="violation" role="alert">
      {violation === null ? null : <Broken violation={JSON.parse(violation) as Violation} />}
    </div>
  );
}
