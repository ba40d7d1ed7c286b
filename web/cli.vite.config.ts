import { defineConfig } from 'vite';

/** The command line and the library, beside the page: all of them load the same two files of the core. */
export default defineConfig({
  base: '/',
  // The reader of EDN is part of the file: whoever has the site needs nothing else.
  ssr: { noExternal: true },
  build: {
    ssr: true,
    ssrEmitAssets: true,
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: false,
    copyPublicDir: false,
    rolldownOptions: {
      input: { cli: 'src/cli/main.ts', 'raft-playground': 'src/library/index.ts' },
      output: { entryFileNames: '[name].mjs' },
    },
  },
});
