import type { Page } from '@playwright/test';

import {
  addWebsite,
  create,
  createStatusPage,
  enter,
  expect,
  member,
  newSlug,
  test as base,
} from './fixtures';
import { Receiver } from './receiver';

/** A website that has an incident at once when it is down. */
const HASTY = { retries: 0, confirmationSecs: 0, recoverySecs: 0 };

const test = base.extend<{ receiver: Receiver }>({
  receiver: async ({}, use) => {
    const receiver = await Receiver.start();
    await use(receiver);
    await receiver.stop();
  },
});

/** Notes in the page that it is this one; whether that is so still is `isStillThere`. */
async function leaveMark(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window, { isMarked: true }));
}

function isStillThere(page: Page): Promise<boolean> {
  return page.evaluate(() => 'isMarked' in window);
}

test('from sign-up to a message that the website is down, without a reload', async ({
  page,
  target,
  receiver,
}) => {
  await page.goto('/sign-up');
  await leaveMark(page);
  const email = `journey-${process.pid}-${Date.now()}@example.org`;
  await enter(page, email);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await addWebsite(page, target.url, 'Shop');
  const row = page.getByRole('row', { name: /Shop/ });
  await expect(row).toContainText(/Up.*\d+ ms/);

  const menu = page.getByRole('navigation', { name: 'Pages' });
  await menu.getByRole('link', { name: 'Channels' }).click();
  await page.getByRole('link', { name: 'New channel' }).click();
  await page.getByLabel('Kind').selectOption('WEBHOOK');
  await page.getByLabel('Name').first().fill('Pager');
  await page.getByRole('textbox', { name: 'Address' }).fill(receiver.url);
  await page.getByRole('checkbox', { name: 'Somebody acknowledged it' }).check();
  await page.getByRole('button', { name: 'Create the channel' }).click();
  await page.getByRole('button', { name: 'Test Pager' }).click();
  await expect(page.getByRole('list', { name: 'Reply to the test of Pager' })).toContainText(
    'thank you',
  );
  expect(receiver.types).toEqual(['test']);

  await menu.getByRole('link', { name: 'Websites' }).click();
  await row.getByRole('link', { name: 'Shop' }).click();
  await target.switchOff();
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(page.getByRole('main').getByRole('status')).toHaveText(/^Down since/);
  await menu.getByRole('link', { name: 'Websites' }).click();
  await expect(row).toContainText(/Down.*connection refused/);
  await expect(page).toHaveTitle('(1) Upbeat');
  await expect.poll(() => receiver.types).toEqual(['test', 'incident.opened']);
  const { data } = receiver.messages[1] ?? {};
  expect(data?.website?.name).toBe('Shop');
  expect(data?.incident?.cause).toContain('connection refused');

  await menu.getByRole('link', { name: 'Incidents 1 open' }).click();
  await page.getByRole('button', { name: 'Acknowledge the incident of Shop' }).click();
  const open = page.getByRole('region', { name: 'Open' });
  await expect(open.getByRole('listitem')).toContainText(`${email} has it`);
  await expect.poll(() => receiver.types.at(-1)).toBe('incident.acknowledged');
  await open.getByRole('link', { name: 'Shop' }).click();
  await page.getByRole('button', { name: 'Resolve the incident of Shop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Resolve' }).click();
  await expect.poll(() => receiver.types.at(-1)).toBe('incident.resolved');
  await menu.getByRole('link', { name: 'Incidents', exact: true }).click();
  await expect(page.getByText('Nothing is down')).toBeVisible();
  expect(await isStillThere(page)).toBe(true);
});

