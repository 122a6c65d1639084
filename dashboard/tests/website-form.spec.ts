import type { Locator, Page } from '@playwright/test';

import { create, expect, member, test, type Person, type Upbeat } from './fixtures';

/** The settings of a website, as the API has them. */
async function settings(upbeat: Upbeat, person: Person, id: string): Promise<object> {
  const query = `query($id: ID!) { website(id: $id) {
    url name intervalSecs timeoutMs retries regions quorum confirmationSecs recoverySecs ipVersion
    degradedAboveMs downAboveMs tags { text }
    tlsRules { minVersion degradedBelowDays ignoreErrors }
    check {
      http { method headers body auth version maxRedirects bodyLimitBytes statuses host connectTo
        assertions { subject property comparison value } }
      tcp { tls send expect }
      dns { record server expect rcode }
      ping { count maxLossPercent degradedAboveJitterMs }
      tls { connectTo }
      webSocket { headers subprotocol send expect host connectTo }
      smtp { startTls }
    } } }`;
  const { website } = await upbeat.ask<{ website: object }>(query, { id }, person.token);
  return website;
}

/** A folded part of the form, opened. */
async function unfold(page: Page, title: string): Promise<Locator> {
  const fold = page.locator('details', {
    has: page.locator('summary').getByText(title, { exact: true }),
  });
  if ((await fold.getAttribute('open')) === null) {
    await fold.locator('summary').first().click();
  }
  return fold;
}

/** The id in the address of a website's page, once it is there. */
async function idOf(page: Page): Promise<string> {
  await page.waitForURL(/\/websites\/[0-9a-f-]{36}$/);
  return page.url().slice(-36);
}

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

test('what is wrong stands at its field, unfolded, and nothing typed is lost', async ({
  page,
  target,
  person,
  signIn,
}) => {
  await signIn(await person('ada'));
  await page.goto('/websites/new');
  const address = page.getByLabel('Address');
  const add = page.getByRole('button', { name: 'Add the website' });
  await add.click();
  await expect(address).toHaveAccessibleDescription(/The address is empty/);
  await expect(address).toBeFocused();
  await address.fill('ftp://example.org');
  await expect(page.getByText('No kind of check has this scheme.')).toBeVisible();
  await add.click();
  await expect(address).toHaveAccessibleDescription(/has the unknown scheme ftp/);

  await address.fill(target.url);
  const pace = await unfold(page, 'Pace');
  await pace.getByLabel('Seconds between checks').fill('often');
  await pace.locator('summary').click();
  await expect(pace.getByLabel('Seconds between checks')).toBeHidden();
  await add.click();
  const interval = page.getByLabel('Seconds between checks');
  await expect(interval).toHaveAccessibleDescription(/The interval must be a whole number/);
  await interval.fill('5');
  await add.click();
  await expect(interval).toHaveAccessibleDescription(/The interval must be 10 to 86400/);
  await interval.fill('60');

  const asked = await unfold(page, 'Request');
  await asked.getByRole('button', { name: 'Add a header' }).click();
  await asked.getByRole('button', { name: 'Add a header' }).click();
  await asked.getByLabel('Name of header 1').fill('x-key');
  await asked.getByLabel('Value of header 1').fill('kept');
  await asked.getByLabel('Name of header 2').fill('a b');
  await asked.locator('summary').click();
  await add.click();
  await expect(asked.getByLabel('Name of header 2')).toHaveAccessibleDescription(
    'The name is not a valid header name.',
  );
  await expect(asked.getByLabel('Name of header 2')).toBeFocused();
  await expect(asked.getByLabel('Value of header 1')).toHaveValue('kept');
  await asked.getByLabel('Remove header 2').click();
  await asked.getByLabel('Presents a client certificate').check();
  await asked.getByLabel('Certificate', { exact: true }).fill('none');
  await asked.getByLabel('Key', { exact: true }).fill('none');
  await add.click();
  await expect(asked.getByLabel('Certificate', { exact: true })).toHaveAccessibleDescription(
    /This contains no certificate/,
  );
  await asked.getByLabel('Presents a client certificate').uncheck();

  // Another scheme and back: what was typed for the first is still there.
  await address.fill('ping://127.0.0.1');
  await expect(page.getByText('Echo requests', { exact: true })).toBeVisible();
  await expect(asked).toBeHidden();
  await address.fill(target.url);
  await unfold(page, 'Request');
  await expect(page.getByLabel('Value of header 1')).toHaveValue('kept');
  await add.click();
  await idOf(page);
});

