import { test as base, expect } from '@playwright/test';
import { PageWatch } from './page-watch.ts';
import { type RunningServer, startServer } from './server.ts';
import { Workbench } from './workbench.ts';

type StoryFixtures = {
  /** Problems that a story brings about on purpose. */
  readonly expectedProblems: RegExp;
  readonly watch: PageWatch;
  /** The page, not opened yet. */
  readonly workbench: Workbench;
};

const NOTHING = /(?!)/;

/**
 * The test of a browser story: one server for each worker, a fresh browser context for each story, and at its end nothing
 * may have gone wrong behind the page's back.
 */
export const test = base.extend<StoryFixtures, { readonly server: RunningServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
    async ({}, use) => {
      const server = await startServer({ CHAINWRIGHT_REAL_ENVOY: '0' });
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
  expectedProblems: [NOTHING, { option: true }],
  watch: [
    async ({ context, expectedProblems }, use) => {
      const watch = new PageWatch(context);
      await use(watch);
      expect(watch.problems(expectedProblems), 'nothing goes wrong behind the page').toEqual([]);
    },
    { auto: true },
  ],
  workbench: async ({ page, server }, use) => {
    await use(new Workbench(page, server.url));
  },
});

export { expect };
