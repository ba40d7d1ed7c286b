/** What the page takes up once the cluster runs. */
import { keepOffline } from '../panels/offline';
import { keepAddress } from '../panels/share/address';
import { embedded } from '../state/embedded';

/** So long after the cluster began to run, in real ms. */
const CALM = 2000;

export async function settled(): Promise<void> {
  await keepAddress();
  if (embedded) return;
  // Fetching the rest of the page's files is to be in nobody's way.
  setTimeout(() => void keepOffline(), CALM);
}
