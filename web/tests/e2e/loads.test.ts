import { expect } from 'vitest';
import { test } from './browser';

test('the built page loads from below any path', async ({ open }) => {
  const page = await open();
  expect(await page.title()).toContain('Raft Playground');
});
