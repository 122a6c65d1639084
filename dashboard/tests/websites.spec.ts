import { addWebsite, create, enter, expect, test } from './fixtures';

test('from sign-up to the first live tick', async ({ page, target }) => {
  await page.goto('/sign-up');
  await enter(page, `newcomer-${process.pid}@example.org`);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await addWebsite(page, target.url, 'Shop');
  const row = page.getByRole('row', { name: /Shop/ });
  await expect(row).toContainText('Up');
  await expect(row).toContainText(/\d+ ms/);
});

test('a website that goes down is red, and green when it is back, without a reload', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const id = await create(upbeat, ada, { url: target.url, name: 'Shop', retries: 0 });
  await signIn(ada);
  const row = page.getByRole('row', { name: /Shop/ });
  await expect(row).toContainText('Up');
  await expect(page).toHaveTitle('Upbeat');
  const check = () =>
    upbeat.ask(`mutation($id: ID!) { checkNow(id: $id) { id } }`, { id }, ada.token);
  await target.switchOff();
  await check();
  await expect(row).toContainText('Down');
  await expect(row).toContainText('connection refused');
  await expect(page).toHaveTitle('(1) Upbeat');
  await target.switchOn();
  await check();
  await expect(row).toContainText('Up');
  await expect(page).toHaveTitle('Upbeat');
});

test('search, status, tag and order are in the address', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  for (const [name, tag] of [
    ['Shop', 'team:a'],
    ['Blog', 'team:b'],
    ['Shipping', 'team:b'],
  ]) {
    await create(upbeat, ada, { url: target.url, name, tags: [tag] });
  }
  await signIn(ada);
  const rows = page.getByRole('row').filter({ hasNot: page.getByRole('columnheader') });
  await expect(rows).toHaveCount(3);
  await page.keyboard.press('/');
  await page.keyboard.type('SH');
  await expect(rows).toHaveCount(2);
  await expect(page).toHaveURL(/\?q=SH$/);
  await page.getByLabel('Tag').selectOption('team:b');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('Shipping');
  await page.reload();
  await expect(rows).toHaveCount(1);
  await page.keyboard.press('/');
  await page.keyboard.press('Escape');
  await expect(rows).toHaveCount(2);
});

test('many are paused at once, and that is undone', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  for (const name of ['a', 'b', 'c']) {
    await create(upbeat, ada, { url: target.url, name });
  }
  await signIn(ada);
  await page.getByLabel('Select all that are shown').check();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: '3 paused' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: '3 paused' })).toBeHidden();

  await page.getByLabel('Select all that are shown').check();
  await page.keyboard.press('p');
  await expect(page.getByRole('button', { name: '3 paused' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await page.keyboard.press('z');
  await expect(page.getByRole('button', { name: '3 paused' })).toBeHidden();
  await page.getByLabel('Select all that are shown').check();
  await page.getByRole('button', { name: 'Delete' }).click();
  const sure = page.getByRole('dialog').getByRole('button', { name: 'Delete' });
  await expect(sure).toBeDisabled();
  await page.getByLabel('Type 3 to confirm').fill('3');
  await sure.click();
  await expect(page.getByText('Nothing is watched yet')).toBeVisible();
});

test('500 are paused at once, and that is undone', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const COUNT = 500;
  const one = (name: string) =>
    `${name}: createWebsite(input: { url: "${target.url}", name: "${name}", intervalSecs: 86400 }) { id }`;
  for (let made = 0; made < COUNT; made += 50) {
    const some = Array.from({ length: 50 }, (_, index) => one(`shop${made + index}`));
    await upbeat.ask(`mutation { ${some.join(' ')} }`, {}, ada.token);
  }
  await signIn(ada);
  await expect(page.getByRole('button', { name: `${COUNT} in all` })).toBeVisible();
  await page.getByLabel('Select all that are shown').check();
  await expect(page.getByText(`${COUNT} websites selected`)).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText(`${COUNT} paused.`)).toBeVisible();
  await expect(page.getByRole('button', { name: `${COUNT} paused` })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: /paused$/ })).toHaveCount(0);
});

test('a viewer sees no button that would be refused', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const [ada, bob] = [await person('ada'), await person('bob')];
  const acme = await upbeat.ask<{ createOrganization: { id: string } }>(
    `mutation { createOrganization(input: { name: "Acme" }) { id } }`,
    {},
    ada.token,
  );
  const organizationId = acme.createOrganization.id;
  await create(upbeat, ada, { url: target.url, name: 'Shop', organizationId });
  const invited = await upbeat.ask<{ inviteMember: { token: string } }>(
    `mutation($id: ID!) { inviteMember(input: { organizationId: $id, role: VIEWER }) { token } }`,
    { id: organizationId },
    ada.token,
  );
  await upbeat.ask(
    `mutation($token: String!) { acceptInvitation(input: { token: $token }) { id } }`,
    { token: invited.inviteMember.token },
    bob.token,
  );
  await signIn(bob);
  await expect(page.getByRole('link', { name: 'Add a website' })).toBeVisible();
  await page.getByRole('button', { name: bob.email }).click();
  await page.getByRole('menuitemradio', { name: 'Acme' }).click();
  await expect(page.getByRole('row', { name: /Shop/ })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Add a website' })).toBeHidden();
  await expect(page.getByRole('checkbox')).toHaveCount(0);
  await page.getByRole('link', { name: 'Shop' }).click();
  await expect(page.getByRole('main').getByRole('status')).toHaveText(/^Up since/);
  for (const name of ['Check now', 'Pause', 'Delete']) {
    await expect(page.getByRole('button', { name })).toHaveCount(0);
  }
});

test('hostile names break nothing', async ({ page, target, upbeat, person, signIn }) => {
  const ada = await person('ada');
  const names = ['<script>alert(1)</script>', 'x'.repeat(200), 'اسم طويل 1'];
  for (const name of names) {
    await create(upbeat, ada, { url: target.url, name });
  }
  await signIn(ada);
  for (const name of names) {
    await expect(page.getByText(name, { exact: true })).toBeVisible();
  }
  const width = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(width[0]).toBe(width[1]);
});