test('what is typed survives a server that is away, and is not closed unasked', async ({
  page,
  target,
  person,
  signIn,
}) => {
  await signIn(await person('ada'));
  await page.goto('/websites/new');
  await page.getByLabel('Address').fill(target.url);
  await page.getByLabel('Name', { exact: true }).fill('Shop');
  await page.route('**/graphql', (route) => route.abort());
  await page.getByRole('button', { name: 'Add the website' }).click();
  await expect(page.getByRole('alert')).toHaveText(/The server does not answer/);
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Shop');
  await page.unroute('**/graphql');
  const asked = page.waitForEvent('dialog');
  const reloaded = page.evaluate(() => location.reload());
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await reloaded;
  await page.getByRole('button', { name: 'Add the website' }).click();
  await expect(page.getByRole('heading', { name: 'Shop' })).toBeVisible();
});

test('what is typed is tried from each region, and nothing is stored', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await signIn(ada);
  await page.goto('/websites/new');
  await page.getByLabel('Address').fill(target.url);
  const panel = page.getByRole('region', { name: 'Try it' });
  const tryIt = panel.getByRole('button', { name: 'Try it' });
  await tryIt.click();
  const found = panel.getByRole('status').getByRole('listitem');
  await expect(found).toContainText(/Up\s*local.*ms.*Status 200/);
  const answer = await unfold(page, 'Answer');
  await answer.getByLabel('Statuses that are up').fill('404');
  await expect(panel).toContainText('This is from before the last changes.');
  await tryIt.click();
  await expect(found.first()).toContainText(/Down\s*local.*answered 200 OK/);
  await panel.getByText('What it saw').click();
  await expect(panel).toContainText('status is 404: fails, it was 200');
  await expect(panel.getByLabel('Beginning of the body for local')).toHaveText('fine');
  await expect(panel).not.toContainText('This is from before');
  // An error of a try stands at its field, too.
  await answer.getByLabel('Statuses that are up').fill('4xx');
  await tryIt.click();
  await expect(answer.getByLabel('Statuses that are up')).toHaveAccessibleDescription(
    /The statuses must be statuses and ranges/,
  );
  const query = '{ websites { nodes { id } } }';
  const { websites } = await upbeat.ask<{ websites: { nodes: object[] } }>(query, {}, ada.token);
  expect(websites.nodes).toEqual([]);
});

test('conditions are picked from the answer to a try, or of the last check', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await signIn(ada);
  target.answer = (response) => {
    response.setHeader('x-shop', 'open');
    response.end('{"status":"ok","queue":{"length":12,"note":"<b>x</b>"}}');
  };
  await page.goto('/websites/new');
  await page.getByLabel('Address').fill(target.url);
  const answer = await unfold(page, 'Answer');
  await expect(answer).toContainText('Try it, and conditions can be picked from the answer.');
  // What came back is told of a check that is not up.
  await answer.getByLabel('Statuses that are up').fill('204');
  await page.getByRole('button', { name: 'Try it' }).click();
  await answer.getByText('Pick from an answer').click();
  const picks = answer.getByRole('list', { name: /the try from local/ });
  await picks.getByRole('button', { name: 'Status is 200' }).click();
  await picks.getByRole('button', { name: 'x-shop is open' }).click();
  await picks.getByRole('button', { name: '$.queue.length is 12' }).click();
  await expect(picks.getByRole('button', { name: '$.queue.length is 12' })).toBeDisabled();
  await expect(picks.getByRole('button', { name: '$.queue.note is <b>x</b>' })).toBeVisible();
  const second = answer.getByRole('group', { name: 'Condition 2' });
  await expect(second.getByLabel('Path')).toHaveValue('$.queue.length');
  await second.getByLabel('Comparison').selectOption('is less than');
  await second.getByLabel('Value').fill('100');
  await page.getByRole('button', { name: 'Try it' }).click();
  await expect(page.getByRole('region', { name: 'Try it' })).toContainText(/Up\s*local/);
  await page.getByRole('button', { name: 'Add the website' }).click();
  const id = await idOf(page);
  await expect(page.getByRole('main').getByRole('status')).toHaveText(/^Up since/);
  expect(await settings(upbeat, ada, id)).toMatchObject({
    check: {
      http: {
        statuses: '200',
        assertions: [
          { subject: 'HEADER', property: 'x-shop', comparison: 'EQUALS', value: 'open' },
          { subject: 'JSON', property: '$.queue.length', comparison: 'LESS_THAN', value: '100' },
        ],
      },
    },
  });

  target.answer = (response) => response.end('{"status":"closed"}');
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(page.getByRole('main').getByRole('status')).toHaveText(/^Down since/);
  await page.getByRole('link', { name: 'Edit' }).click();
  await (await unfold(page, 'Answer')).getByText('Pick from an answer').click();
  await page
    .getByRole('list', { name: /the check from local/ })
    .getByRole('button', { name: '$.status is closed' })
    .click();
  await expect(page.getByRole('group', { name: 'Condition 3' }).getByLabel('Value')).toHaveValue(
    'closed',
  );
});

