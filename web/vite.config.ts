import { defineConfig, type Plugin } from 'vite';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { serviceWorker } from './offline/plugin.ts';

/**
 * Vite wraps each `import(…)` in a helper that first preloads the styles and scripts that it needs. All
 * styles here belong to the first load, and what the parts share is in it too: nothing is left to preload.
 */
function bareImports(): Plugin {
  return {
    name: 'bare-imports',
    apply: 'build',
    enforce: 'pre',
    load: (id) =>
      id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load();' : undefined,
  };
}

/**
 * Each class of the core writes `Symbol.dispose` to its prototype, and so stays in a bundle that does not use it, like
 * the library's in that of the page's worker. Nobody here disposes of anything by `using`.
 */
function unusedClasses(): Plugin {
  return {
    name: 'unused-classes',
    transform: (code, id) =>
      id.endsWith('/pkg/raft_playground.js')
        ? code
            .replace(/^if \(Symbol\.dispose\).*$/gm, '')
            .replaceAll('new FinalizationRegistry', '/* @__PURE__ */ new FinalizationRegistry')
        : undefined,
  };
}

export default defineConfig({
  // Relative addresses, so that the built page runs from any sub-path of any static host.
  base: './',
  // There are no routes: what does not exist is a 404 here too, as on a static host.
  appType: 'mpa',
  plugins: [contentSecurityPolicy(), bareImports(), serviceWorker()],
  // Children as arguments are shorter than as a property, and Preact needs no second way to make elements.
  oxc: {
    jsx: { runtime: 'classic', pragma: 'createElement', pragmaFrag: 'Fragment' },
    jsxInject: `import { createElement, Fragment } from 'preact';`,
  },
  // The line above is put into every module, also where there is no JSX: no worker needs Preact for it.
  worker: {
    format: 'es',
    plugins: () => [unusedClasses()],
    rolldownOptions: { output: { minify: true }, treeshake: { moduleSideEffects: false } },
  },
  build: {
    target: 'es2022',
    // An inlined asset would be a data: address, which the policy refuses to load.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false, resolveDependencies: () => [] },
    reportCompressedSize: false,
    // Terser puts constants in the place of their names, Oxc is better at what is left: after both, the
    // first load is 3 % smaller than after Oxc alone.
    minify: 'terser',
    terserOptions: { ecma: 2020, safari10: false, compress: { passes: 2 } },
    rolldownOptions: {
      checks: { bundlerTimings: false },
      output: {
        minify: true,
        codeSplitting: {
          groups: [
            // All of the first load in one script: it compresses better, and names few things for the parts.
            { name: 'index', tags: ['$initial'], priority: 1 },
            // The scenarios but the first are a few lines each: who picks one gets all.
            { name: 'scenarios', test: /scenarios\/.*\.json/ },
            { name: 'exercises', test: /crate\/exercises\/.*\.json/ },
          ],
        },
      },
    },
  },
  // The bundled scenarios are read from ../crate/scenarios.
  server: { fs: { allow: ['..'] } },
});
