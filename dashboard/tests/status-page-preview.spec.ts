import { create, createStatusPage, expect, expectNoSideways, newSlug, test } from './fixtures';

/** A picture that is green all over. */
const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9H0z" fill="green"/></svg>';

test('a new page is drawn while it is written, and nothing is stored', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await create(upbeat, ada, { url: target.url, name: 'Shop', tags: ['team:a'] });
  await signIn(ada);
  await page.goto('/status-pages/new');
  const preview = page.getByRole('region', { name: 'Preview' });
  const drawn = page.frameLocator('iframe[title="Preview of the status page"]');
  await expect(preview).toContainText('Once it has a title and an address');
  await page.getByLabel('Title').fill('<b>Acme</b>');
  await page.getByRole('textbox', { name: 'Address', exact: true }).fill(newSlug());
  await expect(drawn.getByRole('heading', { level: 1 })).toHaveText('<b>Acme</b>');
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('All *our* [things](/x)');
  await expect(drawn.locator('em')).toHaveText('our');
  await page.getByRole('combobox', { name: 'Add a website' }).fill('shop');
  await page.getByRole('option', { name: 'Shop' }).click();
  await expect(drawn.getByRole('heading', { name: 'Shop' })).toBeVisible();
  await expect(drawn.getByRole('img', { name: /90/ })).toBeVisible();

  await page.getByText('Look', { exact: true }).click();
  const color = page.getByLabel('Color', { exact: true });
  await color.fill('#aa00aa');
  await expect(drawn.locator('header')).toHaveCSS('border-top-color', 'rgb(170, 0, 170)');
  await page.getByLabel('Logo').setInputFiles({
    name: 'logo.svg',
    mimeType: 'image/svg+xml',
    buffer: Buffer.from(LOGO),
  });
  const logo = drawn.locator('header img');
  await expect.poll(() => logo.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(9);
  await page.getByRole('button', { name: 'Add a link' }).click();
  await page.getByLabel('Text of link 1').fill('Home');
  await expect(preview.getByRole('status')).toContainText('Link 1: The address must be an address');
  await page.getByLabel('Address of link 1').fill('https://acme.example/');
  await expect(drawn.getByText('Home')).toBeVisible();
  await expect(drawn.locator('[href]:not(use), script, style, [style]')).toHaveCount(0);

  // What is wrong leaves the last one that could be drawn.
  await color.fill('purple');
  await expect(preview.getByRole('status')).toHaveText(
    'The color must be a color such as #1f5fbf. What you see is how it was before.',
  );
  await expect(drawn.locator('header')).toHaveCSS('border-top-color', 'rgb(170, 0, 170)');
  await color.fill('#00aaaa');
  await expect(drawn.locator('header')).toHaveCSS('border-top-color', 'rgb(0, 170, 170)');
  await expect(preview.getByRole('status')).toContainText('Nothing is saved yet');

  const { statusPages } = await upbeat.ask<{ statusPages: unknown[] }>(
    `{ statusPages { id } }`,
    {},
    ada.token,
  );
  expect(statusPages).toEqual([]);
});

test('a change is drawn before it is saved, wide and as on a phone', async ({
  page,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const slug = newSlug();
  const id = await createStatusPage(upbeat, ada, {
    slug,
    title: 'Acme',
    components: ['One', 'Two'].map((name) => ({ name, status: 'OPERATIONAL' })),
    logo: { mediaType: 'image/svg+xml', base64: Buffer.from(LOGO).toString('base64') },
    access: 'PASSWORD',
    password: 'sesame',
  });
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.postData() ?? ''));
  await signIn(ada);
  await page.goto(`/status-pages/${id}/edit`);
  const drawn = page.frameLocator('iframe[title="Preview of the status page"]');
  const names = drawn.getByRole('heading', { level: 3 });
  await expect(names).toHaveText(['One', 'Two']);
  const logo = drawn.locator('header img');
  await expect.poll(() => logo.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(9);
  // Its own address may be changed without losing the logo.
  await page.getByRole('textbox', { name: 'Address', exact: true }).fill(newSlug());
  await page.getByRole('button', { name: 'Move Two up' }).click();
  await expect(names).toHaveText(['Two', 'One']);
  await expect.poll(() => logo.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(9);

  const widthOf = () => drawn.locator('html').evaluate(({ clientWidth }) => clientWidth);
  await expect.poll(widthOf).toBe(1_024);
  const preview = page.getByRole('region', { name: 'Preview' });
  await preview.getByRole('button', { name: 'Phone' }).click();
  await expect.poll(widthOf).toBeLessThanOrEqual(390);
  await expect(preview.getByRole('button', { name: 'Phone' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await expectNoSideways(page.locator('html'));

  // Neither a password nor who may see it is needed to draw it.
  await page.getByText('Who sees it', { exact: true }).click();
  await page.getByLabel('Password of the page').fill('open it');
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Hello');
  await expect(drawn.getByText('Hello')).toBeVisible();
  expect(sent.filter((body) => body.includes('open it'))).toEqual([]);
  await page.goto(`/status-pages/${id}`);
  await page.goto(`/status/${slug}`);
  await expect(page.getByRole('heading', { level: 3 })).toHaveText(['One', 'Two']);
});
