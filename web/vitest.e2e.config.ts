import { defineConfig } from 'vitest/config';

/** End to end: the built page in a real Chromium, one browser and one static server for all files. */
export default defineConfig({
  test: {
    include: ['tests/e2e/**/*.test.ts'],
    environment: 'node',
    globalSetup: ['tests/e2e/site.ts'],
    // Two pages that simulate and draw at once take as long as one after the other on a small machine.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // How long a person waits for what she expects to see, before the test fails.
    expect: { poll: { timeout: 15_000, interval: 30 } },
  },
});
