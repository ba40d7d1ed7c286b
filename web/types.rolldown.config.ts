import { dts } from 'rolldown-plugin-dts';

/** The types of the library, in one file beside it. */
export default {
  input: { 'raft-playground': 'src/library/index.ts' },
  external: [/\?url$/],
  plugins: [dts({ emitDtsOnly: true })],
  output: { dir: 'dist', entryFileNames: '[name].mjs' },
};
