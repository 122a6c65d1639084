import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import {
  create,
  createStatusPage,
  expect,
  expectNoSideways,
  member,
  newSlug,
  test as base,
} from './fixtures';
import { Receiver } from './receiver';

const SCRIPT = `<script>alert(1)</script><img src=x onerror=alert(1)>`;
const RIGHT_TO_LEFT = 'اسم طويل 1';
/** With a mark that turns round all that follows it, which the API refuses in what it is told. */
const REPLY = `${SCRIPT} ${RIGHT_TO_LEFT} \u202e ${'y'.repeat(10_000)}`;

/** A website and a receiver that answer with the worst there is. */
const test = base.extend<{ website: string; receiver: Receiver }>({
  website: async ({}, use) => {
    const server: Server = createServer((_, response) => {
      response.writeHead(503, SCRIPT, { 'x-long': 'y'.repeat(10_000), server: SCRIPT });
      response.end(REPLY);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${'z'.repeat(1_500)}`);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  },
  receiver: async ({}, use) => {
    const receiver = await Receiver.start(REPLY);
    await use(receiver);
    await receiver.stop();
  },
});

test('hostile names and replies break no page, wide or narrow', async ({
  page,
  website,
  receiver,
  upbeat,
  person,
  signIn,
}) => {
  const [ada, bob] = [await person('ada'), await person('bob')];
  const organizationId = await member(upbeat, ada, bob, 'ADMIN');
  const names = [SCRIPT, RIGHT_TO_LEFT, 'x'.repeat(100)];
  await upbeat.ask(
    `mutation($input: UpdateOrganizationInput!) { updateOrganization(input: $input) { id } }`,
    { input: { id: organizationId, name: SCRIPT } },
    ada.token,
  );
  const channels = await Promise.all(
    names.map(async (name) => {
      const input = { name, organizationId, webhook: receiver.settings };
      const { createChannel } = await upbeat.ask<{ createChannel: { id: string } }>(
        `mutation($input: CreateChannelInput!) { createChannel(input: $input) { id } }`,
        { input },
        ada.token,
      );
      return createChannel.id;
    }),
  );
  await Promise.all(
    names.map((title) =>
      upbeat.ask(
        `mutation($input: CreateMaintenanceInput!) { createMaintenance(input: $input) { id } }`,
        {
          input: {
            title,
            organizationId,
            rule: { cron: { expression: '0 3 * * *', durationSecs: 60 } },
          },
        },
        ada.token,
      ),
    ),
  );
  const hasty = { url: website, retries: 0, confirmationSecs: 0, tags: [`t:${'x'.repeat(98)}`] };
  const websites = await Promise.all(
    names.map((name) => create(upbeat, ada, { ...hasty, name, organizationId })),
  );
  const components = names.map((name, index) => ({ name, websiteId: websites[index] }));
  const statusPage = await createStatusPage(upbeat, ada, {
    organizationId,
    slug: newSlug(),
    title: SCRIPT,
    text: `${SCRIPT} ${RIGHT_TO_LEFT} ${'y'.repeat(1_000)}`,
    components: components.map((component) => ({ ...component, section: component.name })),
  });
  const { createStatusPageIncident: told } = await upbeat.ask<{
    createStatusPageIncident: { id: string };
  }>(
    `mutation($input: CreateStatusPageIncidentInput!) { createStatusPageIncident(input: $input) { id } }`,
    { input: { statusPageId: statusPage, title: SCRIPT, text: 'y'.repeat(9_000) } },
    ada.token,
  );
  await signIn(ada);
  await page.getByRole('button', { name: ada.email }).click();
  await page.getByRole('menuitemradio', { name: SCRIPT }).click();
  await page.getByRole('link', { name: 'Incidents 3 open' }).click();
  const open = page.getByRole('region', { name: 'Open' }).getByRole('listitem').getByRole('link');
  await expect(open).toHaveCount(names.length);
  const [incident = ''] = await open.evaluateAll((links) =>
    links.map((link) => (link as HTMLAnchorElement).pathname),
  );
  for (const text of [`${SCRIPT} ${'y'.repeat(9_900)}`, RIGHT_TO_LEFT]) {
    await upbeat.ask(
      `mutation($input: AddIncidentNoteInput!) { addIncidentNote(input: $input) { id } }`,
      { input: { incidentId: incident.split('/').at(-1), text } },
      ada.token,
    );
  }
  const paths = [
    ['/', 'Down'],
    ...websites.map((id) => [`/websites/${id}`, 'Down since'] as const),
    ['/incidents', '503'],
    [incident, RIGHT_TO_LEFT],
    ['/channels', RIGHT_TO_LEFT],
    ...channels.map((id) => [`/channels/${id}`, 'Delivered'] as const),
    ['/maintenance', RIGHT_TO_LEFT],
    ['/status-pages', SCRIPT],
    [`/status-pages/${statusPage}`, SCRIPT],
    [`/status-pages/${statusPage}/edit`, RIGHT_TO_LEFT],
    [`/status-pages/incidents/${told.id}`, SCRIPT],
    ['/organization', SCRIPT],
    ['/channels/new', 'Where it goes'],
    ['/maintenance/new', 'Title'],
  ] as const;
  for (const width of [1_280, 390]) {
    await page.setViewportSize({ width, height: 844 });
    for (const [path, shows] of paths) {
      await page.goto(path);
      await expect(page.getByRole('main').getByText(shows).first(), path).toBeAttached();
      const [needed, given] = await page
        .locator('html')
        .evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
      expect(needed, `${path} at ${width}`).toBe(given);
    }
  }

  await page.goto(`/channels/${channels[0] ?? ''}`);
  await page.getByRole('button', { name: `Test ${SCRIPT}` }).click();
  const reply = page.getByRole('list', { name: `Reply to the test of ${SCRIPT}` });
  await expect(reply).toContainText(SCRIPT);
  await expectNoSideways(page.locator('html'));
  await page.goto(`/status-pages/${statusPage}/edit`);
  const drawn = page.frameLocator('iframe[title="Preview of the status page"]');
  await expect(drawn.getByRole('heading', { level: 1 })).toHaveText(SCRIPT);
  await expect(drawn.locator('script, img')).toHaveCount(0);
  await page.goto(`/channels/${channels[0] ?? ''}`);
  await expect(page.getByRole('heading', { name: SCRIPT })).toBeVisible();
  // None of it became an element.
  await expect(page.locator('main script, main img')).toHaveCount(0);
});
