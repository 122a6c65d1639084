import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Browser, Locator, Page } from '@playwright/test';

import { enter, expect, test as base } from '../tests/fixtures';
import { EMAIL, makeWorld, type World } from './world';

const ROOT = join(import.meta.dirname, '../..');
const PICTURES = join(ROOT, 'target/screenshots');
/** Those that the README shows. */
const README = join(ROOT, 'docs/images');

const LOOKS = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
} as const;

interface Picture {
  name: string;
  path: (world: World) => string;
  /** Leads to what is shown, and returns what has to be seen by then. */
  ready: (page: Page) => Locator | Promise<Locator>;
  isStranger?: boolean;
}

const heading = (name: string) => (page: Page) => page.getByRole('heading', { name, exact: true });
const website = (name: string) => (world: World) => `/websites/${world.websites.get(name) ?? ''}`;

const PICTURES_OF: Picture[] = [
  { name: 'sign-in', path: () => '/', ready: heading('Sign in'), isStranger: true },
  {
    name: 'sign-up',
    path: () => '/sign-up',
    ready: heading('Create an account'),
    isStranger: true,
  },
  {
    name: 'forgot-password',
    path: () => '/forgot-password',
    ready: (page) => page.getByText('upbeat user reset-password'),
    isStranger: true,
  },
  {
    name: 'websites',
    path: () => '/',
    ready: (page) => page.getByRole('row', { name: /Press/ }).filter({ hasText: '%' }),
  },
  {
    name: 'websites-selected',
    path: () => '/?q=pa',
    ready: async (page) => {
      await page.getByLabel('Select all that are shown').check();
      return page.getByRole('region', { name: 'Selected websites' });
    },
  },
  {
    name: 'websites-edit-many',
    path: () => '/?q=pa',
    ready: async (page) => {
      await page.getByLabel('Select all that are shown').check();
      await page.getByRole('button', { name: 'Edit the selected websites' }).click();
      return page.getByRole('dialog');
    },
  },
  {
    name: 'websites-tag-many',
    path: () => '/?q=pa',
    ready: async (page) => {
      await page.getByLabel('Select all that are shown').check();
      await page.getByRole('button', { name: 'Tag the selected websites' }).click();
      return page.getByRole('dialog');
    },
  },
  {
    name: 'websites-groups',
    path: () => '/?group=team&folded=team%3Astock',
    ready: (page) => page.getByRole('button', { name: 'team:stock' }),
  },
  {
    name: 'websites-nothing-found',
    path: () => '/?q=nothing',
    ready: (page) => page.getByText('No website matches.'),
  },
  {
    name: 'website-up',
    path: website('Shop'),
    ready: (page) => page.locator('canvas').first(),
  },
  {
    name: 'website-down',
    path: website('Warehouse API'),
    ready: async (page) => {
      await page
        .getByRole('region', { name: 'Checks', exact: true })
        .getByRole('button', { name: /Down/ })
        .first()
        .click();
      return page.getByRole('group', { name: 'Phases of the check' });
    },
  },
  {
    name: 'website-phases',
    path: (world) => `${website('Search')(world)}?show=phases`,
    ready: (page) => page.getByRole('row', { name: /TLS handshake/ }).first(),
  },
  {
    name: 'website-paused',
    path: website('Staging shop'),
    ready: (page) => page.getByText(/^Paused since/),
  },
  {
    name: 'website-delete',
    path: website('Press'),
    ready: async (page) => {
      await page.getByRole('button', { name: 'Delete' }).click();
      return page.getByRole('dialog');
    },
  },
  {
    name: 'website-new',
    path: () => '/websites/new',
    ready: (page) => page.getByRole('button', { name: 'Add the website' }),
  },
  {
    name: 'website-many',
    path: () => '/websites/new?many',
    ready: heading('Add many websites'),
  },
  {
    name: 'website-edit',
    path: (world) => `${website('Payments API')(world)}/edit`,
    ready: (page) => page.getByRole('button', { name: 'Save' }),
  },
  {
    name: 'welcome',
    path: (world) => website('Blog')(world).replace('websites', 'welcome'),
    ready: heading('Its first check'),
  },
  {
    name: 'palette',
    path: () => '/',
    ready: async (page) => {
      await expect(page.getByRole('table')).toHaveAttribute('aria-busy', 'false');
      await page.keyboard.press('Control+k');
      return page.getByRole('dialog');
    },
  },
  {
    name: 'keys',
    path: () => '/',
    ready: async (page) => {
      await expect(page.getByRole('table')).toHaveAttribute('aria-busy', 'false');
      await page.keyboard.press('?');
      return page.getByRole('dialog');
    },
  },
  { name: 'incidents', path: () => '/incidents', ready: (page) => page.getByText('Blog') },
  {
    name: 'incident',
    path: (world) => `/incidents/${world.incident}`,
    ready: (page) => page.getByText('stock-db-3'),
  },
  { name: 'channels', path: () => '/channels', ready: (page) => page.getByText('On call') },
  {
    name: 'channel',
    path: (world) => `/channels/${world.channel}`,
    ready: (page) => page.getByRole('listitem').filter({ hasText: 'Delivered' }),
  },
  { name: 'channel-new', path: () => '/channels/new', ready: (page) => page.getByLabel('Kind') },
  {
    name: 'channel-edit',
    path: (world) => `/channels/${world.channel}/edit`,
    ready: (page) => page.getByLabel('Kind'),
  },
  {
    name: 'maintenance',
    path: () => '/maintenance',
    ready: (page) => page.getByText('Database upgrade'),
  },
  {
    name: 'maintenance-new',
    path: () => '/maintenance/new',
    ready: (page) => page.getByLabel('Title'),
  },
  {
    name: 'status-pages',
    path: () => '/status-pages',
    ready: (page) => page.getByRole('link', { name: 'Partners', exact: true }),
  },
  {
    name: 'status-page',
    path: (world) => `/status-pages/${world.statusPage}`,
    ready: (page) => page.getByText('Late invoices'),
  },
  {
    name: 'status-page-edit',
    path: (world) => `/status-pages/${world.statusPage}/edit`,
    ready: async (page) => {
      await page.getByText('Website: Search').click();
      return page.frameLocator('iframe').getByText('Telephone support');
    },
  },
  {
    name: 'status-page-incident',
    path: (world) => `/status-pages/incidents/${world.told}`,
    ready: (page) => page.getByText('A provider is slow.'),
  },
  {
    name: 'organization',
    path: () => '/organization',
    ready: (page) => page.getByText('grace@acme.example').first(),
  },
  {
    name: 'audit-log',
    path: () => '/organization/audit',
    ready: (page) => page.getByRole('list', { name: 'Entries of the audit log' }),
  },
  {
    name: 'health',
    path: () => '/health',
    ready: (page) => page.getByText('Recorded'),
  },
  {
    name: 'wall',
    path: () => '/wall',
    ready: (page) => page.getByRole('list', { name: 'The others' }),
  },
  { name: 'account', path: () => '/account', ready: (page) => page.getByText('This one') },
  {
    name: 'invitation',
    path: () => '/invitation#nonsense',
    ready: (page) => page.getByRole('button', { name: 'Accept' }),
  },
  {
    name: 'not-found',
    path: () => '/nothing',
    ready: heading('There is no such page'),
  },
];

