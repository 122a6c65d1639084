import { enter, expect, member, signOut, test } from './fixtures';

test('an organization is created, renamed, joined by a link, handed over and left', async ({
  page,
  person,
  signIn,
}) => {
  const [ada, bob] = [await person('ada'), await person('bob')];
  await signIn(ada);
  await page.getByRole('link', { name: 'Organization' }).click();
  await page.getByLabel('Name of the new organization').fill('Acme');
  await page.getByRole('button', { name: 'Create the organization' }).click();
  await expect(page.getByRole('heading', { name: 'Acme' })).toBeVisible();
  await page.getByLabel('Name of the organization').fill('<u>Acme</u>');
  await page.getByRole('button', { name: 'Rename' }).click();
  await expect(page.getByRole('heading', { name: '<u>Acme</u>' })).toBeVisible();
  await page.getByLabel('Role', { exact: true }).selectOption('VIEWER');
  await page.getByRole('button', { name: 'Invite' }).click();
  const link = await page.getByLabel('Link of the invitation').inputValue();
  expect(link).toMatch(/\/invitation#upi_/);
  await page.reload();
  await expect(page.getByRole('button', { name: /^Revoke the invitation/ })).toBeVisible();
  await expect(page.getByLabel('Link of the invitation')).toHaveCount(0);

  await signOut(page, '<u>Acme</u>');
  await page.goto(`/invitation${new URL(link).hash}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await enter(page, bob.email);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Accept' }).click();
  await expect(page.getByRole('button', { name: '<u>Acme</u>' })).toBeVisible();
  await expect(page).toHaveURL(/\/$/);
  await page.getByRole('link', { name: 'Organization' }).click();
  await expect(page.getByText('Your role: Viewer.')).toBeVisible();
  // A viewer is offered nothing of this organization but to leave it.
  await expect(page.getByRole('main').getByRole('button')).toHaveText([
    'Create the organization',
    'Leave',
  ]);

  await signOut(page, '<u>Acme</u>');
  await enter(page, ada.email);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByLabel(`Role of ${bob.email}`).selectOption('ADMIN');
  await expect(page.getByLabel(`Role of ${bob.email}`)).toHaveValue('ADMIN');
  await page.reload();
  await expect(page.getByLabel(`Role of ${bob.email}`)).toHaveValue('ADMIN');
  await page.getByRole('button', { name: 'Leave' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await expect(page.getByText('An organization needs an owner')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: `Make ${bob.email} the owner` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Hand over' }).click();
  await expect(page.getByText('Your role: Admin.')).toBeVisible();
  await page.getByRole('button', { name: 'Leave' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await expect(page.getByRole('button', { name: ada.email })).toBeVisible();
});

test('a key is made, shown once, and revoked', async ({ page, upbeat, person, signIn }) => {
  await signIn(await person('ada'));
  await page.goto('/organization');
  await page.getByLabel('Name of the key').fill('CI');
  await page.getByRole('button', { name: 'Make a key' }).click();
  const token = await page.getByLabel('Token of the key').inputValue();
  const read = () => upbeat.ask(`{ regions { name } }`, {}, token);
  await read();
  await page.reload();
  const key = page.getByRole('listitem').filter({ hasText: 'CI' });
  await expect(key).toContainText('reads');
  await expect(page.getByLabel('Token of the key')).toHaveCount(0);
  await key.getByRole('button', { name: 'Revoke the key CI' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('None yet. Programs act')).toBeVisible();
  await expect(read()).rejects.toThrow('UNAUTHENTICATED');
});

test('an organization is deleted once its name is typed', async ({
  page,
  upbeat,
  person,
  signIn,
}) => {
  const [ada, bob] = [await person('ada'), await person('bob')];
  await member(upbeat, ada, bob, 'MEMBER');
  await signIn(ada);
  await page.getByRole('button', { name: ada.email }).click();
  await page.getByRole('menuitemradio', { name: 'Acme' }).click();
  await page.getByRole('link', { name: 'Organization' }).click();
  await page.getByRole('button', { name: `Remove ${bob.email}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText(bob.email)).toHaveCount(0);
  await page.getByRole('button', { name: 'Delete' }).click();
  const sure = page.getByRole('dialog').getByRole('button', { name: 'Delete' });
  await expect(sure).toBeDisabled();
  await page.getByLabel('Type Acme to confirm').fill('Acme');
  await sure.click();
  await expect(page.getByRole('button', { name: ada.email })).toBeVisible();
});

test('an invitation that is not one says so', async ({ page, person, signIn }) => {
  await signIn(await person('ada'));
  await page.goto('/invitation#nonsense');
  await page.getByRole('button', { name: 'Accept' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
});
