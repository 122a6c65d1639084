import { defineConfig } from '@playwright/test';

import type { StoresKind } from './tests/stores';

const FLEET: StoresKind = 'PostgreSQL and Redis';

/** What people come for. */
const JOURNEYS = ['journeys', 'live', 'hostile'];

/** What needs probers that are processes of their own. */
const FLEET_ONLY = ['regions'];

const files = (names: readonly string[]) => names.map((name) => `${name}.spec.ts`);

export default defineConfig<object, { storesKind: StoresKind }>({
  testDir: 'tests',
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  // Without `--project` all that can run here. `scripts/test` names those that it wants, so that
  // it fails where one is missing.
  projects: [
    { name: 'sqlite', use: { storesKind: 'SQLite' }, testIgnore: files(FLEET_ONLY) },
    ...(process.env['UPBEAT_TEST_POSTGRES_URL']
      ? [
          { name: 'fleet', use: { storesKind: FLEET } },
          {
            name: 'fleet-journeys',
            use: { storesKind: FLEET },
            testMatch: files([...JOURNEYS, ...FLEET_ONLY]),
          },
        ]
      : []),
  ],
  use: {
    browserName: 'chromium',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
