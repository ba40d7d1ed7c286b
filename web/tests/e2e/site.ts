import type { TestProject } from 'vitest/node';
import { preview } from 'vite';

declare module 'vitest' {
  interface ProvidedContext {
    pageAddress: string;
  }
}

/**
 * Where the built page is: `cargo xtask test` serves it below a sub-path and says so; a person who
 * runs `npm run test:e2e` gets it served here.
 */
export default async function site(project: TestProject) {
  const given = process.env['PAGE_ADDRESS'];
  if (given !== undefined) {
    project.provide('pageAddress', given);
    return undefined;
  }
  const server = await preview({
    base: '/some/course/raft/',
    preview: { port: 4173, strictPort: false, open: false },
    logLevel: 'warn',
  });
  project.provide('pageAddress', server.resolvedUrls!.local[0]!);
  return () => server.close();
}
