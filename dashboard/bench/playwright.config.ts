import { defineConfig } from '@playwright/test';

import base from '../playwright.config';

/** What the dashboard costs: `npm run bench`, never in timed tests. */
export default defineConfig({
  ...base,
  testDir: '.',
  outputDir: '../test-results/bench',
  workers: 1,
  timeout: 0,
  projects: [{ name: 'bench' }],
});
