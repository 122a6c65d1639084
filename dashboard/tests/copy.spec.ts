import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { create, expect, test } from './fixtures';

const run = promisify(execFile);

test('what a page shows is copied as a query, which a shell can ask', async ({
  page,
  context,
  target,
  upbeat,
  person,
  signIn,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  const ada = await person('ada');
  const id = await create(upbeat, ada, { url: target.url, name: "The shop's $HOME" });
  await signIn(ada);
  await page.getByRole('link', { name: /The shop/ }).click();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.getByRole('button', { name: 'This page as queries' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Copy Website overview as curl' }).click();
  await expect(dialog.getByRole('button', { name: 'Copy Website overview as curl' })).toHaveText(
    'Copied',
  );
  const { stdout } = await run('bash', ['-c', await clipboard()], {
    env: { ...process.env, TOKEN: ada.token },
  });
  const { data } = JSON.parse(stdout) as { data: { website: { id: string; name: string } } };
  expect(data.website.id).toBe(id);
  expect(data.website.name).toBe("The shop's $HOME");

  await dialog.getByRole('button', { name: 'Copy Website overview as GraphQL' }).click();
  await expect.poll(clipboard).toContain(`# {\n#   "id": "${id}"`);
  expect(await clipboard()).toMatch(/^query WebsiteOverview\(/);
  // What stands around every page is not of this one.
  await expect(dialog.getByRole('heading', { name: 'Session', exact: true })).toHaveCount(0);
});

test('every page has its own queries, also those that are read in pages or live', async ({
  page,
  person,
  signIn,
}) => {
  await signIn(await person('ada'));
  const names = page.getByRole('dialog').getByRole('heading', { level: 3 });
  const open = async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('graphql');
    await expect(page.getByRole('option', { name: 'This page as queries' })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'This page as queries' })).toBeVisible();
  };
  await open();
  await expect(names).toHaveText(['Websites', 'Website days']);
  await page.keyboard.press('Escape');
  await page.goto('/organization/audit');
  await expect(page.getByRole('list', { name: 'Entries of the audit log' })).toBeVisible();
  await open();
  await expect(names.filter({ hasText: 'Audit log' })).toHaveCount(1);
  await expect(names.filter({ hasText: 'Websites' })).toHaveCount(0);
});
