import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import {
  announce,
  appCode,
  create,
  createStatusPage,
  expect,
  newSlug,
  PASSWORD,
  signOut,
  test,
} from './fixtures';

const LOOKS = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
  'dark phone': { colorScheme: 'dark', viewport: { width: 390, height: 844 } },
} as const;

async function violations(page: Page): Promise<unknown> {
  const builder = new AxeBuilder({ page });
  const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await builder.withTags(tags).analyze();
  return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }));
}

for (const [look, use] of Object.entries(LOOKS)) {
  test.describe(look, () => {
    test.use(use);

    test('every page is accessible', async ({ page, target, upbeat, person, signIn }) => {
      await page.goto('/');
      await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.goto('/sign-up');
      await expect(page.getByRole('heading', { name: 'Create an account' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      const ada = await person('ada');
      await signIn(ada);
      await expect(page.getByText('Nothing is watched yet')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await create(upbeat, ada, { url: target.url, name: 'Shop', tags: ['team:a'] });
      await create(upbeat, ada, { url: 'http://127.0.0.1:1/', name: 'Blog', retries: 0 });
      await expect(page.getByRole('row', { name: /Blog/ })).toContainText('Down');
      await page.getByLabel('Groups').selectOption('By team');
      await page.getByLabel('Select all that are shown').check();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Edit the selected' }).click();
      await page.getByLabel('Down if slow').selectOption('Above so many ms');
      await page.getByLabel('Checked from').selectOption('Chosen ones');
      await page.getByRole('button', { name: 'Change 2 websites' }).click();
      await expect(page.getByText('The limit is missing.')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Close' }).click();
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await page.getByRole('button', { name: 'Tag the selected' }).click();
      await expect(page.getByRole('dialog', { name: 'Tag 2 websites' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Close' }).click();
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await page.goto('/incidents');
      await expect(page.getByText('No incident has resolved yet')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.goto('/channels');
      await expect(page.getByText('Nobody is told')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.goto('/channels/new');
      await page.getByLabel('Kind').selectOption('WEBHOOK');
      await page.getByLabel('Websites', { exact: true }).selectOption('chosen');
      await page.getByLabel(/Do not disturb/).check();
      await page.getByRole('button', { name: 'Create the channel' }).click();
      await expect(page.getByText('Choose a website or a tag')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await announce(upbeat, ada, 'Backup');
      await page.goto('/maintenance');
      await expect(page.getByText('There was none yet')).toBeVisible();
      await expect(page.getByRole('table').getByText('Backup').first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.goto('/maintenance/new');
      await page.getByLabel('How often').selectOption('weekly');
      await page.getByRole('button', { name: 'Announce' }).click();
      await expect(page.getByText('The title must be')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.goto('/status-pages');
      await expect(page.getByText('A status page shows the public')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      const statusPage = await createStatusPage(upbeat, ada, { slug: newSlug(), title: 'Acme' });
      await page.reload();
      await expect(page.getByText('Published, seen by everybody')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.goto(`/status-pages/${statusPage}/incidents/new`);
      await page.getByLabel('Title').fill('Payments');
      await page.getByRole('button', { name: 'Save the draft' }).click();
      await expect(page.getByText('What is known is empty')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.getByLabel('What is known').fill('We look into it');
      await page.getByRole('button', { name: 'Save the draft' }).click();
      await expect(page.getByRole('list', { name: 'Updates' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.goto(`/status-pages/${statusPage}`);
      await expect(page.getByRole('button', { name: 'Publish Payments' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.goto('/organization');
      await page.getByRole('button', { name: 'Invite' }).click();
      await expect(page.getByLabel('Link of the invitation')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.goto('/account');
      await expect(page.getByText('This one')).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('the form of a website is accessible for every kind of check', async ({
      page,
      target,
      person,
      signIn,
    }) => {
      await signIn(await person('ada'));
      await page.getByRole('link', { name: 'Add a website' }).click();
      await page.getByRole('button', { name: 'Add the website' }).click();
      await expect(page.getByText('The address is empty.')).toBeVisible();
      await page.getByLabel('Address').fill(target.url);
      await page.getByText('status 200-399').click();
      await page.getByLabel('Statuses that are up').fill('404');
      await page.getByRole('button', { name: 'Try it' }).click();
      await expect(page.getByText('Pick from an answer')).toBeVisible();
      for (const address of ['example.org', 'dns://a.test', 'wss://a.test', 'smtp://a.test']) {
        await page.getByLabel('Address').fill(address);
        const folded = page.locator('details:not([open]) > summary');
        while ((await folded.count()) > 0) {
          await folded.first().click();
        }
        if (address === 'example.org') {
          await page.getByRole('button', { name: 'Add a header' }).click();
          await page.getByRole('button', { name: 'Add a condition' }).click();
          await page.getByLabel('Credentials').selectOption('User and password');
          await page.getByLabel('Presents a client certificate').check();
          await page.getByLabel('Checked from').selectOption('Chosen ones');
        }
        expect(await violations(page)).toEqual([]);
      }
    });

    test('the form of a status page is accessible', async ({
      page,
      target,
      upbeat,
      person,
      signIn,
    }) => {
      const ada = await person('ada');
      await create(upbeat, ada, { url: target.url, name: 'Shop', tags: ['team:a'] });
      await signIn(ada);
      await page.goto('/status-pages/new');
      await page.getByRole('combobox', { name: 'Add a website' }).fill('shop');
      await page.getByRole('option', { name: 'Shop' }).click();
      await page.getByRole('button', { name: 'Add a part set by hand' }).click();
      await page.getByText('Website: Shop').click();
      await page.getByText('Look', { exact: true }).click();
      await page.getByRole('button', { name: 'Add a link' }).click();
      await page.getByText('Who sees it', { exact: true }).click();
      await page.getByLabel('Who may see it').selectOption('Whoever knows its password');
      await page.getByText('Written by people').click();
      await page.getByRole('button', { name: 'Create the status page' }).click();
      await expect(page.getByText('The password is missing')).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('the first steps are accessible', async ({ page, target, person, signIn }) => {
      await signIn(await person('ada'));
      await page.getByLabel('Address', { exact: true }).fill(target.url);
      await page.getByRole('button', { name: 'Watch it' }).click();
      await expect(page.getByText('Up from local')).toBeVisible();
      await page.getByLabel('By').selectOption('Webhook');
      await page.getByRole('textbox', { name: 'Address' }).fill(target.url);
      await page.getByRole('button', { name: 'Create it and send a test' }).click();
      await expect(page.getByText('That is all.')).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('what is edited or copied is accessible, secrets too', async ({
      page,
      target,
      upbeat,
      person,
      signIn,
    }) => {
      const ada = await person('ada');
      const headers = [{ name: 'x-key', value: 'secret' }];
      const id = await create(upbeat, ada, {
        url: target.url,
        name: 'Shop',
        check: { http: { headers, bearerToken: 'secret' } },
      });
      await signIn(ada);
      for (const [path, heading] of [
        [`/websites/${id}/edit`, 'Edit Shop'],
        [`/websites/new?from=${id}`, 'Copy Shop'],
      ] as const) {
        await page.goto(path);
        await expect(page.getByRole('heading', { name: heading })).toBeVisible();
        await page.getByText('Request', { exact: true }).click();
        await expect(page.getByLabel('Value of header 1')).toBeVisible();
        expect(await violations(page)).toEqual([]);
      }
    });

    test('the list of many websites is accessible', async ({ page, target, person, signIn }) => {
      await signIn(await person('ada'));
      await page.goto('/websites/new?many');
      await page.getByLabel('Addresses').fill(`${target.url}\nftp://a.test`);
      await page.getByRole('button', { name: 'Add 2 websites' }).click();
      await expect(page.getByText('1 of 2 are added.')).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('the page of a website is accessible', async ({
      page,
      target,
      upbeat,
      person,
      signIn,
    }) => {
      const ada = await person('ada');
      const shop = { url: target.url, name: 'Shop', tags: ['team:a'], retries: 0 };
      const id = await create(upbeat, ada, shop);
      await signIn(ada);
      await expect(page.getByRole('row', { name: /Shop/ })).toContainText('Up');
      await target.switchOff();
      await upbeat.ask(`mutation($id: ID!) { checkNow(id: $id) { id } }`, { id }, ada.token);
      await page.getByRole('link', { name: 'Shop' }).click();
      const checks = page.getByRole('region', { name: 'Checks', exact: true });
      await checks.getByRole('button', { name: /Down/ }).first().click();
      await expect(checks.getByRole('term').first()).toBeVisible();
      await expect(page.getByRole('img', { name: /^Response times/ })).toBeVisible();
      await page.getByText('The numbers as a table').click();
      await page.getByRole('slider', { name: 'Days' }).focus();
      await expect(page.getByRole('region', { name: 'Incidents' })).toContainText('Open');
      expect(await violations(page)).toEqual([]);
      await page.getByLabel('What is shown').selectOption('Phases');
      await expect(page.getByRole('row', { name: /TLS handshake/ })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Delete' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('palette, shortcuts and wall are accessible', async ({
      page,
      target,
      upbeat,
      person,
      signIn,
    }) => {
      const ada = await person('ada');
      await create(upbeat, ada, { url: target.url, name: 'Shop' });
      await create(upbeat, ada, { url: 'http://127.0.0.1:1/', name: 'Blog', retries: 0 });
      await signIn(ada);
      await expect(page.getByRole('row', { name: /Blog/ })).toContainText('Down');
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('option', { name: /Shop/ })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await page.keyboard.press('?');
      await expect(page.getByText('Pause or resume')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await page.keyboard.press('Control+k');
      await page.keyboard.type('curl');
      await page.getByRole('option', { name: 'This page as queries' }).click();
      await expect(page.getByRole('button', { name: 'Copy Websites as curl' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.goto('/wall');
      await expect(page.getByRole('list', { name: 'What is wrong' })).toContainText('Blog');
      expect(await violations(page)).toEqual([]);
    });

    test('second factor, audit log and health are accessible', async ({
      page,
      person,
      operator,
      signIn,
    }) => {
      const ada = await person('ada');
      await signIn(ada);
      await page.goto('/organization/audit');
      await page.locator('summary', { hasText: 'Signed in' }).first().click();
      await expect(page.getByRole('columnheader', { name: 'Before' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.goto('/account');
      await page.getByRole('textbox', { name: 'Your password, to set up an app' }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Set up an app' }).click();
      await expect(page.getByRole('img', { name: 'QR code' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page
        .getByLabel('Code of the app')
        .fill(appCode(await page.locator('code').innerText()));
      await page.getByRole('button', { name: 'Turn it on' }).click();
      await expect(page.getByRole('list', { name: 'Recovery codes' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await signOut(page, ada.email);
      await signIn(operator);
      await page.goto('/health');
      await expect(page.getByRole('columnheader', { name: 'Running' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });
  });
}
