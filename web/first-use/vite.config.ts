import { defineConfig } from 'vite';

/** The page's first use as a plain module for Node. */
export default defineConfig({
  build: {
    ssr: true,
    target: 'es2022',
    outDir: 'node_modules/.first-use',
    emptyOutDir: true,
    copyPublicDir: false,
    minify: false,
    rolldownOptions: { input: ['first-use/first-use.ts'] },
  },
});
