/** The run as a file: scenario, seed and everything that was done to it. */
import { tell } from '../state/notices';
import { exportRun } from '../state/run';
import { download, fileName } from './download';
import { title } from './opened';

export async function saveRun(): Promise<void> {
  const text = await exportRun();
  if (text) download(`${fileName(title.peek(), 'run')}.json`, 'application/json', text);
  else tell('The run cannot be saved now.', 'bad');
}
