import { defineConfig } from '@playwright/test';

/** Stories run on the built page, each worker on a server of its own (see support/story.ts). */
export default defineConfig({
  testDir: '.',
  testMatch: 'stories/**/*.spec.ts',
  fullyParallel: true,
  workers: 2,
  // A shared machine may be slow at the wrong moment; on a developer's own machine a story must pass at once.
  retries: process.env['CI'] ? 2 : 0,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  forbidOnly: true,
  outputDir: '../.cache/e2e',
  use: {
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(process.env['CHROMIUM_PATH'] ? { executablePath: process.env['CHROMIUM_PATH'] } : {}),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
    },
  },
});
