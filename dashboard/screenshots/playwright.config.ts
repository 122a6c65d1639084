import { defineConfig } from '@playwright/test';

import base from '../playwright.config';

/** Pictures of every page: `npm run screenshots`. */
export default defineConfig({
  ...base,
  testDir: '.',
  outputDir: '../test-results/screenshots',
  workers: 1,
  timeout: 600_000,
  projects: [{ name: 'screenshots' }],
});
