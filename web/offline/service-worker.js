/* global VERSION, FILES -- written in front of this by the build: a digest of the files, and their names. */

/**
 * Keeps the files of one version of the page, so that it works without a network. A newer version is fetched beside it
 * and waits until a person asks for it: what she has open goes on as it is.
 */
const OURS = `raft-playground ${self.registration.scope} `;
const CACHE = OURS + VERSION;

/** The version before stays for tabs that still show it and have not fetched all of its parts. */
const KEPT = 2;

self.addEventListener('install', (event) => {
  event.waitUntil(store());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(takeOver());
});

self.addEventListener('message', ({ data }) => {
  if (data === 'take over') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method === 'GET' && url.startsWith(self.registration.scope)) event.respondWith(answer(event.request));
});

async function store() {
  const cache = await caches.open(CACHE);
  // Past the browser's own cache, which may hold a file of the version before under the same name.
  await cache.addAll(FILES.map((name) => new Request(name, { cache: 'no-cache' })));
}

async function takeOver() {
  const ours = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== CACHE);
  await Promise.all(ours.slice(0, Math.max(0, ours.length + 1 - KEPT)).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(request) {
  const cache = await caches.open(CACHE);
  const options = { ignoreSearch: true, ignoreVary: true };
  return (
    (await cache.match(request, options)) ?? (await caches.match(request, options)) ?? (await fetch(request))
  );
}
