/** The page without a network: its files are kept after the first visit, and a newer version is told, never forced. */
import { tell } from '../state/notices';

/** Below the page, so that it has charge of all its files. */
const WORKER = 'service-worker.js';

export async function keepOffline(): Promise<void> {
  // There is none without a secure address, and none while the page is developed.
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  try {
    const registration = await navigator.serviceWorker.register(new URL(WORKER, document.baseURI));
    if (registration.waiting) offer(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const fresh = registration.installing;
      fresh?.addEventListener('statechange', () => {
        // Without one in charge this is the first version that is kept, and nothing newer than what is seen.
        if (fresh.state === 'installed' && navigator.serviceWorker.controller) offer(fresh);
      });
    });
  } catch {
    // A browser may refuse to keep anything, as in a private window: then the page needs its network.
  }
}

function offer(fresh: ServiceWorker): void {
  tell('There is a new version of this page.', 'info', {
    text: 'Reload',
    press: () => {
      navigator.serviceWorker.addEventListener('controllerchange', () => location.reload());
      fresh.postMessage('take over');
    },
  });
}
