import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    exclude: ['tests/e2e/**'],
    environment: 'node',
    restoreMocks: true,
    // A slow machine is no reason to fail; what hangs still ends.
    testTimeout: 120_000,
  },
});
