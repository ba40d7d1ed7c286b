import { defineConfig } from 'vite';
import { contentSecurityPolicy } from './content-security-policy.ts';

export default defineConfig({
  // Relative addresses, so that the built page runs from any sub-path of any static host.
  base: './',
  // There are no routes: what does not exist is a 404 here too, as on a static host.
  appType: 'mpa',
  plugins: [contentSecurityPolicy()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // An inlined asset would be a data: address, which the policy refuses to load.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  // The bundled scenarios are read from ../crate/scenarios.
  server: { fs: { allow: ['..'] } },
});
