import { create, createStatusPage, expect, member, newSlug, test } from './fixtures';

/** A website that has an incident at once when it is down. */
const HASTY = { retries: 0, confirmationSecs: 0, recoverySecs: 0 };

test('an incident is written as a draft, published, told further and resolved', async ({
  page,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const slug = newSlug();
  const components = ['Shop', 'Blog'].map((name) => ({ name, status: 'OPERATIONAL' }));
  const id = await createStatusPage(upbeat, ada, { slug, title: 'Acme', components });
  await signIn(ada);
  await page.goto(`/status-pages/${id}`);
  const open = page.getByRole('region', { name: 'Open incidents' });
  await expect(open).toContainText('None is open.');
  await page.keyboard.press('n');
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await expect(page.getByLabel('Title')).toHaveAccessibleDescription(/The title must be 1 to/);
  await page.getByLabel('Title').fill('<b>Payments</b> fail');
  await page.getByRole('button', { name: 'Save the draft' }).click();
  const known = page.getByLabel('What is known');
  await expect(known).toHaveAccessibleDescription(/What is known is empty/);
  await known.fill('We *look* into it');
  await page.getByRole('combobox', { name: 'Add an affected component' }).fill('sh');
  await page.getByRole('option', { name: 'Shop' }).click();
  await page.getByLabel('Shop', { exact: true }).selectOption('Major outage');
  await page.getByRole('combobox', { name: 'Add an affected component' }).fill('bl');
  await page.getByRole('option', { name: 'Blog' }).click();
  await page.getByRole('button', { name: 'Blog is not affected' }).click();
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await expect(page.getByRole('heading', { name: '<b>Payments</b> fail' })).toBeVisible();
  await expect(page.getByText('seen only by members')).toBeVisible();
  const updates = page.getByRole('list', { name: 'Updates' });
  await expect(updates).toContainText('We *look* into it');
  await expect(updates).toContainText('Shop: Major outage');

  /** What a stranger reads. */
  const said = async () => (await fetch(`${upbeat.url}/status/${slug}`)).text();
  expect(await said()).not.toContain('Payments');

  await page.getByRole('link', { name: 'Acme' }).click();
  const row = open.getByRole('listitem').filter({ hasText: '<b>Payments</b> fail' });
  await expect(row).toContainText('Draft');
  await expect(row).toContainText('Investigating');
  await row.getByRole('button', { name: 'Publish <b>Payments</b> fail' }).click();
  await expect(row).not.toContainText('Draft');
  await expect.poll(said).toContain('We <em>look</em> into it');
  expect(await said()).not.toContain('<b>Payments');

  await row.getByRole('link').click();
  await page.getByRole('button', { name: 'Change the title' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Title').fill('');
  await dialog.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('Title must be');
  await dialog.getByLabel('Title').fill('Payments failed');
  await dialog.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Payments failed' })).toBeVisible();

  await page.getByLabel('State', { exact: true }).selectOption('Identified');
  await page.getByLabel('What is known').fill('It was the cable');
  // What the last update said of it is kept unless it is changed.
  await expect(page.getByLabel('Shop', { exact: true })).toHaveValue('MAJOR_OUTAGE');
  await page.getByLabel('Shop', { exact: true }).selectOption('Degraded');
  await page.getByRole('button', { name: 'Post the update' }).click();
  await expect(updates.getByRole('listitem').first()).toContainText('It was the cable');
  await expect(updates.getByRole('listitem').first()).toContainText('Shop: Degraded');
  await expect(page.getByLabel('What is known')).toHaveValue('');
  await expect.poll(said).toContain('It was the cable');
  await page.getByLabel('State', { exact: true }).selectOption('Resolved');
  await page.getByLabel('What is known').fill('All is well');
  await page.getByRole('button', { name: 'Post the update' }).click();
  await expect(page.getByRole('main').getByText(/Resolved · began/)).toBeVisible();
  await page.getByRole('link', { name: 'Acme' }).click();
  await expect(open).toContainText('None is open.');
  const past = page.getByRole('region', { name: 'Past incidents' });
  await past.getByRole('link', { name: 'Payments failed' }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(past).toContainText('There was none yet.');
  await expect.poll(said).not.toContain('Payments');
});

test('an incident of a website is drafted for the pages that show it, which are named', async ({
  page,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const websiteId = await create(upbeat, ada, {
    url: 'http://127.0.0.1:1/',
    name: 'shop-internal',
    ...HASTY,
  });
  await signIn(ada);
  await page.getByRole('link', { name: 'Incidents 1 open' }).click();
  await page.getByRole('main').getByRole('link', { name: 'shop-internal' }).click();
  const draftIt = page.getByRole('button', { name: 'Draft for status pages' });
  await draftIt.click();
  await expect(page.getByRole('alert')).toHaveText(
    'No status page shows the website of this incident.',
  );
  const components = [{ websiteId, name: 'The shop' }];
  await createStatusPage(upbeat, ada, { slug: newSlug(), title: 'Acme', components });
  await draftIt.click();
  await expect(page.getByText('seen only by members')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Updates' })).toContainText('The shop');
  await expect(page.getByRole('main')).not.toContainText('shop-internal');
  await page.getByRole('link', { name: 'an incident of a website' }).click();
  await expect(page.getByRole('heading', { name: 'shop-internal' })).toBeVisible();

  await createStatusPage(upbeat, ada, { slug: newSlug(), title: 'Partners', components });
  await draftIt.click();
  const drafts = page.getByRole('list', { name: 'Drafts' });
  await expect(drafts.getByRole('link')).toHaveText(['Acme', 'Partners']);
  await drafts.getByRole('link', { name: 'Partners' }).click();
  // What is typed stays, whatever is written meanwhile.
  await page.getByLabel('What is known').fill('We are on it');
  const written = { state: 'IDENTIFIED', text: 'A cable' };
  const input = { statusPageIncidentId: page.url().split('/').at(-1), ...written };
  await upbeat.ask(
    `mutation($input: PostStatusUpdateInput!) { postStatusUpdate(input: $input) { id } }`,
    { input },
    ada.token,
  );
  await page.getByRole('button', { name: /^Publish/ }).click();
  await expect(page.getByText(/published \d/)).toBeVisible();
  await expect(page.getByRole('list', { name: 'Updates' })).toContainText('A cable');
  await expect(page.getByLabel('What is known')).toHaveValue('We are on it');
});

test('a viewer reads what was told and is offered nothing', async ({
  page,
  upbeat,
  person,
  signIn,
}) => {
  const [ada, bob] = [await person('ada'), await person('bob')];
  const organizationId = await member(upbeat, ada, bob, 'VIEWER');
  const acme = { organizationId, slug: newSlug(), title: 'Acme' };
  const statusPageId = await createStatusPage(upbeat, ada, acme);
  await upbeat.ask(
    `mutation($input: CreateStatusPageIncidentInput!) { createStatusPageIncident(input: $input) { id } }`,
    { input: { statusPageId, title: 'Payments', text: 'We look' } },
    ada.token,
  );
  await signIn(bob);
  await page.getByRole('button', { name: bob.email }).click();
  await page.getByRole('menuitemradio', { name: 'Acme' }).click();
  await page.getByRole('link', { name: 'Status pages' }).click();
  await page.getByRole('main').getByRole('link', { name: 'Acme' }).click();
  await page.getByRole('link', { name: 'Payments' }).click();
  await expect(page.getByRole('list', { name: 'Updates' })).toContainText('We look');
  await expect(page.getByRole('main').getByRole('button')).toHaveCount(0);
  await page.goto('/status-pages/incidents/nonsense');
  await expect(page.getByRole('heading', { name: 'There is no such incident' })).toBeVisible();
});
