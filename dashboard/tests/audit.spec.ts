import { create, expect, member, test } from './fixtures';

test('the audit log says who changed what, and its filters are in the address', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const id = await create(upbeat, ada, { url: target.url, name: '<b>Shop</b>' });
  const update = `mutation($input: UpdateWebsiteInput!) { updateWebsite(input: $input) { id } }`;
  await upbeat.ask(update, { input: { id, intervalSecs: 600 } }, ada.token);
  await signIn(ada);
  await page.goto('/organization');
  await page.getByRole('link', { name: 'Audit log' }).click();
  const entries = page.getByRole('list', { name: 'Entries of the audit log' }).locator('> li');
  await expect(entries.first()).toContainText('Signed in');
  await page.getByLabel('What', { exact: true }).selectOption('Websites');
  await expect(entries).toHaveCount(2);
  await expect(page).toHaveURL(/\?what=Websites$/);
  const changed = entries.filter({ hasText: 'Website updated' });
  await expect(changed).toContainText('<b>Shop</b>');
  await expect(changed).toContainText(ada.email);
  await changed.getByText('Website updated').click();
  await expect(changed.getByRole('row', { name: 'intervalSecs 180 600' })).toBeVisible();
  await expect(changed).toContainText('From 127.0.0.1.');

  await page.getByLabel('What', { exact: true }).selectOption('WEBSITE_CREATED');
  await expect(entries).toHaveCount(1);
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await expect(entries.first()).toContainText('Signed in');
  await entries.filter({ hasText: 'Website created' }).getByText('Website created').click();
  await page.getByRole('button', { name: 'Only what was done to <b>Shop</b>' }).click();
  await expect(entries).toHaveCount(2);
  await page.getByLabel('Who', { exact: true }).selectOption(ada.email);
  await page.getByLabel('To', { exact: true }).fill('2000-01-01');
  await expect(page.getByText('No entry matches.')).toBeVisible();
  await page.reload();
  await expect(page.getByText('No entry matches.')).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await expect(entries.first()).toContainText('Signed in');

  for (const [format, start] of [
    ['CSV', 'id,at,action'],
    ['NDJSON', '{"id"'],
  ] as const) {
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: format, exact: true }).click();
    const file = await (await downloading).createReadStream();
    let text = '';
    for await (const chunk of file) {
      text += String(chunk);
    }
    expect(text.slice(0, start.length)).toBe(start);
    expect(text).toContain('WEBSITE_UPDATED');
  }
});

test('a long audit log comes in pages', async ({ page, target, upbeat, person, signIn }) => {
  const ada = await person('ada');
  for (let number = 0; number < 60; number += 1) {
    await create(upbeat, ada, { url: target.url, name: `Shop ${number}` });
  }
  await signIn(ada);
  await page.goto('/organization/audit?what=WEBSITE_CREATED');
  const entries = page.getByRole('list', { name: 'Entries of the audit log' }).locator('> li');
  await expect(entries).toHaveCount(50);
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect(entries).toHaveCount(60);
  await expect(entries.last()).toContainText('Shop 0');
});

test('a member is not shown the audit log', async ({ page, upbeat, person, signIn }) => {
  const [ada, bob] = [await person('ada'), await person('bob')];
  await member(upbeat, ada, bob, 'MEMBER');
  await signIn(bob);
  await page.getByRole('button', { name: bob.email }).click();
  await page.getByRole('menuitemradio', { name: 'Acme' }).click();
  await page.getByRole('link', { name: 'Organization' }).click();
  await expect(page.getByText('Your role: Member.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Audit log' })).toHaveCount(0);
  await page.goto('/organization/audit');
  await expect(page.getByText('You cannot read the audit log')).toBeVisible();
});
