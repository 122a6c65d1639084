import { create, expect, test } from './fixtures';

test('websites are grouped by a tag, and what is folded says how it is doing', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const down = await create(upbeat, ada, {
    url: 'http://127.0.0.1:1/',
    name: 'Cart',
    retries: 0,
    tags: ['team:shop'],
  });
  for (const [name, tags] of [
    ['Shop', ['team:shop']],
    ['Invoices', ['team:billing']],
    ['Blog', []],
  ] as const) {
    await create(upbeat, ada, { url: target.url, name, tags });
  }
  await signIn(ada);
  await expect(page.getByRole('button', { name: '1 down' })).toBeVisible();
  await expect(page.getByRole('button', { name: '3 up' })).toBeVisible();
  await page.getByLabel('Groups').selectOption('By team');
  await expect(page).toHaveURL(/group=team/);
  const shown = async () => {
    const rows = await page.getByRole('table').evaluate((table) =>
      Array.from(table.querySelectorAll('[aria-rowindex]'))
        .map((row) => [Number(row.ariaRowIndex), row.querySelector('.title')?.textContent ?? ''])
        .sort(([a], [b]) => Number(a) - Number(b)),
    );
    expect(rows.map(([index]) => index)).toEqual(rows.map((_, index) => index + 1));
    return rows.slice(1).map(([, title]) => title);
  };
  const all = ['team:shop', 'Cart', 'Shop', 'team:billing', 'Invoices', 'Without team', 'Blog'];
  await expect.poll(shown).toEqual(all);
  await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', '8');
  const shop = page
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name: 'team:shop' }) });
  await expect(shop).toContainText('1 down, 1 up');

  // By keys: over heads and rows alike.
  await page.keyboard.press('j');
  const head = page.getByRole('button', { name: 'team:shop' });
  await expect(head).toBeFocused();
  await expect(head).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('Enter');
  await expect.poll(shown).toEqual(all.filter((title) => title !== 'Cart' && title !== 'Shop'));
  await expect(head).toHaveAttribute('aria-expanded', 'false');
  await expect(head).toBeFocused();
  await page.keyboard.press('j');
  await expect(page.getByRole('button', { name: 'team:billing' })).toBeFocused();
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: 'Invoices' })).toBeFocused();
  await page.keyboard.press('k');
  await page.keyboard.press('k');
  await page.keyboard.press('x');
  await expect(page.getByText('2 websites selected')).toBeVisible();
  await page.keyboard.press('x');
  await expect(page.getByText('2 websites selected')).toBeHidden();

  // It is remembered, and live.
  await page.reload();
  await expect(shop).toContainText('1 down, 1 up');
  await expect(page.getByRole('link', { name: 'Cart' })).toHaveCount(0);
  await upbeat.ask(
    `mutation($input: UpdateWebsiteInput!) { updateWebsite(input: $input) { id } }`,
    { input: { id: down, url: target.url } },
    ada.token,
  );
  await expect(shop).toContainText('2 up');
  await shop.getByRole('button').click();
  await expect(page.getByRole('link', { name: 'Cart' })).toBeVisible();
  await page.getByLabel('Groups').selectOption('No groups');
  await expect(page).toHaveURL(/\/$/);
});

test('without tags there are no groups to choose', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await create(upbeat, ada, { url: target.url, name: 'Blog' });
  await signIn(ada);
  await expect(page.getByRole('link', { name: 'Blog' })).toBeVisible();
  await expect(page.getByLabel('Order')).toBeVisible();
  await expect(page.getByLabel('Groups')).toHaveCount(0);
  await page.goto('/?group=team');
  await expect(page.getByRole('link', { name: 'Blog' })).toBeVisible();
  await expect(page.getByText('Without team')).toHaveCount(0);
});
