import type { Page } from '@playwright/test';

import { create, expect, test, type Person, type Upbeat } from './fixtures';

/** Creates as many websites, which are checked once a day. */
async function createMany(
  upbeat: Upbeat,
  { token }: Person,
  url: string,
  count: number,
  settings: (index: number) => string,
): Promise<void> {
  const one = (index: number) =>
    `w${index}: createWebsite(input: { url: "${url}", name: "w${index}", ${settings(index)} }) { id }`;
  for (let made = 0; made < count; made += 50) {
    const some = Array.from({ length: Math.min(50, count - made) }, (_, index) =>
      one(made + index),
    );
    await upbeat.ask(`mutation { ${some.join(' ')} }`, {}, token);
  }
}

/** What the API says of all websites, by name. */
async function allOf(
  upbeat: Upbeat,
  { token }: Person,
  fields: string,
): Promise<Record<string, object>> {
  const query = `{ websites(first: 1000) { nodes { name ${fields} } } }`;
  type Nodes = { websites: { nodes: { name: string }[] } };
  const { websites } = await upbeat.ask<Nodes>(query, {}, token);
  return Object.fromEntries(websites.nodes.map(({ name, ...rest }) => [name, rest]));
}

async function selectAll(page: Page, count: number): Promise<void> {
  await expect(page.getByRole('button', { name: `${count} in all` })).toBeVisible();
  await page.getByLabel('Select all that are shown').check();
}

test('500 are edited at once, and that is undone', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  // One has a time limit that is longer than the new interval.
  await createMany(upbeat, ada, target.url, 500, (index) =>
    index === 7
      ? 'intervalSecs: 86400, timeoutMs: 60000'
      : index % 2 === 0
        ? 'intervalSecs: 86400, downAboveMs: 9000'
        : 'intervalSecs: 43200, quorum: "any", retries: 3',
  );
  const fields =
    'intervalSecs timeoutMs retries regions quorum confirmationSecs recoverySecs degradedAboveMs downAboveMs';
  const before = await allOf(upbeat, ada, fields);
  await signIn(ada);
  await selectAll(page, 500);
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog', { name: 'Edit 500 websites' });
  await dialog.getByLabel('Seconds between checks').fill('50');
  await dialog.getByLabel('Down if slow').selectOption('Never');
  await dialog.getByLabel('Down once').selectOption('All of them say so');
  await dialog.getByLabel('Open after so many seconds down').fill('120');
  await dialog.getByRole('button', { name: 'Change 500 websites' }).click();
  await expect(page.getByText('499 changed. 1 failed: The interval')).toBeVisible();
  await expect(dialog).toBeHidden();
  await page.getByLabel('Search by name').fill('nothing');
  await expect(page.getByText('1 website selected, 1 of them filtered out')).toBeVisible();
  await page.getByLabel('Search by name').fill('');
  await expect(page.getByText('1 website selected', { exact: true })).toBeVisible();
  await page.getByLabel('Search by name').fill('w7');
  await expect(page.getByLabel('Select w7', { exact: true })).toBeChecked();

  const changed = { intervalSecs: 50, downAboveMs: null, quorum: 'all', confirmationSecs: 120 };
  const expected = Object.entries(before).map(([name, website]) => [
    name,
    name === 'w7' ? website : { ...website, ...changed },
  ]);
  expect(await allOf(upbeat, ada, fields)).toEqual(Object.fromEntries(expected));
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('499 as before.')).toBeVisible();
  expect(await allOf(upbeat, ada, fields)).toEqual(before);
});