test('a try does not pretend to know secrets that are stored', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const check = { http: { bearerToken: 'stored' } };
  const id = await create(upbeat, ada, { url: target.url, name: 'Shop', check });
  await signIn(ada);
  await page.goto(`/websites/${id}/edit`);
  const panel = page.getByRole('region', { name: 'Try it' });
  await expect(panel.getByRole('button', { name: 'Try it' })).toBeDisabled();
  await expect(panel).toContainText('A try does not know secrets that are stored');
  await (await unfold(page, 'Request')).getByRole('textbox', { name: 'Token' }).fill('typed');
  await panel.getByRole('button', { name: 'Try it' }).click();
  await expect(panel.getByRole('listitem')).toContainText('Up');
  expect(target.seen.at(-1)?.headers.authorization).toBe('Bearer typed');
});

test('a password is kept, and its user asked for once the check changes', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await signIn(ada);
  await page.goto('/websites/new');
  await page.getByLabel('Address').fill(target.url);
  const asked = await unfold(page, 'Request');
  await asked.getByLabel('Credentials').selectOption('User and password');
  await page.getByRole('button', { name: 'Add the website' }).click();
  await expect(asked.getByLabel('User')).toHaveAccessibleDescription('The user is missing.');
  await asked.getByLabel('User').fill('ada');
  await page.getByRole('button', { name: 'Add the website' }).click();
  const password = asked.getByRole('textbox', { name: 'Password' });
  await expect(password).toHaveAccessibleDescription('The password is required: none is stored.');
  await password.fill('secret');
  await page.getByRole('button', { name: 'Add the website' }).click();
  const id = await idOf(page);
  await expect(page.getByRole('main').getByRole('status')).toHaveText(/^Up since/);
  // The name alone leaves the check as it is.
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Shop');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Shop', exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Edit' }).click();
  await (await unfold(page, 'Answer')).getByLabel('Statuses that are up').fill('200');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('User')).toHaveAccessibleDescription(/type it again to change/);
  await page.getByLabel('User').fill('ada');
  await page.getByRole('button', { name: 'Save' }).click();
  await idOf(page);
  await expect(page.getByRole('main').getByRole('status')).toHaveText(/^Up since/);
  expect(await settings(upbeat, ada, id)).toMatchObject({
    check: { http: { statuses: '200', auth: 'BASIC' } },
  });
  expect(target.seen.at(-1)?.headers.authorization).toBe(`Basic ${btoa('ada:secret')}`);
});

test('secrets that are stored do not follow to another website', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const check = {
    http: { bearerToken: 'secret', headers: [{ name: 'x-key', value: '1' }] },
  };
  const id = await create(upbeat, ada, { url: target.url, name: 'Shop', check });
  await signIn(ada);
  await page.goto(`/websites/${id}/edit`);
  await page.getByLabel('Address').fill('http://127.0.0.1:1/');
  await page.getByRole('button', { name: 'Save' }).click();
  const token = page.getByRole('textbox', { name: 'Token' });
  await expect(token).toHaveAccessibleDescription(/The token is missing/);
  await token.fill('another');
  await page.getByRole('button', { name: 'Save' }).click();
  const value = page.getByLabel('Value of header 1');
  await expect(value).toHaveAccessibleDescription(
    'The value is required: no value of x-key is stored.',
  );
  await value.fill('2');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(/\/websites\/[0-9a-f-]{36}$/);
  expect(await settings(upbeat, ada, id)).toMatchObject({ check: { http: { auth: 'BEARER' } } });
});

