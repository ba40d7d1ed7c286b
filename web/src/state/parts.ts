/** Parts of the page that a first visit does not show are fetched when they are needed. */
import { tell } from './notices';

/** What `load` imports; null where it cannot be had now, which is told. */
export async function fetched<Part>(load: () => Promise<Part>): Promise<Part | null> {
  try {
    return await load();
  } catch {
    tell('A part of the page could not be loaded. Try again.', 'bad');
    return null;
  }
}
