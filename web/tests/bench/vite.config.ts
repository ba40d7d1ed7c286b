import { defineConfig } from 'vite';

/** The benches as plain modules for Node, below node_modules, where they find playwright-core. */
export default defineConfig({
  build: {
    ssr: true,
    target: 'es2022',
    outDir: 'node_modules/.bench',
    emptyOutDir: true,
    copyPublicDir: false,
    minify: false,
    rolldownOptions: {
      input: ['tests/bench/run-work.ts', 'tests/bench/measure.ts', 'tests/bench/run-page.ts'],
    },
  },
});