test('a copy has every setting but the secrets, which are asked for', async ({
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
    intervalSecs: 60,
    tags: ['team:a'],
    check: { http: { statuses: '200', headers: [{ name: 'x-key', value: 'secret' }] } },
  });
  await signIn(ada);
  await page.goto(`/websites/${id}`);
  await page.getByRole('link', { name: 'Copy' }).click();
  await expect(page.getByText('so they are not copied')).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Copy of Shop');
  await page.getByRole('button', { name: 'Add the website' }).click();
  const value = page.getByLabel('Value of header 1');
  await expect(value).toHaveAccessibleDescription(
    'The value is required: no value of x-key is stored.',
  );
  await value.fill('another');
  await page.getByRole('button', { name: 'Add the website' }).click();
  const copy = await idOf(page);
  expect(copy).not.toBe(id);
  expect(await settings(upbeat, ada, copy)).toEqual({
    ...(await settings(upbeat, ada, id)),
    name: 'Copy of Shop',
  });
});

test('many lines are many websites, each with its result', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await signIn(ada);
  await page.goto('/websites/new');
  // As a spreadsheet or an editor gives them.
  await page.getByLabel('Address').evaluate((field, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', text);
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  }, `${target.url}a\tShop\nftp://b.test\n\n${target.url}c\n`);
  await expect(page).toHaveURL(/\?many=$/);
  await page.getByRole('combobox', { name: 'Tags' }).fill('team:a');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Add 3 websites' }).click();
  await expect(page.getByText('2 of 3 are added.')).toBeVisible();
  const results = page.getByRole('list', { name: 'What became of each line' });
  await expect(results.getByRole('listitem')).toHaveText([
    /Shop: added$/,
    /^ftp:\/\/b\.test: The address has the unknown scheme ftp/,
    /c: added$/,
  ]);
  // What failed stays, to be mended.
  await expect(page.getByLabel('Addresses')).toHaveValue('ftp://b.test');
  await page.getByLabel('Addresses').fill(`${target.url}b Blog`);
  await page.getByRole('button', { name: 'Add 1 website' }).click();
  await expect(page.getByText('1 of 1 are added.')).toBeVisible();
  const query = '{ websites { nodes { name tags { text } } } }';
  const { websites } = await upbeat.ask<{ websites: { nodes: object[] } }>(query, {}, ada.token);
  const tags = [{ text: 'team:a' }];
  expect(new Set(websites.nodes)).toEqual(
    new Set([
      { name: 'Shop', tags },
      { name: '127.0.0.1', tags },
      { name: 'Blog', tags },
    ]),
  );
});

test('a viewer can neither add nor edit', async ({ page, target, upbeat, person, signIn }) => {
  const [ada, bob] = [await person('ada'), await person('bob')];
  const organizationId = await member(upbeat, ada, bob, 'VIEWER');
  const id = await create(upbeat, ada, { url: target.url, name: 'Shop', organizationId });
  await signIn(bob);
  await page.getByRole('button', { name: bob.email }).click();
  await page.getByRole('menuitemradio', { name: 'Acme' }).click();
  await page.getByRole('link', { name: 'Shop' }).click();
  await expect(page.getByRole('heading', { name: 'Shop' })).toBeVisible();
  for (const name of ['Edit', 'Copy']) {
    await expect(page.getByRole('link', { name })).toHaveCount(0);
  }
  for (const [path, said] of [
    [`/websites/${id}/edit`, 'You cannot change websites'],
    ['/websites/new', 'You cannot add websites'],
  ] as const) {
    await page.goto(path);
    await expect(page.getByText(said)).toBeVisible();
    await expect(page.getByRole('textbox')).toHaveCount(0);
  }
});

test('a website that is not there cannot be edited', async ({ page, person, signIn }) => {
  await signIn(await person('ada'));
  for (const id of ['01890000-0000-7000-8000-000000000000', 'nonsense']) {
    await page.goto(`/websites/${id}/edit`);
    await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
  }
});
