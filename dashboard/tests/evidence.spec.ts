import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { create, expect, expectNoSideways, test as base } from './fixtures';

/** A website that redirects to a page that fails with a script, a long line and Arabic. */
const test = base.extend<{ hostile: string }>({
  hostile: async ({}, use) => {
    const server: Server = createServer((request, response) => {
      if (request.url === '/') {
        response.writeHead(302, { location: '/broken' }).end();
      } else {
        response.writeHead(503, { 'x-long': 'y'.repeat(3_000) });
        response.end('<script>alert(1)</script> اسم طويل');
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  },
});

test('a failing check opens to what it recorded, and its address is a link to it', async ({
  page,
  hostile,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const id = await create(upbeat, ada, { url: hostile, name: 'Shop', retries: 1 });
  await signIn(ada);
  await page.goto(`/websites/${id}`);
  const checks = page.getByRole('region', { name: 'Checks', exact: true });
  const check = checks.getByRole('button', { name: /Down.*answered 503/ }).last();
  await check.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\?check=[^&]+local$/);
  const phases = checks.getByRole('group', { name: 'Phases of the check' });
  await expect(phases.getByRole('row', { name: /\/: 302 from 127/ })).toBeVisible();
  await expect(phases.getByRole('row', { name: /\/broken: 503 from 127/ })).toBeVisible();
  await expect(phases.getByRole('row', { name: /Connect [\d.]+ ms/ })).toHaveCount(2);
  await expect(checks.getByText('status is 200-399: fails, it was 503')).toBeVisible();
  await expect(checks.getByText(/^Down after [\d.]+ ms: .*503/)).toBeVisible();
  await expect(checks.getByRole('group', { name: 'Beginning of the body' })).toHaveText(
    '<script>alert(1)</script> اسم طويل',
  );
  await expectNoSideways(page.locator('html'));
  await page.reload();
  await expect(checks.getByText('status is 200-399: fails, it was 503')).toBeVisible();
  await page.keyboard.press('Tab');
  await checks.getByRole('button', { expanded: true }).press('Escape');
  await expect(checks.getByText('status is 200-399')).toBeHidden();
  await expect(page).toHaveURL(new RegExp(`/websites/${id}$`));
});

test('only the checks that were not up are listed, and that is in the address', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const id = await create(upbeat, ada, { url: target.url, name: 'Shop', retries: 0 });
  await signIn(ada);
  await page.goto(`/websites/${id}`);
  const checks = page.getByRole('region', { name: 'Checks', exact: true });
  await expect(checks.getByRole('listitem')).toHaveCount(1);
  await checks.getByLabel('Which checks').selectOption('Only those that were not up');
  await expect(checks.getByText(/^All of the newest \d+ checks were up\.$/)).toBeVisible();
  await expect(page).toHaveURL(/\?checks=failing$/);
  await target.switchOff();
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(checks.getByRole('button', { name: /Down/ }).first()).toBeVisible();
  await expect(checks.getByRole('button', { name: /Up/ })).toHaveCount(0);
});

test('hostile names break nothing on the page of a website', async ({
  page,
  hostile,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await page.setViewportSize({ width: 390, height: 844 });
  const names = ['<script>alert(1)</script>', 'x'.repeat(200), 'اسم طويل 1'];
  const ids = await Promise.all(names.map((name) => create(upbeat, ada, { url: hostile, name })));
  await signIn(ada);
  for (const [index, name] of names.entries()) {
    await page.goto(`/websites/${ids[index] ?? ''}`);
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
    await expect(page.getByRole('main').getByRole('status')).toContainText('503');
    await expect(page.getByRole('region', { name: 'Files' })).toBeVisible();
    await expectNoSideways(page.locator('html'));
    await page.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText(name, { exact: true })).toBeVisible();
    await expectNoSideways(dialog);
  }
});

test('a part that cannot be read says so, and can be read again', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const id = await create(upbeat, ada, { url: target.url, name: 'Shop' });
  await signIn(ada);
  // Its first check is over, so nothing reads the part anew by itself.
  await expect(page.getByRole('row', { name: /Shop/ })).toContainText(/\d ms/);
  let isBroken = true;
  await page.route('/graphql', (route) => {
    const isUptime = route.request().postData()?.includes('uptimeSeries(step: DAY)') ?? false;
    const message = { message: 'internal', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
    return isBroken && isUptime
      ? route.fulfill({ json: { data: null, errors: [message] } })
      : route.continue();
  });
  await page.goto(`/websites/${id}`);
  const uptime = page.getByRole('region', { name: 'Uptime' });
  await expect(uptime.getByRole('alert')).toContainText('The server failed.');
  await expect(page.getByRole('main').getByRole('status')).toHaveText(/^Up since/);
  isBroken = false;
  await uptime.getByRole('button', { name: 'Try again' }).click();
  await expect(uptime).toContainText('100.00 %');
});
