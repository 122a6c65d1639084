import type { Locator, Page } from '@playwright/test';

import { create, createStatusPage, expect, newSlug, test } from './fixtures';

/** The components in their order, by name. */
const components = (page: Page) =>
  page.getByRole('list', { name: 'Components' }).locator('.fold-title');

/** A component of the form. */
const component = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Components' }).getByRole('listitem').filter({ hasText: name });

async function middleOf(place: Locator): Promise<{ x: number; y: number }> {
  const box = await place.boundingBox();
  if (!box) {
    throw new Error(`${place.toString()} is not there`);
  }
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** A picture that is green all over. */
const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9H0z"/></svg>';

test('a status page is made of websites, tags and parts set by hand, and the public sees it', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await create(upbeat, ada, { url: target.url, name: 'shop-internal', tags: ['team:a'] });
  await create(upbeat, ada, { url: target.url, name: 'blog-internal', tags: ['team:a'] });
  await signIn(ada);
  await page.getByRole('link', { name: 'Status pages' }).click();
  await expect(page.getByText('There is none yet')).toBeVisible();
  await page.keyboard.press('n');
  await expect(page.getByRole('heading', { name: 'New status page' })).toBeVisible();
  const slug = newSlug();
  await page.getByLabel('Title').fill('Ünïted Things');
  await expect(page.getByRole('textbox', { name: 'Address', exact: true })).toHaveValue(
    'united-things',
  );
  await page.getByRole('textbox', { name: 'Address', exact: true }).fill(slug);
  await page.getByLabel('Title').fill('Acme');
  await expect(page.getByRole('textbox', { name: 'Address', exact: true })).toHaveValue(slug);
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('All *our* things');

  await page.getByRole('combobox', { name: 'Add a website' }).fill('shop');
  await page.getByRole('option', { name: 'shop-internal' }).click();
  await expect(component(page, 'shop-internal')).toContainText('Website: shop-internal');
  await component(page, 'shop-internal').getByText('Website: shop-internal').click();
  const shop = component(page, 'Website: shop-internal');
  await shop.getByLabel('Public name').fill('The shop');
  await shop.getByLabel('Description').fill('Where people buy');
  await shop.getByRole('combobox', { name: 'Section' }).fill('Sales');
  await shop.getByLabel('Uptime').uncheck();
  // What stands there already is not offered again.
  await page.getByRole('combobox', { name: 'Add a website' }).fill('internal');
  await expect(page.getByRole('option', { name: /internal/ })).toHaveText(['blog-internal']);
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'Add all websites with a tag' }).fill('team');
  await page.getByRole('option', { name: 'team:a' }).click();
  await page.getByRole('button', { name: 'Add a part set by hand' }).click();
  const phone = page.getByRole('listitem').filter({ hasText: 'Set by hand' });
  await expect(phone.getByLabel('Public name')).toBeFocused();
  await page.keyboard.type('Phone');
  await phone.getByLabel('State').selectOption('Partial outage');
  await expect(components(page)).toHaveText(['The shop', 'team:a', 'Phone']);

  await page.getByText('Look', { exact: true }).click();
  await page.getByLabel('Language').selectOption('German');
  await page.getByLabel('Color', { exact: true }).fill('#123456');
  await page.getByLabel('Logo').setInputFiles({
    name: 'logo.svg',
    mimeType: 'image/svg+xml',
    buffer: Buffer.from(LOGO),
  });
  await expect(page.getByRole('img', { name: 'The logo' })).toBeVisible();
  await page.getByRole('button', { name: 'Add a link' }).click();
  await page.getByLabel('Text of link 1').fill('Home');
  await page.getByLabel('Address of link 1').fill('https://acme.example/');
  await page.getByRole('button', { name: 'Create the status page' }).click();
  await expect(page.getByRole('heading', { name: 'Acme' })).toBeVisible();
  await expect(page.getByText('Published, seen by everybody · 3 components')).toBeVisible();

  await page.goto(`/status/${slug}`);
  await expect(page.getByRole('heading', { level: 3 })).toHaveText(['The shop', 'team:a', 'Phone']);
  await expect(page.getByText('All our things')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Sales' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Home' })).toHaveAttribute(
    'href',
    'https://acme.example/',
  );
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByText('shop-internal')).toHaveCount(0);
  const logo = page.locator('header img');
  await expect.poll(() => logo.evaluate((img: HTMLImageElement) => img.naturalWidth)).not.toBe(0);
});

test('components are moved by the pointer and by the keyboard, which says where they are', async ({
  page,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const parts = ['One', 'Two', 'Three'].map((name) => ({ name, status: 'OPERATIONAL' }));
  const slug = newSlug();
  const id = await createStatusPage(upbeat, ada, { slug, title: 'Acme', components: parts });
  await signIn(ada);
  await page.goto(`/status-pages/${id}/edit`);
  await expect(components(page)).toHaveText(['One', 'Two', 'Three']);

  const grip = (name: string) => component(page, name).getByTitle('Drag to move');
  const from = await middleOf(grip('One'));
  const to = await middleOf(grip('Three'));
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y + 10, { steps: 4 });
  // Rows rest until it is dropped, and Escape takes it back.
  await expect(components(page)).toHaveText(['One', 'Two', 'Three']);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(components(page)).toHaveText(['One', 'Two', 'Three']);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y + 10, { steps: 4 });
  await page.mouse.up();
  await expect(components(page)).toHaveText(['Two', 'Three', 'One']);
  const said = page.getByRole('group', { name: 'What it shows' }).getByRole('status');
  await expect(said).toHaveText('One is now 3 of 3.');

  const up = (name: string) => page.getByRole('button', { name: `Move ${name} up` });
  await up('One').focus();
  await page.keyboard.press('Enter');
  await expect(components(page)).toHaveText(['Two', 'One', 'Three']);
  await expect(said).toHaveText('One is now 2 of 3.');
  await expect(up('One')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(components(page)).toHaveText(['One', 'Two', 'Three']);
  // It is the first one, so there is only one way from there.
  await expect(up('One')).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Move One down' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Remove Three' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('2 components')).toBeVisible();
  await page.goto(`/status/${slug}`);
  await expect(page.getByRole('heading', { level: 3 })).toHaveText(['Two', 'One']);
});

