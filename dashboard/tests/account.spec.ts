import { appCode, enter, expect, PASSWORD, signOut, test } from './fixtures';

test('other sessions are listed and ended', async ({ page, upbeat, person, signIn }) => {
  const ada = await person('ada');
  await signIn(ada);
  await page.getByRole('link', { name: 'Account' }).click();
  const sessions = page.getByRole('main').getByRole('listitem');
  await expect(sessions).toHaveCount(2);
  await expect(sessions.filter({ hasText: 'Chrome on Linux' })).toContainText('This one');
  await page.getByRole('button', { name: /^End the session of/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End it' }).click();
  await expect(sessions).toHaveCount(1);
  const { viewer } = await upbeat
    .ask<{ viewer: unknown }>(`{ viewer { id } }`, {}, ada.token)
    .catch(() => ({ viewer: null }));
  expect(viewer).toBeNull();
});

test('the password changes once the old one is right', async ({ page, person, signIn }) => {
  const ada = await person('ada');
  await signIn(ada);
  await page.goto('/account');
  const old = page.getByRole('textbox', { name: 'The password you have' });
  const fresh = page.getByRole('textbox', { name: 'The new password' });
  await old.fill('not my password');
  await fresh.fill('a wholly new password');
  await page.getByRole('button', { name: 'Change the password' }).click();
  await expect(page.getByText('The password you have is wrong.')).toBeVisible();
  await expect(fresh).toHaveValue('a wholly new password');
  await old.fill(PASSWORD);
  await page.getByRole('button', { name: 'Change the password' }).click();
  await expect(page.getByText('Password changed.')).toBeVisible();
  await signOut(page, ada.email);
  await enter(page, ada.email);
  await page.getByLabel('Password', { exact: true }).fill('a wholly new password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Account' })).toBeVisible();
});

test('a second factor is set up, signs in, is renewed and turned off', async ({
  page,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await signIn(ada);
  await page.goto('/account');
  const password = page.getByRole('textbox', { name: 'Your password, to set up an app' });
  await password.fill('not my password');
  await page.getByRole('button', { name: 'Set up an app' }).click();
  await expect(page.getByText('The password is wrong.')).toBeVisible();
  await password.fill(PASSWORD);
  await page.getByRole('button', { name: 'Set up an app' }).click();
  const qr = page.getByRole('img', { name: 'QR code of the secret' });
  await expect(qr).toBeVisible();
  const drawn = await qr.locator('path').getAttribute('d');
  expect(drawn?.length).toBeGreaterThan(1_000);

  const secret = await page.locator('code').innerText();
  const step = Math.floor(Date.now() / 30_000);
  const confirm = page.getByRole('textbox', { name: 'Code of the app' });
  await confirm.fill('12345');
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await expect(confirm).toHaveAttribute('aria-invalid', 'true');
  await confirm.fill(appCode(secret, step));
  await page.getByRole('button', { name: 'Turn it on' }).click();
  const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await expect(codes).toHaveCount(10);
  const [first, second] = await codes.allInnerTexts();
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  const file = await (await downloading).createReadStream();
  let text = '';
  for await (const chunk of file) {
    text += String(chunk);
  }
  expect(text.split('\n')[0]).toBe(first);

  await page.reload();
  await expect(page.getByText('10 recovery codes are left.')).toBeVisible();
  await expect(codes).toHaveCount(0);
  await signOut(page, ada.email);
  await enter(page, ada.email);
  const signingIn = page.getByRole('button', { name: 'Sign in', exact: true });
  await signingIn.click();
  await page.getByLabel('Code').fill(first ?? '');
  await signingIn.click();
  await expect(page.getByText('9 recovery codes are left.')).toBeVisible();

  await page.getByRole('button', { name: 'New recovery codes' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Your password' }).fill(PASSWORD);
  await dialog.getByLabel('Code').fill(second ?? '');
  await dialog.getByRole('button', { name: 'Make new codes' }).click();
  await expect(codes).toHaveCount(10);
  const [fresh] = await codes.allInnerTexts();
  await page.getByRole('button', { name: 'Turn off' }).click();
  await dialog.getByRole('textbox', { name: 'Your password' }).fill(PASSWORD);
  await dialog.getByLabel('Code').fill(second ?? '');
  await dialog.getByRole('button', { name: 'Turn off' }).click();
  await expect(dialog.getByText('The code is wrong, or has been used.')).toBeVisible();
  await dialog.getByLabel('Code').fill(fresh ?? '');
  await dialog.getByRole('button', { name: 'Turn off' }).click();
  await expect(page.getByRole('button', { name: 'Set up an app' })).toBeVisible();
});
