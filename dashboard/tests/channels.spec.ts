import { expect, test } from './fixtures';

test('a channel is created, tested, changed, paused and deleted', async ({
  page,
  target,
  person,
  signIn,
}) => {
  await signIn(await person('ada'));
  await page.getByRole('link', { name: 'Channels' }).click();
  await page.getByRole('link', { name: 'New channel' }).click();
  await page.getByLabel('Kind').selectOption('WEBHOOK');
  await page.getByLabel('Name').first().fill('<b>Pager</b>');
  await page.getByRole('textbox', { name: 'Address' }).fill('nowhere');
  await page.getByRole('button', { name: 'Create the channel' }).click();
  const address = page.getByRole('textbox', { name: 'Address' });
  await expect(address).toHaveAccessibleDescription(/Address must be an http or https URL/);
  await expect(page.getByLabel('Name').first()).toHaveValue('<b>Pager</b>');
  await address.fill(target.url);
  await page.getByRole('button', { name: 'Create the channel' }).click();
  await expect(page.getByRole('heading', { name: '<b>Pager</b>' })).toBeVisible();

  await page.getByRole('button', { name: 'Test <b>Pager</b>' }).click();
  const reply = page.getByRole('list', { name: 'Reply to the test of <b>Pager</b>' });
  await expect(reply).toContainText('Delivered');
  await expect(reply).toContainText('taken, status 200');
  await expect(reply).toContainText('fine');
  await target.switchOff();
  await page.getByRole('button', { name: 'Test <b>Pager</b>' }).click();
  await expect(reply).toContainText('Failed');
  await target.switchOn();

  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Name').first().fill('Duty');
  await page.getByLabel('A website is degraded').first().check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Duty' })).toBeVisible();
  await expect(page.getByText('opened, resolved, degraded · all websites')).toBeVisible();
  await expect(page.getByText(target.url)).toBeVisible();
  // The settings were kept, the secret among them.
  await page.getByRole('button', { name: 'Test Duty' }).click();
  await expect(page.getByRole('list', { name: /Reply/ })).toContainText('Delivered');

  await page.getByRole('link', { name: 'Channels' }).first().click();
  const row = page.getByRole('listitem').filter({ hasText: 'Duty' });
  await row.getByRole('button', { name: 'Pause Duty' }).click();
  await expect(row).toContainText('Paused: it hears nothing');
  await row.getByRole('button', { name: 'Resume Duty' }).click();
  await expect(row).not.toContainText('Paused');
  await row.getByRole('link', { name: 'Duty' }).click();
  await page.getByLabel('What became of it').selectOption('EXPIRED');
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(1);
  await expect(page).toHaveURL(/state=EXPIRED$/);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('Nobody is told when a website goes down')).toBeVisible();
});

test('the form changes with the kind, and choosing none is not choosing all', async ({
  page,
  person,
  signIn,
}) => {
  await signIn(await person('ada'));
  await page.goto('/channels/new');
  await expect(page.getByLabel('Recipients')).toBeVisible();
  await page.getByLabel('Kind').selectOption('NTFY');
  await expect(page.getByLabel('Recipients')).toBeHidden();
  await page.getByLabel('Topic').first().fill('a b');
  await page.getByLabel('Name').first().fill('Phone');
  await page.getByLabel('Websites', { exact: true }).selectOption('chosen');
  await page.getByRole('button', { name: 'Create the channel' }).click();
  await expect(page.getByText('Choose a website or a tag, or all websites.')).toBeVisible();
  await page.getByRole('combobox', { name: 'And those with one of these tags' }).fill('team:a');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Create the channel' }).click();
  await expect(page.getByText('Topic must be 1 to 64 letters')).toBeVisible();
  await page.getByLabel('Topic').first().fill('upbeat-test');
  await page.getByRole('button', { name: 'Create the channel' }).click();
  await expect(page.getByText('opened, resolved · those tagged team:a')).toBeVisible();
});

test('a template shows what it makes, or what is wrong with it', async ({
  page,
  target,
  person,
  signIn,
}) => {
  await signIn(await person('ada'));
  await page.goto('/channels/new');
  await page.getByLabel('Kind').selectOption('WEBHOOK');
  const template = page.getByRole('textbox', { name: 'Template of the body' });
  await template.fill('{"text": {{ title | tojson }}, "kind": "{{ type }}"}');
  const made = page.getByRole('group', { name: 'What the template makes' });
  await expect(made).toContainText('"kind": "incident.opened"');
  await page.getByLabel('Preview for').selectOption('INCIDENT_RESOLVED');
  await expect(made).toContainText('"kind": "incident.resolved"');
  await template.fill('{{ titel }}');
  await expect(template).toHaveAccessibleDescription(/titel/);
  await expect(made).toHaveCount(0);
  await template.fill('{{ title');
  await expect(template).toHaveAttribute('aria-invalid', 'true');
  await template.fill('now: {{ type }}');
  await expect(made).toHaveText('now: incident.resolved');
  await page.getByLabel('Name').first().fill('Pager');
  await page.getByRole('textbox', { name: 'Address' }).fill(target.url);
  await page.getByRole('button', { name: 'Create the channel' }).click();
  await page.getByRole('button', { name: 'Test Pager' }).click();
  await expect(page.getByRole('list', { name: /Reply/ })).toContainText('Delivered');
});
