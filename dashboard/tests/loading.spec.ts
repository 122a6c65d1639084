import { expect, test } from './fixtures';

test('a page stays until the next one is loaded', async ({ page, person, signIn }) => {
  await signIn(await person('ada'));
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/assets\/IncidentsPage-.*\.js$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole('link', { name: 'Incidents' }).click();
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('heading', { name: 'Websites' })).toBeVisible();
  // It does not wait for ever.
  await expect(page.getByText('Loading the page')).toBeAttached();
  await expect(page).toHaveURL('/incidents');
  release();
  await expect(page.getByRole('heading', { name: 'Incidents' })).toBeVisible();
});

test('the script of a page is loaded while its link is pointed at', async ({
  page,
  person,
  signIn,
}) => {
  await signIn(await person('ada'));
  const loaded = page.waitForResponse(/\/assets\/ChannelsPage-.*\.js$/);
  await page.getByRole('link', { name: 'Channels' }).hover();
  await loaded;
  await expect(page).toHaveURL('/');
});

test('a page that cannot be loaded says so', async ({ page, person, signIn }) => {
  await signIn(await person('ada'));
  await page.route(/\/assets\/MaintenancePage-.*\.js$/, (route) => route.abort());
  await page.getByRole('link', { name: 'Maintenance' }).click();
  await expect(page.getByRole('alert')).toContainText('This page cannot be shown');
  await page.getByRole('link', { name: 'Websites' }).click();
  await expect(page.getByRole('heading', { name: 'Websites' })).toBeVisible();
  await page.getByRole('link', { name: 'Maintenance' }).click();
  await expect(page.getByRole('alert')).toContainText('This page cannot be shown');
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'Maintenance' })).toBeVisible();
});
