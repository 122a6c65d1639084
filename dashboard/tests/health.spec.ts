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

test('a region that fails comes first, and says why', async ({ page, operator, signIn }) => {
  let isSilent = true;
  // There is one region here, and it works: the answer is that of an installation of two.
  await page.route('/graphql', async (route) => {
    const { query } = route.request().postDataJSON() as { query: string };
    if (!query.includes('query Regions')) {
      await route.continue();
      return;
    }
    const regions = [
      { name: 'asia', silent: false, impaired: false, reason: null },
      { name: 'usa', silent: isSilent, impaired: false, reason: isSilent ? 'it sleeps' : null },
    ];
    await route.fulfill({ json: { data: { regions } } });
  });
  await signIn(operator);
  await page.goto('/health');
  const status = page.getByRole('main').getByRole('status').first();
  await expect(status).toHaveText('Of 2 regions, usa is silent: nothing is checked from it.');
  const headings = page.getByRole('heading', { level: 2 });
  await expect(headings.first()).toHaveText('usa');
  await expect(page.getByRole('region', { name: 'usa' })).toContainText('It sleeps.');
  isSilent = false;
  await expect(status).toHaveText('All 2 regions work.');
  await expect(headings.first()).toHaveText('asia');
});
