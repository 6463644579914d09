import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '~': fileURLToPath(new URL('./src', import.meta.url)) } },
  test: {
    include: ['tests/e2e/**/*.test.ts'],
    environment: 'node',
    // Each file has its own server and browser; one after the other is kind to small machines.
    fileParallelism: false,
    // Whoever waits, waits for a state; these end only what hangs. The longest test takes half a
    // minute on a machine that has nothing else to do.
    testTimeout: 600_000,
    hookTimeout: 300_000,
  },
});
