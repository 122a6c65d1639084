import type { Page } from '@playwright/test';

import { create, expect, test } from './fixtures';

/** The names of the websites that are shown, from top to bottom. */
function shown(page: Page): Promise<string[]> {
  return page.getByRole('table').evaluate((table) =>
    Array.from(table.querySelectorAll('[aria-rowindex]'))
      .sort((a, b) => Number(a.ariaRowIndex) - Number(b.ariaRowIndex))
      .flatMap((row) => row.querySelector('a.title')?.textContent ?? []),
  );
}

test('websites are filtered by kind, where there are several', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await create(upbeat, ada, { url: target.url, name: 'Shop' });
  await signIn(ada);
  await expect.poll(() => shown(page)).toEqual(['Shop']);
  await expect(page.getByLabel('Kind of check')).toHaveCount(0);
  await create(upbeat, ada, {
    url: target.url.replace('http:', 'tcp:').slice(0, -1),
    name: 'Port',
  });
  await page.getByLabel('Kind of check').selectOption('TCP');
  await expect.poll(() => shown(page)).toEqual(['Port']);
  await expect(page).toHaveURL(/\?kind=TCP$/);
  await page.reload();
  await expect.poll(() => shown(page)).toEqual(['Port']);
  await page.getByRole('link', { name: 'Wall' }).click();
  await expect(page.getByRole('list', { name: 'The others' }).getByRole('listitem')).toHaveText(
    'Port',
  );
});

test('a region that is not there is said, and forgotten with the filters', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await create(upbeat, ada, { url: target.url, name: 'Shop' });
  await signIn(ada);
  await page.goto('/?region=mars');
  await expect(page.getByRole('alert')).toContainText(/region/i);
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await expect.poll(() => shown(page)).toEqual(['Shop']);
});

test('websites are ordered by their last change, live, and by the last day', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const ids = new Map<string, string>();
  for (const name of ['a', 'b', 'c']) {
    ids.set(name, await create(upbeat, ada, { url: target.url, name }));
  }
  await create(upbeat, ada, { url: 'http://127.0.0.1:1/', name: 'd', retries: 0 });
  const pause = (name: string) =>
    upbeat.ask(
      `mutation($id: ID!) { pauseWebsite(id: $id) { id } }`,
      { id: ids.get(name) },
      ada.token,
    );
  await signIn(ada);
  await expect(page.getByRole('button', { name: '3 up' })).toBeVisible();
  await expect(page.getByRole('button', { name: '1 down' })).toBeVisible();
  await pause('c');
  await expect(page.getByRole('button', { name: '1 paused' })).toBeVisible();
  await page.getByLabel('Order').selectOption('Last change first');
  await expect.poll(async () => (await shown(page))[0]).toBe('c');
  await pause('a');
  await expect.poll(async () => (await shown(page)).slice(0, 2)).toEqual(['a', 'c']);
  await page.reload();
  await expect.poll(async () => (await shown(page)).slice(0, 2)).toEqual(['a', 'c']);

  // What is paused at once was not measured for long, and d never answered.
  await page.getByLabel('Order').selectOption('Lowest uptime first');
  await expect.poll(async () => (await shown(page))[0]).toBe('d');
  await page.getByLabel('Order').selectOption('Slowest p95 first');
  await expect.poll(async () => (await shown(page)).at(-1)).toBe('d');
});
