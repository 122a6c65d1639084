import type { Page } from '@playwright/test';

import { create, expect, Target, test as base } from './fixtures';

/** A website of its own for the one that goes down. */
const test = base.extend<{ other: Target }>({
  other: async ({}, use) => {
    const other = await Target.start();
    await use(other);
    await other.switchOff();
  },
});

/** The websites that are shown, from top to bottom, and where each is on the screen. */
function shown(page: Page): Promise<[string, number][]> {
  return page.getByRole('table').evaluate((table) =>
    Array.from(table.querySelectorAll('a.title'))
      .map((link) => [link.textContent, link.getBoundingClientRect().top] as [string, number])
      .sort(([, a], [, b]) => a - b),
  );
}

const names = async (page: Page) => (await shown(page)).map(([name]) => name);

test('no row moves from under the pointer or the focus; what waits is shown on demand', async ({
  page,
  target,
  other,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const first = await create(upbeat, ada, { url: target.url, name: 'Shop a' });
  await create(upbeat, ada, { url: target.url, name: 'Shop b' });
  const id = await create(upbeat, ada, { url: other.url, name: 'Shop c', retries: 0 });
  const check = () =>
    upbeat.ask(`mutation($id: ID!) { checkNow(id: $id) { id } }`, { id }, ada.token);
  await signIn(ada);
  await expect(page.getByRole('button', { name: '3 up' })).toBeVisible();
  await expect.poll(() => names(page)).toEqual(['Shop a', 'Shop b', 'Shop c']);
  const before = await shown(page);

  // The pointer is in the table: the status changes at once, the order waits.
  const row = page.getByRole('row', { name: /Shop c/ });
  await row.hover();
  await other.switchOff();
  await check();
  await expect(row).toContainText('Down');
  const line = page.getByRole('button', { name: '1 moved, show' });
  await expect(line).toBeVisible();
  expect(await shown(page)).toEqual(before);
  await line.click();
  await expect.poll(() => names(page)).toEqual(['Shop c', 'Shop a', 'Shop b']);
  await expect(line).toBeHidden();

  // The focus is in the table, and the pointer is not.
  await page.getByRole('link', { name: 'Shop b' }).focus();
  await page.getByRole('heading', { name: 'Websites' }).hover();
  await other.switchOn();
  await check();
  await expect(row).toContainText('Up');
  await expect(line).toBeVisible();
  expect(await names(page)).toEqual(['Shop c', 'Shop a', 'Shop b']);
  await page.getByLabel('Search by name').focus();
  await expect.poll(() => names(page)).toEqual(['Shop a', 'Shop b', 'Shop c']);
  await expect(line).toBeHidden();

  // Nobody is in the table: nothing waits.
  await other.switchOff();
  await check();
  await expect.poll(() => names(page)).toEqual(['Shop c', 'Shop a', 'Shop b']);

  // What somebody asks for does not wait, and what is deleted is gone.
  await row.hover();
  await other.switchOn();
  await check();
  await expect(line).toBeVisible();
  // Its focus is in the search already.
  await page.keyboard.type('shop');
  await expect.poll(() => names(page)).toEqual(['Shop a', 'Shop b', 'Shop c']);
  await expect(line).toBeHidden();
  await upbeat.ask(`mutation($id: ID!) { pauseWebsite(id: $id) { id } }`, { id: first }, ada.token);
  await expect(line).toBeVisible();
  expect(await names(page)).toEqual(['Shop a', 'Shop b', 'Shop c']);
  await page.getByLabel('Select Shop a').check();
  await page.getByRole('button', { name: 'Delete' }).focus();
  await row.hover();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect.poll(() => names(page)).toEqual(['Shop b', 'Shop c']);
});

test('what no longer matches a filter stays while the pointer is there', async ({
  page,
  target,
  other,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await create(upbeat, ada, { url: target.url, name: 'Shop a' });
  const id = await create(upbeat, ada, { url: other.url, name: 'Shop b', retries: 0 });
  await signIn(ada);
  await page.getByRole('button', { name: '2 up' }).click();
  await expect.poll(() => names(page)).toEqual(['Shop a', 'Shop b']);
  const row = page.getByRole('row', { name: /Shop b/ });
  await row.hover();
  await other.switchOff();
  await upbeat.ask(`mutation($id: ID!) { checkNow(id: $id) { id } }`, { id }, ada.token);
  await expect(row).toContainText('Down');
  await expect(page.getByRole('button', { name: '1 moved, show' })).toBeVisible();
  await page.getByRole('heading', { name: 'Websites' }).hover();
  await expect.poll(() => names(page)).toEqual(['Shop a']);
});

test('the order does not wait for a pointer that somebody left on the table', async ({
  page,
  target,
  other,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await create(upbeat, ada, { url: target.url, name: 'Shop a' });
  const id = await create(upbeat, ada, { url: other.url, name: 'Shop b', retries: 0 });
  await page.clock.install();
  await signIn(ada);
  await expect.poll(() => names(page)).toEqual(['Shop a', 'Shop b']);
  const row = page.getByRole('row', { name: /Shop b/ });
  await row.hover();
  await other.switchOff();
  await upbeat.ask(`mutation($id: ID!) { checkNow(id: $id) { id } }`, { id }, ada.token);
  await expect(row).toContainText('Down');
  await expect(page.getByRole('button', { name: '1 moved, show' })).toBeVisible();
  await page.clock.fastForward(30_000);
  await expect.poll(() => names(page)).toEqual(['Shop b', 'Shop a']);
});
