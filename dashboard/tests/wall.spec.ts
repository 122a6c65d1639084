import { create, expect, test } from './fixtures';

test('on the wall only what is wrong is big, and it moves by itself', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const shop = { url: target.url, name: 'Shop', tags: ['team:a'], retries: 0 };
  const id = await create(upbeat, ada, shop);
  await create(upbeat, ada, { url: 'http://127.0.0.1:1/', name: '<i>Blog</i>', retries: 0 });
  await signIn(ada);
  await expect(page.getByRole('row', { name: /Blog/ })).toContainText('Down');
  await page.getByRole('link', { name: 'Wall' }).click();
  const wrong = page.getByRole('list', { name: 'What is wrong' }).getByRole('listitem');
  const others = page.getByRole('list', { name: 'The others' }).getByRole('listitem');
  await expect(wrong).toHaveCount(1);
  await expect(wrong).toContainText('<i>Blog</i>');
  await expect(wrong).toContainText('connection refused');
  await expect(others).toHaveText('Shop');
  await expect(page.getByText('1 down')).toBeVisible();
  await expect(page.getByText('1 up')).toBeVisible();
  await expect(page.getByRole('navigation')).toHaveCount(0);
  await expect(page.getByText(/newest check .* ago|newest check just now/)).toBeVisible();
  const [big, small] = [await wrong.boundingBox(), await others.boundingBox()];
  expect(big?.height).toBeGreaterThan(4 * (small?.height ?? Infinity));

  await target.switchOff();
  await upbeat.ask(`mutation($id: ID!) { checkNow(id: $id) { id } }`, { id }, ada.token);
  await expect(wrong).toHaveCount(2);
  await expect(others).toHaveCount(0);

  await target.switchOn();
  await upbeat.ask(`mutation($id: ID!) { checkNow(id: $id) { id } }`, { id }, ada.token);
  await expect(others).toHaveText('Shop');
  await page.goto('/wall?tag=team:a');
  await expect(page.getByText('The one website is up.')).toBeVisible();
  await expect(wrong).toHaveCount(0);
  await page.getByRole('link', { name: 'Leave' }).click();
  await expect(page).toHaveURL('/?tag=team%3Aa');
  await expect(page.getByRole('row')).toHaveCount(2);
});

test('a wall that is not live says so, and shows nothing old as present', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await create(upbeat, ada, { url: target.url, name: 'Shop' });
  await signIn(ada);
  await expect(page.getByRole('row', { name: /Shop/ })).toContainText('Up');
  await page.goto('/wall');
  const icon = page.getByRole('list', { name: 'The others' }).locator('svg');
  await expect(icon).toHaveCSS('opacity', '1');
  await expect(page.getByRole('status')).toHaveText('Live');
  upbeat.freeze();
  await expect(page.getByRole('status')).toContainText('Not live: what you see is from');
  await expect(icon).toHaveCSS('opacity', '0.45');
  upbeat.thaw();
  await expect(page.getByRole('status')).toHaveText('Live');
  await expect(icon).toHaveCSS('opacity', '1');
});
