import { announce, create, createStatusPage, expect, newSlug, test } from './fixtures';

test('maintenance is announced once, started, ended, and then past', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await create(upbeat, ada, { url: target.url, name: 'Shop' });
  await signIn(ada);
  await page.getByRole('link', { name: 'Maintenance' }).click();
  await page.getByRole('link', { name: 'Announce' }).click();
  const to = page.getByLabel('To', { exact: true });
  const later = await to.inputValue();
  await to.fill('2020-01-01T00:00');
  await page.getByRole('textbox', { name: 'Title', exact: true }).fill('<i>Move</i>');
  await page.getByLabel('Websites', { exact: true }).selectOption('chosen');
  await page.getByRole('button', { name: 'Announce' }).click();
  await expect(page.getByText('Choose a website or a tag, or all websites.')).toBeVisible();
  await page.getByRole('combobox', { name: 'These websites' }).fill('sho');
  await page.getByRole('option', { name: 'Shop' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Announce' }).click();
  await expect(to).toHaveAccessibleDescription(/The end must be after/);
  await to.fill(later);
  await page.getByRole('button', { name: 'Announce' }).click();
  const coming = page.getByRole('region', { name: 'Coming' });
  await expect(coming.getByRole('listitem')).toContainText('<i>Move</i>');
  await expect(coming.getByRole('listitem')).toContainText('For 1 website');
  await coming.getByRole('button', { name: /^Start now/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start now' }).click();
  const now = page.getByRole('region', { name: 'Now' });
  await expect(now.getByRole('listitem')).toContainText('goes on until');
  await expect(coming).toContainText('None is announced');
  await now.getByRole('button', { name: /^End now/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End now' }).click();
  const past = page.getByRole('region', { name: 'Past' });
  await expect(past.getByRole('listitem')).toContainText('<i>Move</i>');
  await expect(past.getByRole('button')).toHaveCount(0);
});

test('maintenance by a rule names its time zone, and is cancelled', async ({
  page,
  person,
  signIn,
}) => {
  await signIn(await person('ada'));
  await page.goto('/maintenance/new');
  await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Backup');
  await page.getByLabel('How often').selectOption('weekly');
  await page.getByLabel('Time zone').selectOption('Europe/Berlin');
  await page.getByRole('button', { name: 'Announce' }).click();
  await expect(page.getByText('The days must name a day at least.')).toBeVisible();
  await page.getByLabel('Mon').check();
  await page.getByRole('button', { name: 'Announce' }).click();
  const coming = page.getByRole('region', { name: 'Coming' });
  await expect(coming.getByText('Mon, 02:00 to 03:00, Europe/Berlin')).toBeVisible();
  await coming.getByRole('button', { name: 'Cancel: Backup' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the maintenance' }).click();
  await expect(coming).toContainText('None is announced');
  await expect(page.getByRole('region', { name: 'Past' })).toContainText('cancelled');
});

test('the month has a calendar, and each month its address', async ({
  page,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await announce(upbeat, ada, '<b>Backup</b>');
  await signIn(ada);
  const after = new Date();
  after.setDate(1);
  after.setMonth(after.getMonth() + 2);
  const month = `${after.getFullYear()}-${String(after.getMonth() + 1).padStart(2, '0')}`;
  await page.goto('/maintenance');
  const calendar = page.locator('.calendar');
  await expect(calendar.locator('[aria-current="date"] .day')).toHaveText(
    String(new Date().getDate()),
  );
  for (let step = 0; step < 2; step += 1) {
    const heading = calendar.getByRole('heading');
    const before = await heading.innerText();
    await calendar.getByRole('link', { name: 'Later' }).click();
    await expect(heading).not.toHaveText(before);
  }
  await expect(page).toHaveURL(new RegExp(`month=${month}$`));
  const days = new Date(after.getFullYear(), after.getMonth() + 1, 0).getDate();
  await expect(calendar.getByText('<b>Backup</b>')).toHaveCount(days);
  await expect(calendar.locator('[aria-current="date"]')).toHaveCount(0);
  await page.reload();
  await expect(calendar.getByText('<b>Backup</b>')).toHaveCount(days);
  await page.goto('/maintenance?month=2020-01');
  await expect(calendar.getByText('No maintenance in this month.')).toBeVisible();
});

test('the public reads what is written for it, and never the title', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const websiteId = await create(upbeat, ada, { url: target.url, name: 'shop-internal' });
  const slug = newSlug();
  const components = [{ websiteId, name: 'The shop' }];
  await createStatusPage(upbeat, ada, { slug, title: 'Acme', components });
  await signIn(ada);
  await page.goto('/maintenance/new');
  await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Move to rack 7');
  const hint = page.getByRole('group', { name: 'On status pages' });
  await expect(hint).toContainText('they only say that maintenance takes place');
  await page.getByLabel('Public title').fill('x'.repeat(201));
  await page.getByRole('button', { name: 'Announce' }).click();
  await expect(page.getByLabel('Public title')).toHaveAccessibleDescription(
    /The public title must/,
  );
  await page.getByLabel('Public title').fill('New servers');
  await page.getByLabel('Public text').fill('Orders are *kept*');
  await expect(hint).toContainText('The public reads this');
  await page.getByRole('button', { name: 'Announce' }).click();
  const coming = page.getByRole('region', { name: 'Coming' });
  await expect(coming.getByRole('listitem')).toContainText('On status pages: New servers');
  await page.goto(`/status/${slug}`);
  await expect(page.getByRole('heading', { name: 'New servers' })).toBeVisible();
  await expect(page.locator('em')).toHaveText('kept');
  await expect(page.getByText('Move to rack 7')).toHaveCount(0);
});
