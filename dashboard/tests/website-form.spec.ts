import { create, expect, member, test } from './fixtures';
import { idOf, settings, unfold } from './website-form';

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
  const again = `${target.url}c`;
  await page.getByLabel('Addresses').fill(`${target.url}b Blog\n${target.url}b\nhello\n${again}`);
  await page.getByRole('button', { name: 'Add 4 websites' }).click();
  await expect(page.getByText('1 of 4 are added.')).toBeVisible();
  await expect(results.getByRole('listitem')).toHaveText([
    /Blog: added$/,
    /The list has this address before\.$/,
    /hello is no address/,
    /This address is watched already: .*add it alone\.$/,
  ]);
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
