import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          // Only a hang may end a test: machines are shared and noisy.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'apps/**/*.test.tsx', 'tools/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', '**/*.browser.test.ts', '**/*.envoy.test.ts'],
        },
      },
      {
        test: {
          name: 'envoy',
          environment: 'node',
          include: ['packages/**/*.envoy.test.ts', 'apps/**/*.envoy.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 720_000,
          // Real sockets and clocks on a shared machine: a case that differs is asked again.
          retry: 1,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
