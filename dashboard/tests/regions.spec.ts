import { create, expect, test as base } from './fixtures';
import { Upbeat } from './upbeat';

/** An installation of two regions. */
const test = base.extend<object, { upbeat: Upbeat }>({
  upbeat: [
    async ({ storesKind }, use) => {
      const upbeat = await Upbeat.start(storesKind, { probers: { asia: {}, usa: {} } });
      await use(upbeat);
      await upbeat.stop();
    },
    { scope: 'worker' },
  ],
});

test('a region whose prober hangs comes first, and says why, until it is back', async ({
  page,
  target,
  upbeat,
  operator,
  signIn,
}) => {
  await create(upbeat, operator, { url: target.url, name: 'Shop', intervalSecs: 60 });
  await signIn(operator);
  await page.goto('/health');
  const status = page.getByRole('main').getByRole('status').first();
  await expect(status).toHaveText('All 2 regions work.');
  const headings = page.locator('.regions').getByRole('heading', { level: 2 });
  await expect(headings).toHaveText(['asia', 'usa']);

  upbeat.prober('usa').signal('SIGSTOP');
  await expect(status).toHaveText('Of 2 regions, usa is silent: nothing is checked from it.', {
    timeout: 40_000,
  });
  await expect(headings).toHaveText(['usa', 'asia']);
  await expect(page.getByRole('region', { name: 'usa' })).toContainText('It has no living prober.');
  const wrong = page.getByRole('list', { name: 'What is wrong' });
  await expect(wrong.getByRole('listitem')).toContainText(['usa: ']);

  upbeat.prober('usa').signal('SIGCONT');
  await expect(status).toHaveText('All 2 regions work.');
  await expect(headings).toHaveText(['asia', 'usa']);
  await expect(wrong).toHaveCount(0);
});

test('websites are filtered by the region that checks them', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await create(upbeat, ada, { url: target.url, name: 'Shop', regions: ['usa'] });
  await create(upbeat, ada, { url: target.url, name: 'Blog' });
  await signIn(ada);
  const names = page.locator('a.title');
  await expect(names).toHaveText(['Blog', 'Shop']);
  await page.getByLabel('Region').selectOption('From asia');
  await expect(names).toHaveText(['Blog']);
  await page.getByLabel('Region').selectOption('From usa');
  await expect(names).toHaveText(['Blog', 'Shop']);
});
