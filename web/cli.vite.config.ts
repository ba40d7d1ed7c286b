import { defineConfig } from 'vite';

/** The command line, beside the page: both load the same two files of the core. */
export default defineConfig({
  base: '/',
  build: {
    ssr: true,
    ssrEmitAssets: true,
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: false,
    copyPublicDir: false,
    rolldownOptions: {
      input: { cli: 'src/cli/main.ts' },
      output: { entryFileNames: '[name].mjs' },
    },
  },
});