test('what the API refuses is said at its field, and nothing is lost', async ({
  page,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const slug = newSlug();
  await createStatusPage(upbeat, ada, { slug, title: 'Acme' });
  await signIn(ada);
  await page.goto('/status-pages/new');
  const createIt = page.getByRole('button', { name: 'Create the status page' });
  await createIt.click();
  const address = page.getByRole('textbox', { name: 'Address', exact: true });
  await expect(address).toHaveAccessibleDescription(/This part of the address must be 1 to 63/);
  await expect(address).toBeFocused();
  await address.fill(slug);
  await page.getByLabel('Title').fill('Other');
  await createIt.click();
  await expect(address).toHaveAccessibleDescription(/Another status page has this slug/);
  await address.fill(newSlug());

  await page.getByRole('button', { name: 'Add a part set by hand' }).click();
  await page.keyboard.type('Phone');
  await page.getByRole('button', { name: 'Add a part set by hand' }).click();
  await component(page, 'Without a name').getByText('Set by hand').click();
  await createIt.click();
  const second = component(page, 'Without a name').getByLabel('Public name');
  await expect(second).toHaveAccessibleDescription(/The public name must be 1 to 200/);
  await expect(second).toBeFocused();
  await second.fill('Fax');

  await page.getByText('Look', { exact: true }).click();
  await page.getByLabel('Color', { exact: true }).fill('red');
  await page.getByLabel('Logo').setInputFiles({
    name: 'big.png',
    mimeType: 'image/png',
    buffer: Buffer.alloc(65_537),
  });
  await expect(page.getByText('A logo has at most 64 KiB; this one has 65.')).toBeVisible();
  await createIt.click();
  const color = page.getByLabel('Color', { exact: true });
  await expect(color).toHaveAccessibleDescription(/The color must be a color such as/);
  await color.fill('#abcdef');

  await page.getByText('Who sees it', { exact: true }).click();
  await page.getByLabel('Who may see it').selectOption('Whoever comes from its networks');
  await page.getByLabel('Networks').fill('192.0.2.0/24\nnowhere');
  await createIt.click();
  await expect(page.getByLabel('Networks')).toHaveAccessibleDescription(/Each line must be a net/);
  await page.getByLabel('Who may see it').selectOption('Whoever knows its password');
  await createIt.click();
  await expect(page.getByLabel('Password of the page')).toHaveAccessibleDescription(
    /The password is missing/,
  );
  await page.getByLabel('Password of the page').fill('sesame');
  await page.getByLabel('Publish it at once').uncheck();
  await createIt.click();
  await expect(page.getByText('Draft, seen only by members')).toBeVisible();
  await expect(page.getByText('2 components')).toBeVisible();
});

test('a change keeps what is not touched: password, logo, and who components are', async ({
  page,
  context,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const websiteId = await create(upbeat, ada, { url: target.url, name: 'Shop' });
  const slug = newSlug();
  const id = await createStatusPage(upbeat, ada, {
    slug,
    title: 'Acme',
    components: [{ websiteId, name: 'The shop', regions: true }],
    logo: { mediaType: 'image/svg+xml', base64: Buffer.from(LOGO).toString('base64') },
    access: 'PASSWORD',
    password: 'sesame',
  });
  const read = `query($id: ID!) { statusPage(id: $id) { hasLogo components { id shows { regions } } } }`;
  const before = await upbeat.ask(read, { id }, ada.token);
  await signIn(ada);
  await page.goto(`/status-pages/${id}`);
  await expect(page.getByText('seen by whoever knows its password')).toBeVisible();
  await page.keyboard.press('e');
  await page.getByLabel('Title').fill('Acme & Sons');
  await page.getByText('Who sees it', { exact: true }).click();
  await expect(page.getByLabel('Password of the page')).toHaveAttribute(
    'placeholder',
    'Stored; type to replace it',
  );
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Acme & Sons' })).toBeVisible();
  expect(await upbeat.ask(read, { id }, ada.token)).toEqual(before);
  await context.clearCookies();
  await page.goto(`/status/${slug}`);
  await page.locator('input[type="password"]').fill('sesame');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'The shop' })).toBeVisible();
});

test('a component whose website was deleted has to be removed', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const websiteId = await create(upbeat, ada, { url: target.url, name: 'Shop' });
  const components = [{ websiteId, name: 'The shop' }];
  const id = await createStatusPage(upbeat, ada, { slug: newSlug(), title: 'Acme', components });
  await upbeat.ask(`mutation($id: ID!) { deleteWebsite(id: $id) }`, { id: websiteId }, ada.token);
  await signIn(ada);
  await page.goto(`/status-pages/${id}/edit`);
  await page.getByRole('button', { name: 'Save' }).click();
  const list = page.getByRole('group', { name: 'What it shows' });
  await expect(list.getByRole('alert')).toContainText('website');
  await page.getByRole('button', { name: 'Remove The shop' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('0 components')).toBeVisible();
});