test('in maintenance a website that goes down pages nobody until it is over', async ({
  page,
  target,
  receiver,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const id = await create(upbeat, ada, { url: target.url, name: 'Shop', ...HASTY });
  await upbeat.ask(
    `mutation($input: CreateChannelInput!) { createChannel(input: $input) { id } }`,
    { input: { name: 'Pager', webhook: receiver.settings } },
    ada.token,
  );
  await signIn(ada);
  const row = page.getByRole('row', { name: /Shop/ });
  await expect(row).toContainText(/Up.*\d+ ms/);
  const menu = page.getByRole('navigation', { name: 'Pages' });
  await menu.getByRole('link', { name: 'Maintenance' }).click();
  await page.getByRole('link', { name: 'Announce' }).click();
  await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Move');
  await page.getByRole('button', { name: 'Announce' }).click();
  await page.getByRole('button', { name: 'Start now: Move' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start now' }).click();
  const now = page.getByRole('region', { name: 'Now' });
  await expect(now.getByRole('listitem')).toContainText('goes on until');

  await target.switchOff();
  await upbeat.ask(`mutation($id: ID!) { checkNow(id: $id) { id } }`, { id }, ada.token);
  await menu.getByRole('link', { name: 'Websites' }).click();
  await expect(row).toContainText('Down');
  await row.getByRole('link', { name: 'Shop' }).click();
  await expect(
    page.getByRole('region', { name: 'Why did it page, or not?', exact: true }),
  ).toContainText('No incident: the website was in maintenance.');
  await expect(menu.getByRole('link', { name: 'Incidents', exact: true })).toBeVisible();
  expect(receiver.types).toEqual([]);

  await menu.getByRole('link', { name: 'Maintenance' }).click();
  await now.getByRole('button', { name: 'End now: Move' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End now' }).click();
  await upbeat.ask(`mutation($id: ID!) { checkNow(id: $id) { id } }`, { id }, ada.token);
  await expect(menu.getByRole('link', { name: 'Incidents 1 open' })).toBeVisible();
  await expect.poll(() => receiver.types).toEqual(['incident.opened']);
});

/** What a viewer may press: what only shows something else. */
const HARMLESS =
  /^(\d+ |\d\d:\d\d:\d\d |Copy|24 hours|7 days|30 days|90 days|Checked|Up|Down|More|Show|Try again|Leave$|Create the organization$)/;

test('a viewer is offered nothing that would be refused, on any page', async ({
  page,
  receiver,
  upbeat,
  person,
  signIn,
}) => {
  const [ada, bob] = [await person('ada'), await person('bob')];
  const organizationId = await member(upbeat, ada, bob, 'VIEWER');
  const shop = { url: 'http://127.0.0.1:1/', name: 'Shop', organizationId, ...HASTY };
  const website = await create(upbeat, ada, shop);
  const made = await upbeat.ask<{ createChannel: { id: string } }>(
    `mutation($channel: CreateChannelInput!, $maintenance: CreateMaintenanceInput!) {
      createChannel(input: $channel) { id }
      createMaintenance(input: $maintenance) { id }
    }`,
    {
      channel: { name: 'Pager', webhook: receiver.settings, organizationId },
      maintenance: {
        title: 'Move',
        rule: { cron: { expression: '0 3 * * *', durationSecs: 60 } },
        organizationId,
      },
    },
    ada.token,
  );
  const channel = made.createChannel.id;
  const statusPage = await createStatusPage(upbeat, ada, {
    organizationId,
    slug: newSlug(),
    title: 'Public',
  });
  await signIn(bob);
  await page.getByRole('button', { name: bob.email }).click();
  await page.getByRole('menuitemradio', { name: 'Acme' }).click();
  await page.getByRole('link', { name: 'Incidents 1 open' }).click();
  await expect(page.getByRole('heading', { name: 'Incidents' })).toBeVisible();
  await page.getByRole('link', { name: 'Shop' }).click();
  await expect(page).toHaveURL(/\/incidents\/.+/);
  const incident = new URL(page.url()).pathname;
  for (const [path, shows] of [
    ['/', 'Shop'],
    [`/websites/${website}`, 'Down since'],
    ['/incidents', 'Shop'],
    [incident, 'The incident opened'],
    ['/channels', 'Pager'],
    [`/channels/${channel}`, 'Pager'],
    ['/maintenance', 'Move'],
    ['/status-pages', 'Public'],
    [`/status-pages/${statusPage}`, 'None is open'],
    ['/organization', 'Your role: Viewer.'],
  ] as const) {
    await page.goto(path);
    const main = page.getByRole('main');
    await expect(main.getByText(shows).first(), path).toBeVisible();
    const names = await main
      .getByRole('button')
      .evaluateAll((buttons) =>
        buttons.map((button) => button.getAttribute('aria-label') ?? button.textContent),
      );
    expect(
      names.filter((name) => !HARMLESS.test(name)),
      path,
    ).toEqual([]);
    await expect(main.getByRole('checkbox'), path).toHaveCount(0);
    await expect(main.getByRole('link', { name: /^(New|Edit|Announce|Write)/ }), path).toHaveCount(
      0,
    );
  }
  for (const path of [
    '/channels/new',
    `/channels/${channel}/edit`,
    '/maintenance/new',
    '/status-pages/new',
    `/status-pages/${statusPage}/edit`,
    `/status-pages/${statusPage}/incidents/new`,
  ]) {
    await page.goto(path);
    await expect(
      page
        .getByRole('main')
        .getByText(/role|may not|only/i)
        .first(),
    ).toBeVisible();
    await expect(page.getByRole('main').getByRole('button'), path).toHaveCount(0);
  }
});
