import { create, expect, test, type Person, type Upbeat } from './fixtures';

/** Asks for a check at once. */
function checkNow(upbeat: Upbeat, person: Person, id: string): Promise<unknown> {
  return upbeat.ask(`mutation($id: ID!) { checkNow(id: $id) { id } }`, { id }, person.token);
}

test('the page of a website follows what happens, without a reload', async ({
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
    retries: 0,
    tags: ['team:a'],
  });
  await signIn(ada);
  await page.getByRole('link', { name: 'Shop' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/websites/${id}$`));
  await expect(page.getByRole('heading', { name: 'Shop' })).toBeVisible();
  await expect(page.getByRole('link', { name: target.url })).toHaveAttribute('href', target.url);
  await expect(page.getByRole('main').getByText('team:a')).toBeVisible();
  const verdict = page.getByRole('main').getByRole('status');
  await expect(verdict).toHaveText(/^Up since \d\d:\d\d:\d\d: as seen from 1 region$/);
  await target.switchOff();
  await checkNow(upbeat, ada, id);
  await expect(verdict).toHaveText(
    /^Down since \d\d:\d\d:\d\d: 1 of 1 region, connection refused by 127\.0\.0\.1:\d+$/,
  );
  const region = page.getByRole('row', { name: /local/ });
  await expect(region).toContainText('Down');
  await expect(region).toContainText('connection refused');
  await target.switchOn();
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(verdict).toHaveText(/^Up since/);
  await expect(region).toContainText('Up');
});

test('the days and the last checks are told to the keyboard, too', async ({
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
  await expect(page.getByRole('region', { name: 'Uptime' })).toContainText('100.00 %');
  const days = page.getByRole('slider', { name: 'Days' });
  await expect(days).toHaveAttribute('aria-valuetext', /^\w{3} \d+: up$/);
  await days.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(days).toHaveAttribute('aria-valuetext', /: not watched yet$/);
  await expect(page.getByText(/: not watched yet$/)).toBeVisible();
  await page.keyboard.press('Home');
  await expect(days).toHaveAttribute('aria-valuenow', '1');
  const checks = page.getByRole('slider', { name: 'Checks' });
  await expect(checks).toHaveAttribute('aria-valuetext', /local: up, [\d.]+ ms$/);
  await target.switchOff();
  await checkNow(upbeat, ada, id);
  await expect(checks).toHaveAttribute('aria-valuetext', /local: down/);
  await expect(days).toHaveAttribute('aria-valuenow', '1');
});

test('response times are a chart whose range, part and kind are in the address', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const id = await create(upbeat, ada, { url: target.url, name: 'Shop', retries: 0 });
  await signIn(ada);
  await expect(page.getByRole('row', { name: /Shop/ })).toContainText('Up');
  await page.goto(`/websites/${id}`);
  const times = page.getByRole('region', { name: 'Response times', exact: true });
  const chart = times.getByRole('img', {
    name: /^Response times, last 24 hours: median [\d.]+ ms/,
  });
  await expect(chart.locator('canvas')).toBeVisible();
  await times.getByText('The numbers as a table').click();
  await expect(times.getByRole('row')).toHaveCount(2);
  await times.getByRole('button', { name: '7 days' }).click();
  await expect(page).toHaveURL(/\?range=week$/);
  const week = times.getByRole('img', { name: /last 7 days/ });
  await expect(week.locator('canvas')).toBeVisible();
  // Made anew in the other colors.
  await expect(week).toHaveAttribute('data-scheme', 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(week).toHaveAttribute('data-scheme', 'dark');
  await expect(week.locator('canvas')).toHaveCount(1);
  const box = await week.locator('.u-over').boundingBox();
  if (!box) {
    throw new Error('there is no chart');
  }
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.5, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.9, y, { steps: 4 });
  // What is chosen stays chosen while the chart shows what happens.
  await target.switchOff();
  await checkNow(upbeat, ada, id);
  await expect(times.getByRole('listitem').filter({ hasText: /^down$/ })).toBeVisible();
  await expect(week.locator('.u-select')).not.toHaveCSS('width', '0px');
  await page.mouse.up();
  await expect(page).toHaveURL(/range=week&from=[^&]+&to=[^&]+$/);
  await page.reload();
  await times.getByRole('button', { name: 'Back to 7 days' }).click();
  await expect(page).toHaveURL(/\?range=week$/);
  await times.getByLabel('What is shown').selectOption('Phases');
  await expect(page).toHaveURL(/\?range=week&show=phases$/);
  await expect(times.getByRole('row', { name: /Connect/ })).toContainText('ms');
  await expect(times.getByRole('row', { name: /TLS handshake/ })).not.toContainText('ms');
});

test('what happened, and why it paged or not, is told in words', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const sure = { url: target.url, name: 'Shop', retries: 0 };
  const [paging, waiting] = [
    await create(upbeat, ada, sure),
    await create(upbeat, ada, { ...sure, name: 'Blog', confirmationSecs: 3_600 }),
  ];
  await signIn(ada);
  await expect(page.getByRole('row', { name: /Blog/ })).toContainText('Up');
  await page.goto(`/websites/${paging}`);
  const part = (name: string) => page.getByRole('region', { name, exact: true });
  await expect(part('Incidents')).toContainText('It has had no incident.');
  await target.switchOff();
  await checkNow(upbeat, ada, paging);
  await checkNow(upbeat, ada, waiting);
  const incident = part('Incidents').getByRole('listitem');
  await expect(incident).toContainText(/Open.*connection refused.*lasts \d/);
  await expect(part('Why did it page, or not?')).toContainText(
    'An incident opened: 1 of 1 region said down, 1 needed.',
  );
  const changes = part('Changes').getByRole('listitem');
  await expect(changes.first()).toContainText(/Down.*for .* so far/);
  await expect(changes.nth(1)).toContainText(/Up.*for/);
  await expect(part('Planned checks').getByRole('row', { name: /24 hours/ })).toContainText(/\d/);
  await target.switchOn();
  await checkNow(upbeat, ada, paging);
  await checkNow(upbeat, ada, waiting);
  await expect(changes.first()).toContainText('Up');
  await page.goto(`/websites/${waiting}`);
  await expect(part('Why did it page, or not?')).toContainText(
    'No incident: the website was down for less time than its confirmation takes.',
  );
  await expect(part('Incidents')).toContainText('It has had no incident.');
});

test('checks, changes and reports can be downloaded', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const id = await create(upbeat, ada, { url: target.url, name: 'Shop' });
  await signIn(ada);
  await expect(page.getByRole('row', { name: /Shop/ })).toContainText('Up');
  await page.goto(`/websites/${id}`);
  const month = new Date().toISOString().slice(0, 7);
  for (const [name, holds] of [
    ['ticks as CSV', /^slot,checked_at,region.*\n.*,UP,/],
    ['changes as NDJSON', /"status":"UP"/],
    [month, /^report,month,/m],
  ] as const) {
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name }).click();
    const stream = await (await download).createReadStream();
    expect(Buffer.concat(await stream.toArray()).toString()).toMatch(holds);
  }
});

test('a website is paused, resumed and deleted on its page', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const id = await create(upbeat, ada, { url: target.url, name: 'Shop' });
  await signIn(ada);
  await page.goto(`/websites/${id}`);
  const verdict = page.getByRole('main').getByRole('status');
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(verdict).toHaveText(/^Paused since .*: nothing is checked until it is resumed$/);
  await expect(page.getByRole('button', { name: 'Check now' })).toBeHidden();
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(verdict).toHaveText(/^Up since/);
  await page.getByRole('button', { name: 'Delete' }).click();
  const sure = page.getByRole('dialog').getByRole('button', { name: 'Delete' });
  await expect(sure).toBeDisabled();
  await page.getByLabel('Type its name to confirm').fill('Shop');
  await sure.click();
  await expect(page.getByText('Nothing is watched yet')).toBeVisible();
  await page.goto(`/websites/${id}`);
  await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
});

test('the back button returns to the same filter and place', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const names = Array.from({ length: 40 }, (_, index) => `Shop ${index + 10}`);
  await Promise.all(names.map((name) => create(upbeat, ada, { url: target.url, name })));
  await signIn(ada);
  // By name, since a status may still change.
  await page.getByLabel('Order').selectOption('Name');
  await page.getByLabel('Search by name or address').fill('shop');
  await expect(page.getByRole('button', { name: '40 in all' })).toBeVisible();
  await page.getByRole('link', { name: 'Shop 10' }).waitFor();
  await page.mouse.move(600, 400);
  await page.mouse.wheel(0, 700);
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(700);
  const link = page.getByRole('link', { name: 'Shop 30' });
  const before = await link.boundingBox();
  await link.click();
  await expect(page.getByRole('heading', { name: 'Shop 30' })).toBeVisible();
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.goBack();
  await expect(page.getByLabel('Search by name or address')).toHaveValue('shop');
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(700);
  expect((await link.boundingBox())?.y).toBe(before?.y);
});

test('an address without a website says so', async ({ page, person, signIn }) => {
  await signIn(await person('ada'));
  for (const id of ['01890000-0000-7000-8000-000000000000', 'nonsense', '%3Cscript%3E']) {
    await page.goto(`/websites/${id}`);
    await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
  }
});
