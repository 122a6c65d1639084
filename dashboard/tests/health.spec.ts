import { create, expect, test } from './fixtures';

test('the operator sees regions, probers, queues and the ledger', async ({
  page,
  target,
  upbeat,
  operator,
  signIn,
}) => {
  await create(upbeat, operator, { url: target.url, name: 'Shop', intervalSecs: 60 });
  await signIn(operator);
  await page.getByRole('link', { name: 'Health' }).click();
  await expect(page.getByRole('main').getByRole('status').first()).toHaveText(
    'The one region works.',
  );
  await expect(page.getByText(/Every prober runs version \d/)).toBeVisible();
  const server = page.getByRole('region', { name: 'The server' });
  await expect(server).toContainText('It observes no trouble.');
  await expect(server).toContainText(/Version\d+\.\d+\.\d+/);
  await expect(server).toContainText(/Checks reach the queue after[\d.]+ ms/);
  const local = page.getByRole('region', { name: 'local' });
  await expect(local).toContainText('Works');
  const prober = local.getByRole('row').nth(1);
  await expect(prober).toContainText('Measures');
  await expect(prober).toContainText('of 1,000');
  await expect(local.getByText('Messages that could not be processed')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Planned checks' })).toContainText('Recorded');
});

test('whoever does not operate it sees regions and the own ledger', async ({
  page,
  person,
  signIn,
}) => {
  await signIn(await person('ada'));
  await page.goto('/health');
  await expect(page.getByText('The one region works.')).toBeVisible();
  await expect(page.getByText('are shown to the operator')).toBeVisible();
  await expect(page.getByRole('table')).toHaveCount(0);
  await expect(page.getByText('No check of this organization was due.')).toBeVisible();
});

test('what cannot be read is said, not shown as it was, and read again by itself', async ({
  page,
  operator,
  signIn,
}) => {
  let isBroken = false;
  await page.route('/graphql', (route) => {
    const isOperation = route.request().postData()?.includes('query Operation') ?? false;
    const message = { message: 'internal', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
    return isBroken && isOperation
      ? route.fulfill({ json: { data: null, errors: [message] } })
      : route.continue();
  });
  await signIn(operator);
  await page.goto('/health');
  const server = page.getByRole('region', { name: 'The server' });
  await expect(server).toContainText('It observes no trouble.');
  isBroken = true;
  await expect(page.getByText('Probers and queues cannot be read')).toBeVisible();
  await expect(server).toHaveCount(0);
  isBroken = false;
  await expect(server).toContainText('It observes no trouble.');
});
