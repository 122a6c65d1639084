import { create, expect, member, test } from './fixtures';

/** A website that has an incident at once when it is down. */
const HASTY = { retries: 0, confirmationSecs: 0, recoverySecs: 0 };

test('an incident opens, is taken on, noted and resolved, live', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const id = await create(upbeat, ada, { url: target.url, name: 'Shop', ...HASTY });
  await signIn(ada);
  await expect(page.getByRole('row', { name: /Shop/ })).toContainText('Up');
  await page.getByRole('link', { name: 'Incidents' }).click();
  await expect(page.getByText('Nothing is down')).toBeVisible();
  await target.switchOff();
  await upbeat.ask(`mutation($id: ID!) { checkNow(id: $id) { id } }`, { id }, ada.token);
  const open = page.getByRole('region', { name: 'Open' });
  await expect(open.getByRole('listitem')).toContainText('connection refused');
  await expect(page.getByRole('link', { name: 'Incidents 1 open' })).toBeVisible();
  await open.getByRole('button', { name: 'Acknowledge the incident of Shop' }).click();
  await expect(open.getByRole('listitem')).toContainText(`${ada.email} has it`);
  await open.getByRole('link', { name: 'Shop' }).click();
  const timeline = page.getByRole('list').filter({ hasText: 'The incident opened' });
  await expect(timeline).toContainText(`${ada.email} acknowledged it`);
  await expect(page.getByText('Nobody was told')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'The check that failed' })).toBeVisible();
  await page.getByLabel('Note').fill('<b>The cable</b> was unplugged');
  await page.getByRole('button', { name: 'Add the note' }).click();
  await expect(timeline.getByRole('listitem').last()).toContainText('<b>The cable</b>');
  await page.getByRole('button', { name: 'Resolve the incident of Shop' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Note').fill('Plugged in again');
  await dialog.getByRole('button', { name: 'Resolve' }).click();
  await expect(timeline.getByRole('listitem').last()).toContainText(`${ada.email} resolved it`);
  await expect(timeline).toContainText('Plugged in again');
  await expect(page.getByText('Was open from')).toBeVisible();
  await page.getByRole('link', { name: 'Incidents', exact: true }).first().click();
  const resolved = page.getByRole('region', { name: 'Resolved' });
  await expect(resolved.getByRole('listitem')).toContainText(`Resolved by ${ada.email}`);
  await expect(page.getByText('Nothing is down')).toBeVisible();
});

test('who was told of an incident is shown with the reply', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const secret = `whsec_${'A'.repeat(32)}`;
  await upbeat.ask(
    `mutation($input: CreateChannelInput!) { createChannel(input: $input) { id } }`,
    { input: { name: 'Pager', webhook: { url: target.url, secret } } },
    ada.token,
  );
  const name = '<img src=x onerror=alert(1)>';
  await create(upbeat, ada, { url: 'http://127.0.0.1:1/', name, ...HASTY });
  await signIn(ada);
  await page.getByRole('link', { name: 'Incidents 1 open' }).click();
  await expect(page.getByRole('heading', { name: 'Incidents' })).toBeVisible();
  await page.getByRole('link', { name }).click();
  const told = page.getByRole('listitem').filter({ hasText: 'Pager' });
  await expect(told).toContainText('Delivered');
  await told.getByText('1 attempt').click();
  await expect(told).toContainText('taken, status 200');
  await expect(told).toContainText('fine');
});

test('a viewer reads incidents and is offered nothing', async ({
  page,
  upbeat,
  person,
  signIn,
}) => {
  const [ada, bob] = [await person('ada'), await person('bob')];
  const organizationId = await member(upbeat, ada, bob, 'VIEWER');
  await create(upbeat, ada, { url: 'http://127.0.0.1:1/', name: 'Shop', organizationId, ...HASTY });
  await signIn(bob);
  await page.getByRole('button', { name: bob.email }).click();
  await page.getByRole('menuitemradio', { name: 'Acme' }).click();
  await page.getByRole('link', { name: 'Incidents 1 open' }).click();
  await expect(page.getByRole('heading', { name: 'Incidents' })).toBeVisible();
  await page.getByRole('link', { name: 'Shop' }).click();
  await expect(page.getByText('The incident opened')).toBeVisible();
  await expect(page.getByRole('main').getByRole('button')).toHaveCount(0);
});

test('an incident that does not exist leads back', async ({ page, person, signIn }) => {
  await signIn(await person('ada'));
  await page.goto('/incidents/nonsense');
  await expect(page.getByRole('heading', { name: 'There is no such incident' })).toBeVisible();
  await page.getByRole('link', { name: 'Go to the incidents' }).click();
  await expect(page.getByRole('heading', { name: 'Incidents' })).toBeVisible();
});