test('more than a request takes are tagged while one goes elsewhere; what fails stays selected', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await createMany(
    upbeat,
    ada,
    target.url,
    502,
    (index) => `intervalSecs: 86400, tags: [${index % 2 === 0 ? '"old"' : ''}]`,
  );
  await signIn(ada);
  await selectAll(page, 502);
  let fail = () => {};
  const held = new Promise<void>((resolve) => (fail = resolve));
  let requests = 0;
  await page.route('/graphql', async (route) => {
    if (route.request().postData()?.includes('mutation TagWebsites') && ++requests === 2) {
      await held;
      await route.abort();
    } else {
      await route.continue();
    }
  });
  await page.keyboard.press('t');
  const dialog = page.getByRole('dialog', { name: 'Tag 502 websites' });
  await dialog.getByRole('combobox', { name: 'Add tags' }).fill('new');
  await page.keyboard.press('Enter');
  await dialog.getByRole('combobox', { name: 'Remove tags' }).click();
  await page.getByRole('listbox').getByRole('option', { name: 'old' }).click();
  await page.keyboard.press('Tab');
  await dialog.getByRole('button', { name: 'Tag 502 websites' }).click();
  const progress = page.getByRole('alert').getByText('Tagging: 500 of 502');
  await expect(progress).toBeVisible();
  await expect(dialog).toBeHidden();
  await page.getByRole('link', { name: 'Incidents' }).click();
  await expect(page.getByRole('heading', { name: 'Incidents' })).toBeVisible();
  await expect(progress).toBeVisible();
  fail();
  await expect(page.getByText('500 tagged. 2 failed: The server does not answer.')).toBeVisible();
  await expect(progress).toBeHidden();
  const tags = async () =>
    Object.values(await allOf(upbeat, ada, 'tags { text }')).map((website) =>
      (website as { tags: { text: string }[] }).tags.map(({ text }) => text).join(),
    );
  const count = (all: string[], text: string) => all.filter((one) => one === text).length;
  const tagged = await tags();
  // The last two in the order of the list, whichever they are.
  expect(count(tagged, 'new')).toBe(500);
  expect(count(tagged, 'old') + count(tagged, '')).toBe(2);
  await page.getByRole('link', { name: 'Websites' }).click();
  await expect(page.getByText('2 websites selected')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('500 as before.')).toBeVisible();
  const undone = await tags();
  expect([count(undone, 'old'), count(undone, '')]).toEqual([251, 251]);
});

test('undoing takes back only what was changed', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const id = await create(upbeat, ada, { url: target.url, name: 'a', tags: ['team:a'] });
  await create(upbeat, ada, { url: target.url, name: 'b' });
  await upbeat.ask(`mutation($id: ID!) { pauseWebsite(id: $id) { id } }`, { id }, ada.token);
  await signIn(ada);
  // Events of the last seconds come once more, in order, before it is what it is.
  await expect(page.getByRole('button', { name: '1 paused' })).toBeVisible();
  await selectAll(page, 2);
  await page.getByRole('button', { name: 'Pause the' }).click();
  await expect(page.getByText('2 paused.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('1 as before.')).toBeVisible();
  await expect(page.getByRole('button', { name: '1 paused' })).toBeVisible();
  await selectAll(page, 2);
  await page.getByRole('button', { name: 'Tag the' }).click();
  await page.getByRole('combobox', { name: 'Add tags' }).fill('TEAM:A');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Tag 2 websites' }).click();
  await expect(page.getByText('2 tagged.')).toBeVisible();
  await expect(page.getByRole('row').getByText('team:a')).toHaveCount(2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('1 as before.').last()).toBeVisible();
  await expect(page.getByRole('row').getByText('team:a')).toHaveCount(1);
  await expect(page.getByRole('row').filter({ hasText: 'Paused' })).toContainText('team:a');
});

test('what is wrong with a change of many stands at its field', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await create(upbeat, ada, { url: target.url, name: 'a', timeoutMs: 20_000 });
  await signIn(ada);
  await selectAll(page, 1);
  await page.getByRole('button', { name: 'Edit the' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit 1 website' });
  const send = dialog.getByRole('button', { name: 'Change 1 website' });
  await expect(send).toBeDisabled();
  const interval = dialog.getByRole('textbox', { name: 'Seconds between checks' });
  for (const [typed, problem] of [
    ['often', /^The interval must be a whole number/],
    ['5', /^The interval must be .*10/],
    ['15', /^The interval must be/],
  ] as const) {
    await interval.fill(typed);
    await send.click();
    await expect(interval).toHaveAccessibleDescription(problem);
    await expect(interval).toBeFocused();
  }
  await interval.fill('30');
  await send.click();
  await expect(page.getByText('1 changed.')).toBeVisible();
  await selectAll(page, 1);
  await page.getByRole('button', { name: 'Tag the' }).click();
  const tags = page.getByRole('dialog').getByRole('combobox', { name: 'Add tags' });
  await tags.fill(':');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Tag 1 website' }).click();
  await expect(tags).toHaveAccessibleDescription(/a tag is a name/i);
});
