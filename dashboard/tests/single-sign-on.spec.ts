import { enter, expect, PASSWORD, test as base, Upbeat } from './fixtures';
import { freePort, Provider } from './provider';

/** A server with a provider, which leads browsers to another host and back. */
const test = base.extend<object, { provider: Provider; port: number }>({
  port: [async ({}, use) => use(await freePort()), { scope: 'worker' }],
  provider: [
    async ({ port }, use) => {
      const provider = await Provider.start(`http://127.0.0.1:${port}`);
      await use(provider);
      provider.stop();
    },
    { scope: 'worker' },
  ],
  upbeat: [
    async ({ storesKind, port, provider }, use) => {
      const env = {
        UPBEAT_LISTEN: `127.0.0.1:${port}`,
        ...provider.settings(`http://127.0.0.1:${port}`),
      };
      const upbeat = await Upbeat.start(storesKind, { env });
      await use(upbeat);
      await upbeat.stop();
    },
    { scope: 'worker' },
  ],
});

test('whoever a provider vouches for gets an account, back where they were', async ({
  browser,
  upbeat,
  provider,
}) => {
  await provider.person('grace-7', 'grace@example.org');
  const page = await browser.newPage({ baseURL: upbeat.url });
  await page.goto('/incidents');
  await page.getByRole('link', { name: 'Sign in with Example' }).click();
  await expect(page).toHaveURL(`${upbeat.url}/incidents`);
  await expect(page.getByRole('button', { name: 'grace@example.org' })).toBeVisible();
  await page.close();
});

test('an identity of a provider is linked to an account, listed, and unlinked', async ({
  browser,
  upbeat,
  provider,
}) => {
  const email = 'ada@example.org';
  await upbeat.ask(`mutation($input: SignUpInput!) { signUp(input: $input) { token } }`, {
    input: { email, password: PASSWORD },
  });
  await provider.person('ada-7', email);
  const page = await browser.newPage({ baseURL: upbeat.url });
  await page.goto('/');
  await enter(page, email);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Websites' })).toBeVisible();
  await page.goto('/auth/oidc/start?return=/account');
  await expect(page).toHaveURL(`${upbeat.url}/account`);
  await page.getByRole('button', { name: `Unlink ada-7 of ${provider.issuer}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click();
  await expect(page.getByText(provider.issuer)).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Account' })).toBeVisible();
  await expect(page.getByText(provider.issuer)).toHaveCount(0);
  await page.close();
});
