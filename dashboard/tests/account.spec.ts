import { enter, expect, PASSWORD, signOut, test } from './fixtures';

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
