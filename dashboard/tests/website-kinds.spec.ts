import type { Page } from '@playwright/test';

import { expect, test } from './fixtures';
import { idOf, settings, unfold } from './website-form';

test('an HTTP check is made with every setting, and edited', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await signIn(ada);
  await page.getByRole('link', { name: 'Add a website' }).click();
  await expect(page.getByRole('heading', { name: 'Add a website' })).toBeVisible();
  await page.getByLabel('Address').fill(target.url);
  await page.getByLabel('Name', { exact: true }).fill('<b>Shop</b>');
  await page.getByRole('combobox', { name: 'Tags' }).fill('team:a');
  await page.keyboard.press('Enter');
  const asked = await unfold(page, 'Request');
  await asked.getByLabel('Method').fill('POST');
  await asked.getByLabel('HTTP version').selectOption('HTTP/1.1');
  await asked.getByLabel('Redirects to follow').fill('2');
  await asked.getByLabel('Body').fill('{"a":1}');
  await asked.getByRole('button', { name: 'Add a header' }).click();
  await asked.getByLabel('Name of header 1').fill('X-Key');
  await asked.getByLabel('Value of header 1').fill('secret of the header');
  await asked.getByLabel('Credentials').selectOption('A token');
  await asked.getByRole('textbox', { name: 'Token' }).fill('secret token');
  const answer = await unfold(page, 'Answer');
  await answer.getByLabel('Statuses that are up').fill('200-299,401');
  await answer.getByLabel('Bytes that are read').fill('4,096');
  await answer.getByRole('button', { name: 'Add a condition' }).click();
  await answer.getByLabel('Value').fill('fine');
  await answer.getByRole('button', { name: 'Add a condition' }).click();
  const second = answer.getByRole('group', { name: 'Condition 2' });
  await second.getByLabel('What').selectOption('Header');
  await second.getByLabel('Name').fill('date');
  await second.getByLabel('Comparison').selectOption('is there');
  await expect(second.getByLabel('Value')).toBeHidden();
  const pace = await unfold(page, 'Pace');
  await pace.getByLabel('Seconds between checks').fill('60');
  await pace.getByLabel('Time limit').fill('5000');
  await pace.getByLabel('Further attempts').fill('0');
  const slow = await unfold(page, 'Slow answers');
  await slow.getByLabel('Degraded above').fill('3000');
  await slow.getByLabel('Down above').fill('4000');
  const regions = await unfold(page, 'Regions');
  await regions.getByLabel('Checked from').selectOption('Chosen ones');
  await regions.getByRole('combobox', { name: 'These regions' }).click();
  await page.getByRole('option', { name: 'local' }).click();
  await regions.getByLabel('Down once').selectOption('A number of them says so');
  await regions.getByLabel('How many').fill('1');
  const incidents = await unfold(page, 'Incidents');
  await incidents.getByLabel('Open after').fill('30');
  await incidents.getByLabel('Resolve after').fill('90');
  const tls = await unfold(page, 'TLS and certificate');
  await tls.getByLabel('Least version').selectOption('TLS 1.3');
  await tls.getByLabel('Days before it expires').fill('30');
  await tls.getByLabel(/Problems of the certificate/).check();
  const network = await unfold(page, 'Network');
  await network.getByLabel('IP versions').selectOption('IPv4 only');
  await network.getByLabel('Asks for').fill('shop.example');
  await page.getByRole('button', { name: 'Add the website' }).click();
  await expect(page.getByRole('heading', { name: '<b>Shop</b>' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('status')).toHaveText(/^Up since/);
  const id = await idOf(page);
  const made = {
    url: target.url,
    name: '<b>Shop</b>',
    intervalSecs: 60,
    timeoutMs: 5_000,
    retries: 0,
    regions: ['local'],
    quorum: '1',
    confirmationSecs: 30,
    recoverySecs: 90,
    ipVersion: 'V4',
    degradedAboveMs: 3_000,
    downAboveMs: 4_000,
    tags: [{ text: 'team:a' }],
    tlsRules: { minVersion: 'TLS_1_3', degradedBelowDays: 30, ignoreErrors: true },
    check: {
      http: {
        method: 'POST',
        headers: ['x-key'],
        body: '{"a":1}',
        auth: 'BEARER',
        version: 'HTTP_1_1',
        maxRedirects: 2,
        bodyLimitBytes: 4_096,
        statuses: '200-299,401',
        host: 'shop.example',
        connectTo: null,
        assertions: [
          { subject: 'BODY', property: null, comparison: 'CONTAINS', value: 'fine' },
          { subject: 'HEADER', property: 'date', comparison: 'EXISTS', value: null },
        ],
      },
      tcp: null,
      dns: null,
      ping: null,
      tls: null,
      webSocket: null,
      smtp: null,
    },
  };
  expect(await settings(upbeat, ada, id)).toEqual(made);

  // What is not touched is kept, secrets too: the target sees them.
  await page.getByRole('link', { name: 'Edit' }).click();
  await unfold(page, 'Request');
  await expect(page.getByLabel('Value of header 1')).toHaveValue('');
  await (await unfold(page, 'Answer')).getByLabel('Statuses that are up').fill('200');
  await page.getByLabel('Remove condition 2').click();
  await page.getByLabel('Name', { exact: true }).fill('Shop');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Shop', exact: true })).toBeVisible();
  await expect(page.getByRole('main').getByRole('status')).toHaveText(/^Up since/);
  made.name = 'Shop';
  made.check.http.statuses = '200';
  made.check.http.assertions.pop();
  expect(await settings(upbeat, ada, id)).toEqual(made);
  expect(target.seen.at(-1)?.headers).toMatchObject({
    host: 'shop.example',
    authorization: 'Bearer secret token',
    'x-key': 'secret of the header',
  });
});

interface Kind {
  address: string;
  /** Opens the part of its kind, and fills it in. */
  fill: (page: Page) => Promise<void>;
  check: object;
  /** Changes one thing, and what the API has then. */
  change: (page: Page) => Promise<void>;
  changed: object;
}

const KINDS: Record<string, Kind> = {
  TCP: {
    address: 'tcp://127.0.0.1:1',
    fill: async (page) => {
      const fold = await unfold(page, 'Connection');
      await fold.getByLabel('Speaks TLS first').check();
      await fold.getByLabel('Sends').fill('HELLO\n');
      await fold.getByLabel('Expects').fill('SSH-2.0-');
    },
    check: { tcp: { tls: true, send: 'HELLO\n', expect: 'SSH-2.0-' } },
    change: async (page) => {
      await (await unfold(page, 'Connection')).getByLabel('Sends').fill('');
    },
    changed: { tcp: { tls: true, send: null, expect: 'SSH-2.0-' } },
  },
  DNS: {
    address: 'dns://example.org',
    fill: async (page) => {
      const fold = await unfold(page, 'Query');
      await fold.getByLabel('Record').selectOption('MX');
      await fold.getByLabel('Name server').fill('127.0.0.1:5353');
      await fold.getByLabel('Values').fill('10 a.example\n\n20 b.example\n');
    },
    check: {
      dns: {
        record: 'MX',
        server: '127.0.0.1:5353',
        expect: ['10 a.example', '20 b.example'],
        rcode: null,
      },
    },
    change: async (page) => {
      const fold = await unfold(page, 'Query');
      await expect(fold.getByLabel('Values')).toHaveValue('10 a.example\n20 b.example');
      await fold.getByLabel('Response code').selectOption('NXDOMAIN');
      await fold.getByLabel('Values').fill('');
    },
    changed: { dns: { record: 'MX', server: '127.0.0.1:5353', expect: [], rcode: 'NXDOMAIN' } },
  },
  ping: {
    address: 'ping://127.0.0.1',
    fill: async (page) => {
      const fold = await unfold(page, 'Echo requests');
      await fold.getByLabel('Requests').fill('5');
      await fold.getByLabel('Loss in percent').fill('20');
      await fold.getByLabel('Jitter in ms').fill('40');
    },
    check: { ping: { count: 5, maxLossPercent: 20, degradedAboveJitterMs: 40 } },
    change: async (page) => {
      await (await unfold(page, 'Echo requests')).getByLabel('Jitter in ms').fill('');
    },
    changed: { ping: { count: 5, maxLossPercent: 20, degradedAboveJitterMs: null } },
  },
  TLS: {
    address: 'tls://a.example:8443',
    fill: async (page) => {
      await (await unfold(page, 'Network')).getByLabel('Connects to').fill('127.0.0.1:1');
    },
    check: { tls: { connectTo: '127.0.0.1:1' } },
    change: async (page) => {
      await (await unfold(page, 'Network')).getByLabel('Connects to').fill('127.0.0.1:2');
    },
    changed: { tls: { connectTo: '127.0.0.1:2' } },
  },
  WebSocket: {
    address: 'ws://127.0.0.1:1/chat',
    fill: async (page) => {
      const fold = await unfold(page, 'Handshake and messages');
      await fold.getByLabel('Subprotocol').fill('chat');
      await fold.getByRole('button', { name: 'Add a header' }).click();
      await fold.getByLabel('Name of header 1').fill('x-key');
      await fold.getByLabel('Value of header 1').fill('1');
      await fold.getByLabel('Sends').fill('ping');
      await fold.getByLabel('Expects').fill('pong');
      await (await unfold(page, 'Network')).getByLabel('Asks for').fill('chat.example');
    },
    check: {
      webSocket: {
        headers: ['x-key'],
        subprotocol: 'chat',
        send: 'ping',
        expect: 'pong',
        host: 'chat.example',
        connectTo: null,
      },
    },
    change: async (page) => {
      await (await unfold(page, 'Handshake and messages')).getByLabel('Subprotocol').fill('talk');
    },
    changed: {
      webSocket: {
        headers: ['x-key'],
        subprotocol: 'talk',
        send: 'ping',
        expect: 'pong',
        host: 'chat.example',
        connectTo: null,
      },
    },
  },
  SMTP: {
    address: 'smtp://127.0.0.1:2525',
    fill: async (page) => {
      await (await unfold(page, 'STARTTLS')).getByLabel('Goes on by TLS').selectOption('Never');
    },
    check: { smtp: { startTls: 'NEVER' } },
    change: async (page) => {
      const fold = await unfold(page, 'STARTTLS');
      await fold.getByLabel('Goes on by TLS').selectOption('If it is offered');
    },
    changed: { smtp: { startTls: 'IF_OFFERED' } },
  },
};

for (const [name, { address, fill, check, change, changed }] of Object.entries(KINDS)) {
  test(`a ${name} check is made and edited`, async ({ page, upbeat, person, signIn }) => {
    const ada = await person('ada');
    await signIn(ada);
    await page.goto('/websites/new');
    await page.getByLabel('Address').fill(address);
    await fill(page);
    await page.getByRole('button', { name: 'Add the website' }).click();
    const id = await idOf(page);
    expect(await settings(upbeat, ada, id)).toMatchObject({ url: address, check });
    await page.getByRole('link', { name: 'Edit' }).click();
    await change(page);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(/\/websites\/[0-9a-f-]{36}$/);
    expect(await settings(upbeat, ada, id)).toMatchObject({ url: address, check: changed });
  });
}
