import { appCode, enter, expect, PASSWORD, test, type Person, type Upbeat } from './fixtures';

/** An organization of `owner`, and the token of an invitation to it. */
async function invite(upbeat: Upbeat, owner: Person): Promise<string> {
  const acme = await upbeat.ask<{ createOrganization: { id: string } }>(
    `mutation { createOrganization(input: { name: "Acme" }) { id } }`,
    {},
    owner.token,
  );
  const invited = await upbeat.ask<{ inviteMember: { token: string } }>(
    `mutation($id: ID!) { inviteMember(input: { organizationId: $id, role: MEMBER }) { token } }`,
    { id: acme.createOrganization.id },
    owner.token,
  );
  return invited.inviteMember.token;
}

test('an invitation leads a newcomer into the organization', async ({ page, upbeat, person }) => {
  const token = await invite(upbeat, await person('ada'));
  await page.goto(`/invitation#${token}`);
  await expect(page.getByText('You are invited to an organization.')).toBeVisible();
  const email = `invited-${process.pid}@example.org`;
  await enter(page, email);
  await page.getByRole('button', { name: 'Sign up' }).click();
  // Where they were invited to, not where they are alone.
  await page.getByRole('button', { name: 'Acme' }).click();
  await expect(page.getByRole('menuitemradio', { name: 'Acme' })).toBeChecked();
  await expect(page.getByRole('menuitemradio', { name: 'Personal' })).not.toBeChecked();
  await expect(page.getByText('Nothing is watched yet')).toBeVisible();
});

test('an invitation leads whoever has an account into the organization', async ({
  page,
  upbeat,
  person,
}) => {
  const [ada, bob] = [await person('ada'), await person('bob')];
  const token = await invite(upbeat, ada);
  await page.goto(`/invitation#${token}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await enter(page, bob.email);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Accept' }).click();
  await expect(page.getByRole('button', { name: 'Acme' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Add a website' })).toBeVisible();
});

test('a second factor is asked for after the password', async ({ page, upbeat, person }) => {
  const ada = await person('ada');
  const { setUpTotp } = await upbeat.ask<{ setUpTotp: { secret: string } }>(
    `mutation($input: SetUpTotpInput!) { setUpTotp(input: $input) { secret } }`,
    { input: { currentPassword: PASSWORD } },
    ada.token,
  );
  const step = Math.floor(Date.now() / 30_000);
  await upbeat.ask(
    `mutation($input: ConfirmTotpInput!) { confirmTotp(input: $input) { __typename } }`,
    { input: { code: appCode(setUpTotp.secret, step) } },
    ada.token,
  );
  await page.goto('/');
  await enter(page, ada.email);
  const signIn = page.getByRole('button', { name: 'Sign in', exact: true });
  await signIn.click();
  const field = page.getByLabel('Code');
  await field.fill('000000');
  await signIn.click();
  await expect(page.getByRole('alert')).toBeVisible();
  // Each counts once, so this is the one after the one that confirmed.
  await field.fill(appCode(setUpTotp.secret, step + 1));
  await signIn.click();
  await expect(page.getByRole('heading', { name: 'Websites' })).toBeVisible();
});

test('a link that is over says so', async ({ page }) => {
  await page.goto('/verify-email#upm_nothing');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByRole('alert')).toContainText(/unknown|expired|used/);
  await page.goto('/reset-password#upm_nothing');
  await page.getByLabel('New password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Change the password' }).click();
  await expect(page.getByRole('alert')).toContainText(/unknown|expired|used/);
});

test('where there is no mail, the operator resets passwords', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await expect(page.getByText('upbeat user reset-password EMAIL')).toBeVisible();
});
