/** The run as a file: scenario, seed and everything that was done to it. */
import { tell } from '../state/notices';
import { exportRun } from '../state/run';
import { title } from './opened';

export async function saveRun(): Promise<void> {
  const text = await exportRun();
  if (!text) {
    tell('The run cannot be saved now.', 'bad');
    return;
  }
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  const name = title
    .peek()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  link.href = url;
  link.download = `${name || 'run'}.json`;
  link.click();
  // The download has taken hold of it by then; at once would be too soon for some browsers.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
