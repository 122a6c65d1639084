import { expect, signOut, test, Upbeat } from './fixtures';

// Passkeys belong to the host localhost, if nothing else is configured.
test.use({
  upbeat: [
    async ({ storesKind }, use) => {
      const upbeat = await Upbeat.start(storesKind);
      upbeat.url = upbeat.url.replace('127.0.0.1', 'localhost');
      await use(upbeat);
      await upbeat.stop();
    },
    { scope: 'worker' },
  ],
});

test('a passkey is added, signs in, and is removed', async ({ page, person, signIn }) => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
  const ada = await person('ada');
  await signIn(ada);
  await page.goto('/account');
  await page.getByLabel('Name of the passkey').fill('<b>Laptop</b>');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  const passkey = page.getByRole('listitem').filter({ hasText: '<b>Laptop</b>' });
  await expect(passkey).toContainText('never used');
  await signOut(page, ada.email);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByRole('heading', { name: 'Account' })).toBeVisible();
  await page.getByRole('button', { name: 'Remove the passkey <b>Laptop</b>' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(passkey).toHaveCount(0);
});
