/** What a person is told when the simulation failed and its recording was replayed. */
export function restoredText(why: string, now: number): string {
  const done =
    now === 0
      ? 'The run was started again from 0 ms.'
      : `The run was put back to ${(now / 1000).toFixed(3)} ms.`;
  return `The simulation failed: ${why}. ${done}`;
}
