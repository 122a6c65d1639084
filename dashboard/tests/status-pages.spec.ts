import { create, createStatusPage, expect, member, newSlug, test } from './fixtures';

test('status pages are listed with what they show and to whom, published, taken back and deleted', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const websiteId = await create(upbeat, ada, { url: target.url, name: 'Shop' });
  await signIn(ada);
  await page.getByRole('link', { name: 'Status pages' }).click();
  await expect(page.getByText('A status page shows the public')).toBeVisible();
  const slug = newSlug();
  const components = [{ websiteId, name: 'The shop' }];
  await createStatusPage(upbeat, ada, { slug, title: '<b>Acme</b>', components, published: false });
  const access = { access: 'PASSWORD', password: 'sesame' };
  await createStatusPage(upbeat, ada, { slug: newSlug(), title: 'Partners', ...access });
  await page.reload();
  const row = page.getByRole('listitem').filter({ hasText: '<b>Acme</b>' });
  await expect(row).toContainText('Draft, seen only by members who are signed in · 1 component');
  const partners = page.getByRole('listitem').filter({ hasText: 'Partners' });
  await expect(partners).toContainText('seen by whoever knows its password · 0 components');

  const isOut = async () =>
    (await page.request.get(`/status/${slug}`, { headers: { cookie: '' } })).status();
  expect(await isOut()).toBe(404);
  await row.getByRole('button', { name: 'Publish <b>Acme</b>', exact: true }).click();
  await expect(row).toContainText('Published, seen by everybody');
  await expect.poll(isOut).toBe(200);
  const opened = page.waitForEvent('popup');
  await row.getByRole('link', { name: `/status/${slug}` }).click();
  const popup = await opened;
  await expect(popup.getByRole('heading', { name: 'The shop' })).toBeVisible();
  await popup.close();

  await row.getByRole('link', { name: '<b>Acme</b>' }).click();
  await expect(page.getByRole('heading', { name: '<b>Acme</b>' })).toBeVisible();
  await page.getByRole('button', { name: 'Unpublish' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Unpublish' }).click();
  await expect(page.getByText('Draft, seen only by members')).toBeVisible();
  await expect.poll(isOut).toBe(404);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('heading', { name: 'Status pages' })).toBeVisible();
  await expect(row).toHaveCount(0);
  await expect(partners).toBeVisible();
});

test('a viewer reads status pages and is offered nothing', async ({
  page,
  upbeat,
  person,
  signIn,
}) => {
  const [ada, bob] = [await person('ada'), await person('bob')];
  const organizationId = await member(upbeat, ada, bob, 'VIEWER');
  await createStatusPage(upbeat, ada, { organizationId, slug: newSlug(), title: 'Acme' });
  await signIn(bob);
  await page.getByRole('button', { name: bob.email }).click();
  await page.getByRole('menuitemradio', { name: 'Acme' }).click();
  await page.getByRole('link', { name: 'Status pages' }).click();
  await page.getByRole('main').getByRole('link', { name: 'Acme' }).click();
  await expect(page.getByText('Published, seen by everybody')).toBeVisible();
  await expect(page.getByRole('main').getByRole('button')).toHaveCount(0);
});

test('a status page that does not exist leads back', async ({ page, person, signIn }) => {
  await signIn(await person('ada'));
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await expect(page).toHaveURL(/\/status-pages$/);
  await page.goto('/status-pages/nonsense');
  await expect(page.getByRole('heading', { name: 'There is no such status page' })).toBeVisible();
  await page.getByRole('link', { name: 'Go to the status pages' }).click();
  await expect(page.getByRole('heading', { name: 'Status pages' })).toBeVisible();
});
