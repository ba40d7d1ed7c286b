import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** Writes the service worker, with the names of all files of the page and a version that changes when any of them does. */
export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const digest = createHash('sha256');
      const copied = new URL('../public/', import.meta.url);
      for (const name of readdirSync(copied)) digest.update(name).update(readFileSync(new URL(name, copied)));
      for (const [name, file] of Object.entries(bundle)) {
        digest.update(name).update(file.type === 'chunk' ? file.code : file.source);
      }
      const worker = readFileSync(new URL('service-worker.js', import.meta.url), 'utf8');
      const version = digest.update(worker).digest('hex').slice(0, 16);
      // A static host answers for "./" with index.html.
      const built = Object.keys(bundle).map((name) => (name === 'index.html' ? './' : name));
      const files = [...new Set(['./', ...readdirSync(copied), ...built])].sort();
      const head = `const VERSION = ${JSON.stringify(version)};\nconst FILES = ${JSON.stringify(files)};\n`;
      this.emitFile({ type: 'asset', fileName: 'service-worker.js', source: head + worker });
    },
  };
}
