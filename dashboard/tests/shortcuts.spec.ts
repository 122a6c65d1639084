import { create, expect, member, test } from './fixtures';

test('websites are reached, checked, paused and selected by keys alone', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  for (const name of ['a', 'b', 'c']) {
    await create(upbeat, ada, { url: target.url, name: `Shop ${name}` });
  }
  await signIn(ada);
  const row = (name: string) => page.getByRole('row', { name: new RegExp(`Shop ${name}`) });
  for (const name of ['a', 'b', 'c']) {
    await expect(row(name)).toContainText('Up');
  }
  await page.keyboard.press('j');
  await expect(row('a').getByRole('link')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(row('b').getByRole('link')).toBeFocused();
  await page.keyboard.press('k');
  await expect(row('a').getByRole('link')).toBeFocused();
  await page.keyboard.press('r');
  await expect(page.getByText('All its regions check Shop a now.')).toBeVisible();
  await page.keyboard.press('p');
  await expect(row('a')).toContainText('Paused');
  await page.keyboard.press('p');
  await expect(row('a')).not.toContainText('Paused');

  // What is paused comes last; from now on the order stays.
  await expect(row('a')).toHaveAttribute('aria-rowindex', '2');
  await row('a').getByRole('link').focus();
  await page.keyboard.press('x');
  await expect(row('a').getByRole('checkbox')).toBeChecked();
  await row('c').getByRole('link').focus();
  await page.keyboard.press('Shift+X');
  await expect(page.getByText('3 websites selected')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('3 websites selected')).toBeHidden();
  await page.keyboard.press('x');
  await page.keyboard.press('p');
  await expect(row('c')).toContainText('Paused');

  await row('b').getByRole('link').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Shop b' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press('p');
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
  await expect(page.getByRole('button', { name: '24 hours' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.keyboard.press('e');
  await expect(page.getByRole('heading', { name: /^Edit/ })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
  await page.keyboard.press(']');
  await expect(page.getByRole('button', { name: '7 days' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
});

test('letters lead to pages, rest in fields, and can be switched off', async ({
  page,
  person,
  signIn,
}) => {
  await signIn(await person('ada'));
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await expect(page).toHaveURL('/channels');
  await page.keyboard.press('n');
  await expect(page).toHaveURL('/channels/new');
  await page.getByLabel('Name').fill('');
  await page.keyboard.type('gi?');
  await expect(page.getByLabel('Name')).toHaveValue('gi?');
  await expect(page).toHaveURL('/channels/new');
  await page.getByLabel('Name').blur();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(help).toContainText('Pause or resume');
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();

  // What was typed is not saved.
  page.once('dialog', (dialog) => void dialog.accept());
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  // What is read later stands above it, and moves it.
  await expect(page.getByRole('button', { name: 'Set up an app' })).toBeVisible();
  await expect(page.getByText('This one')).toBeVisible();
  await page.getByLabel('Single letters are shortcuts').uncheck();
  await page.reload();
  await expect(page.getByLabel('Single letters are shortcuts')).not.toBeChecked();
  await page.keyboard.press('?');
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.keyboard.press('Control+k');
  // The palette opens, and neither of the others did anything before it.
  await expect(page.getByRole('dialog')).toHaveCount(1);
  await expect(page.getByLabel('Website, page or command')).toBeFocused();
  await expect(page).toHaveURL('/account');
});

test('the palette finds websites and pages, and does what the page offers', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await create(upbeat, ada, { url: target.url, name: '<b>Shop</b>', tags: ['team:a'] });
  await create(upbeat, ada, { url: target.url, name: 'Blog' });
  await signIn(ada);
  await expect(page.getByRole('row', { name: /Blog/ })).toBeVisible();
  await page.keyboard.press('Control+k');
  const options = page.getByRole('dialog').getByRole('option');
  await page.keyboard.type('team:a');
  await expect(options).toHaveCount(1);
  await expect(options).toContainText('<b>Shop</b>');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '<b>Shop</b>' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('pause');
  await expect(options).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();

  await page.getByRole('button', { name: 'Search and commands' }).click();
  await page.keyboard.type('no such thing');
  await expect(page.getByText('Nothing matches no such thing.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  // Not on the list of websites, so there is no field to search in.
  await page.keyboard.press('/');
  await page.keyboard.type('new chan');
  await expect(options).toHaveText(/New channel/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/channels/new');
});

test('an incident is acknowledged by a key, once its row has the focus', async ({
  page,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await create(upbeat, ada, { url: 'http://127.0.0.1:1/', name: 'Blog', retries: 0 });
  await signIn(ada);
  await expect(page.getByRole('row', { name: /Blog/ })).toContainText('Down');
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  const acknowledge = page.getByRole('button', { name: 'Acknowledge the incident of Blog' });
  await expect(acknowledge).toBeVisible();
  await page.keyboard.press('a');
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: 'Blog' })).toBeFocused();
  await expect(acknowledge).toBeVisible();
  await page.keyboard.press('a');
  await expect(acknowledge).toBeHidden();
  await expect(page.getByText(`${ada.email} has it`)).toBeVisible();
});

test('a viewer is offered nothing by keys that would be refused', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const [ada, bob] = [await person('ada'), await person('bob')];
  const organizationId = await member(upbeat, ada, bob, 'VIEWER');
  await create(upbeat, ada, { url: target.url, name: 'Shop', organizationId });
  await signIn(bob);
  await page.getByRole('button', { name: bob.email }).click();
  await page.getByRole('menuitemradio', { name: 'Acme' }).click();
  await expect(page.getByRole('row', { name: /Shop/ })).toContainText('Up');
  await page.keyboard.press('j');
  await page.keyboard.press('p');
  await page.keyboard.press('r');
  await page.keyboard.press('n');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('new');
  await expect(page.getByText('Nothing matches new.')).toBeVisible();
  await expect(page.getByRole('row', { name: /Shop/, includeHidden: true })).toContainText('Up');
  await expect(page.getByText('does not allow')).toHaveCount(0);
});