/** What the README shows, in which look, and how much of it. */
const OF_README = [
  { name: 'websites', colorScheme: 'dark', height: 860 },
  { name: 'website-up', colorScheme: 'light', height: 1000 },
  { name: 'incident', colorScheme: 'dark', height: 900 },
] as const;

const test = base.extend<object, { world: World }>({
  world: [
    async ({}, use) => {
      const world = await makeWorld();
      await use(world);
      await world.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  upbeat: [async ({ world }, use) => use(world.upbeat), { scope: 'worker' }],
});

/** What stands where something will be. */
const GREY = '.loading, .lines, .skeleton';

/** `ONLY=incident npm run screenshots` makes some of them. */
const isWanted = ({ name }: { name: string }) => name.includes(process.env['ONLY'] ?? '');

for (const [look, { colorScheme, viewport }] of Object.entries(LOOKS)) {
  test.describe(look, () => {
    test.use({ colorScheme, viewport });

    test('pictures', async ({ page, world }) => {
      await mkdir(join(PICTURES, look), { recursive: true });
      const take = async ({ name, path, ready }: Picture) => {
        await page.goto(path(world));
        await expect.soft((await ready(page)).first(), name).toBeVisible();
        await expect.soft(page.locator(GREY), name).toHaveCount(0);
        await page.screenshot({ path: join(PICTURES, look, `${name}.png`), fullPage: true });
      };
      const wanted = PICTURES_OF.filter(isWanted);
      for (const picture of wanted.filter(({ isStranger }) => isStranger)) {
        await take(picture);
      }
      await signIn(page);
      for (const picture of wanted.filter(({ isStranger }) => !isStranger)) {
        await take(picture);
      }
    });
  });
}

for (const { name, colorScheme, height } of OF_README) {
  test.describe(`README: ${name}`, () => {
    test.use({ colorScheme, viewport: { width: 1280, height }, deviceScaleFactor: 1.5 });
    test.skip(!isWanted({ name }), 'not wanted');

    test('picture', async ({ page, browser, world }) => {
      const picture = PICTURES_OF.find((picture) => picture.name === name);
      if (!picture) {
        throw new Error(`there is no page ${name}`);
      }
      await signIn(page);
      await page.goto(picture.path(world));
      await expect((await picture.ready(page)).first()).toBeVisible();
      await expect(page.locator(GREY)).toHaveCount(0);
      const png = await page.screenshot();
      await mkdir(README, { recursive: true });
      await writeFile(join(README, `${name}.webp`), await webp(browser, png));
    });
  });
}

async function signIn(page: Page): Promise<void> {
  await page.goto('/');
  await enter(page, EMAIL);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Websites' })).toBeVisible();
}

/** The picture as the browser compresses it. */
async function webp(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  const url = await page.evaluate(
    async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.width;
      canvas.height = image.height;
      canvas.getContext('2d')?.drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', 0.85);
    },
    `data:image/png;base64,${png.toString('base64')}`,
  );
  await page.close();
  return Buffer.from(url.replace(/^.*,/, ''), 'base64');
}
