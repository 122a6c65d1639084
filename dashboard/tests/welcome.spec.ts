import { enter, expect, member, test } from './fixtures';

test('from an empty account to a live check and a test message, within a minute', async ({
  page,
  target,
}) => {
  await page.goto('/sign-up');
  const begun = Date.now();
  await enter(page, `guest-${process.pid}@example.org`);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByLabel('Address', { exact: true }).fill('ftp://a.test');
  await page.getByRole('button', { name: 'Watch it' }).click();
  const address = page.getByLabel('Address', { exact: true });
  await expect(address).toHaveAccessibleDescription(/The address has the unknown scheme ftp/);
  await address.fill(target.url);
  await page.getByRole('button', { name: 'Watch it' }).click();
  await expect(page.getByRole('heading', { name: 'Its first check' })).toBeVisible();
  const regions = page.getByRole('list', { name: 'What each region sees' });
  await expect(regions).toHaveText(/^ ?Up from local, [\d.]+ ms$/);
  await expect(page.getByText('It is checked every 3 min from now on.')).toBeVisible();

  await page.getByLabel('By').selectOption('Webhook');
  await page.getByRole('textbox', { name: 'Address' }).fill('nowhere');
  await page.getByRole('button', { name: 'Create it and send a test' }).click();
  await expect(page.getByRole('textbox', { name: 'Address' })).toHaveAccessibleDescription(
    /Address must be an http or https URL/,
  );
  // A test that is not taken can be mended and sent again, by the same channel.
  await page.getByRole('textbox', { name: 'Address' }).fill('http://127.0.0.1:1/');
  await page.getByRole('button', { name: 'Create it and send a test' }).click();
  const reply = page.getByRole('list', { name: 'Reply to the test' });
  await expect(reply).toContainText('Failed');
  await expect(page.getByText('That is all.')).toBeHidden();
  await page.getByRole('textbox', { name: 'Address' }).fill(target.url);
  await page.getByRole('button', { name: 'Send a test again' }).click();
  await expect(reply).toContainText('Delivered');
  await expect(page.getByText('That is all.')).toBeVisible();
  expect(Date.now() - begun).toBeLessThan(60_000);
  expect(target.seen.at(-1)).toMatchObject({ method: 'POST' });

  await page.getByRole('link', { name: 'Go to the websites' }).click();
  await expect(page.getByRole('row', { name: /127\.0\.0\.1/ })).toContainText('Up');
  await page.goto('/channels');
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(1);
});

test('the guide can be skipped, and is there again once there are no websites', async ({
  page,
  target,
  person,
  signIn,
}) => {
  await signIn(await person('ada'));
  await page.getByLabel('Address', { exact: true }).fill(target.url);
  await page.getByRole('button', { name: 'Watch it' }).click();
  await page.getByRole('link', { name: 'Skip this' }).click();
  const row = page.getByRole('row', { name: /127\.0\.0\.1/ });
  await expect(row).toContainText('Up');
  await expect(page.getByRole('button', { name: 'Watch it' })).toBeHidden();
  await target.switchOff();
  await page.getByLabel('Select all that are shown').check();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('button', { name: 'Watch it' })).toBeVisible();
});

test('whoever has channels is told so, and a first check that fails says why', async ({
  page,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await upbeat.ask(
    `mutation($input: CreateChannelInput!) { createChannel(input: $input) { id } }`,
    { input: { name: 'Phone', ntfy: { topic: 'upbeat-test' } } },
    ada.token,
  );
  await signIn(ada);
  await page.getByLabel('Address', { exact: true }).fill('http://127.0.0.1:1/');
  await page.getByRole('button', { name: 'Watch it' }).click();
  await expect(page.getByText('There are channels already: Phone.')).toBeVisible();
  await expect(page.getByRole('button', { name: /send a test/ })).toHaveCount(0);
  await expect(page.getByRole('main')).toContainText('Down: 1 of 1 region, connection refused');
  await page.getByRole('link', { name: 'Edit it' }).click();
  await expect(page.getByLabel('Address', { exact: true })).toHaveValue('http://127.0.0.1:1/');
});

test('a viewer is not guided to what would be refused', async ({
  page,
  upbeat,
  person,
  signIn,
}) => {
  const [ada, bob] = [await person('ada'), await person('bob')];
  await member(upbeat, ada, bob, 'VIEWER');
  await signIn(bob);
  await expect(page.getByRole('button', { name: 'Watch it' })).toBeVisible();
  await page.getByRole('button', { name: bob.email }).click();
  await page.getByRole('menuitemradio', { name: 'Acme' }).click();
  await expect(page.getByText('Members of the organization can add websites.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Watch it' })).toHaveCount(0);
});
