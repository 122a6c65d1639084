import { expect, test } from './fixtures';

for (const [what, path, field, text] of [
  ['website', '/websites/new', 'Address', 'https://example.org/'],
  ['maintenance', '/maintenance/new', 'Title *', 'Move'],
  ['channel', '/channels/new', 'Name *', 'Pager'],
  ['status page', '/status-pages/new', 'Title *', 'Acme'],
] as const) {
  test(`a link asks before what is typed of a ${what} is lost`, async ({
    page,
    person,
    signIn,
  }) => {
    await signIn(await person('ada'));
    await page.goto(path);
    const asked: string[] = [];
    let isLeft = false;
    page.on('dialog', (dialog) => {
      asked.push(dialog.message());
      void (isLeft ? dialog.accept() : dialog.dismiss());
    });
    const menu = page.getByRole('navigation', { name: 'Pages' });
    const input = page.getByLabel(field, { exact: true }).first();
    await input.fill(text);
    await menu.getByRole('link', { name: 'Incidents' }).click();
    await expect.poll(() => asked).toEqual(['Leave this page? What you typed is not saved.']);
    await expect(page).toHaveURL(new RegExp(`${path}$`));
    await expect(input).toHaveValue(text);
    isLeft = true;
    await menu.getByRole('link', { name: 'Incidents' }).click();
    await expect(page).toHaveURL(/\/incidents$/);
    expect(asked).toHaveLength(2);
    // Nothing is typed any more.
    await menu.getByRole('link', { name: 'Channels' }).click();
    await expect(page).toHaveURL(/\/channels$/);
    expect(asked).toHaveLength(2);
  });
}
