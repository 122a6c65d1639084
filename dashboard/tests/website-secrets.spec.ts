import { create, expect, test } from './fixtures';
import { idOf, settings, unfold } from './website-form';

test('a try sends the secrets that are stored, or those that are typed', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const check = { http: { bearerToken: 'stored' } };
  const id = await create(upbeat, ada, { url: target.url, name: 'Shop', check });
  await signIn(ada);
  await page.goto(`/websites/${id}/edit`);
  const panel = page.getByRole('region', { name: 'Try it' });
  const sent = () => target.seen.at(-1)?.headers.authorization;
  await page.getByLabel('Address').fill(`${target.url}path`);
  await panel.getByRole('button', { name: 'Try it' }).click();
  await expect(panel.getByRole('listitem')).toContainText('Up');
  const tried = target.seen.filter(({ url }) => url === '/path');
  expect(tried.map(({ headers }) => headers.authorization)).toEqual(['Bearer stored']);
  await (await unfold(page, 'Request')).getByRole('textbox', { name: 'Token' }).fill('typed');
  await expect(panel).toContainText('This is from before the last changes.');
  await panel.getByRole('button', { name: 'Try it' }).click();
  await expect.poll(sent).toBe('Bearer typed');
});

test('a password is kept, and its user asked for once the check changes', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await signIn(ada);
  await page.goto('/websites/new');
  await page.getByLabel('Address').fill(target.url);
  const asked = await unfold(page, 'Request');
  await asked.getByLabel('Credentials').selectOption('User and password');
  await page.getByRole('button', { name: 'Add the website' }).click();
  await expect(asked.getByLabel('User')).toHaveAccessibleDescription('The user is missing.');
  await asked.getByLabel('User').fill('ada');
  await page.getByRole('button', { name: 'Add the website' }).click();
  const password = asked.getByRole('textbox', { name: 'Password' });
  await expect(password).toHaveAccessibleDescription('The password is required: none is stored.');
  await password.fill('secret');
  await page.getByRole('button', { name: 'Add the website' }).click();
  const id = await idOf(page);
  await expect(page.getByRole('main').getByRole('status')).toHaveText(/^Up since/);
  // The name alone leaves the check as it is.
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Shop');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Shop', exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Edit' }).click();
  await (await unfold(page, 'Answer')).getByLabel('Statuses that are up').fill('200');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('User')).toHaveAccessibleDescription(/type it again to change/);
  await page.getByLabel('User').fill('ada');
  await page.getByRole('button', { name: 'Save' }).click();
  await idOf(page);
  await expect(page.getByRole('main').getByRole('status')).toHaveText(/^Up since/);
  expect(await settings(upbeat, ada, id)).toMatchObject({
    check: { http: { statuses: '200', auth: 'BASIC' } },
  });
  expect(target.seen.at(-1)?.headers.authorization).toBe(`Basic ${btoa('ada:secret')}`);
});

test('secrets that are stored do not follow to another website', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const check = {
    http: { bearerToken: 'secret', headers: [{ name: 'x-key', value: '1' }] },
  };
  const id = await create(upbeat, ada, { url: target.url, name: 'Shop', check });
  await signIn(ada);
  await page.goto(`/websites/${id}/edit`);
  await page.getByLabel('Address').fill('http://127.0.0.1:1/');
  await page.getByRole('button', { name: 'Save' }).click();
  const token = page.getByRole('textbox', { name: 'Token' });
  await expect(token).toHaveAccessibleDescription(/The token is missing/);
  await token.fill('another');
  await page.getByRole('button', { name: 'Save' }).click();
  const value = page.getByLabel('Value of header 1');
  await expect(value).toHaveAccessibleDescription(
    'The value is required: no value of x-key is stored.',
  );
  await value.fill('2');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(/\/websites\/[0-9a-f-]{36}$/);
  expect(await settings(upbeat, ada, id)).toMatchObject({ check: { http: { auth: 'BEARER' } } });
});

test('a copy has every setting but the secrets, which are asked for', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const id = await create(upbeat, ada, {
    url: target.url,
    name: 'Shop',
    intervalSecs: 60,
    tags: ['team:a'],
    check: { http: { statuses: '200', headers: [{ name: 'x-key', value: 'secret' }] } },
  });
  await signIn(ada);
  await page.goto(`/websites/${id}`);
  await page.getByRole('link', { name: 'Copy' }).click();
  await expect(page.getByText('so they are not copied')).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Copy of Shop');
  await page.getByRole('button', { name: 'Add the website' }).click();
  const value = page.getByLabel('Value of header 1');
  await expect(value).toHaveAccessibleDescription(
    'The value is required: no value of x-key is stored.',
  );
  await value.fill('another');
  await page.getByRole('button', { name: 'Add the website' }).click();
  const copy = await idOf(page);
  expect(copy).not.toBe(id);
  expect(await settings(upbeat, ada, copy)).toEqual({
    ...(await settings(upbeat, ada, id)),
    name: 'Copy of Shop',
  });
});
