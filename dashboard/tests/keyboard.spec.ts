import type { Locator, Page } from '@playwright/test';

import { expect, PASSWORD, test as base } from './fixtures';
import { Receiver } from './receiver';

const test = base.extend<{ receiver: Receiver }>({
  receiver: async ({}, use) => {
    const receiver = await Receiver.start();
    await use(receiver);
    await receiver.stop();
  },
});

/** More presses than any page has stops. */
const PATIENCE = 80;

/** Goes on by Tab until the focus is there. */
async function tabTo(page: Page, place: Locator): Promise<void> {
  await expect(place).toBeVisible();
  for (let presses = 0; presses < PATIENCE; presses += 1) {
    if (await place.evaluate((element) => element === document.activeElement)) {
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${place.toString()}`);
}

async function press(page: Page, place: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, place);
  await page.keyboard.press(key);
}

async function type(page: Page, place: Locator, text: string): Promise<void> {
  await tabTo(page, place);
  await page.keyboard.type(text);
}

test('from sign-up to an incident that is taken on, by keyboard alone', async ({
  page,
  target,
  receiver,
}) => {
  const button = (name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' });
  const pages = page.getByRole('navigation', { name: 'Pages' });
  await page.goto('/sign-up');
  await type(page, page.getByLabel('Email'), `keys-${process.pid}@example.org`);
  await type(page, page.getByLabel('Password', { exact: true }), PASSWORD);
  await page.keyboard.press('Enter');

  // The first stop of each page leads past what is the same on all of them.
  await expect(page.getByRole('heading', { name: 'Websites' })).toBeVisible();
  await press(page, page.getByRole('link', { name: 'Skip to the content' }));
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Add a website' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Add a website' })).toBeVisible();
  await type(page, page.getByRole('textbox', { name: 'Address', exact: true }), target.url);
  await type(page, page.getByRole('textbox', { name: 'Name', exact: true }), 'Shop');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Shop' })).toBeVisible();
  await press(page, page.getByRole('link', { name: '← Websites' }));
  await expect(page.getByRole('row', { name: /Shop/ })).toContainText(/Up.*\d+ ms/);

  await press(page, pages.getByRole('link', { name: 'Channels' }));
  await press(page, page.getByRole('link', { name: 'New channel' }));
  await tabTo(page, page.getByLabel('Kind'));
  await page.keyboard.type('Webhook');
  await type(page, page.getByRole('textbox', { name: 'Name' }).first(), 'Pager');
  await type(page, page.getByRole('textbox', { name: 'Address' }), receiver.url);
  await press(page, page.getByRole('checkbox', { name: 'Somebody acknowledged it' }), 'Space');
  await press(page, button('Create the channel'));
  await press(page, button('Test Pager'));
  await expect(page.getByRole('list', { name: 'Reply to the test of Pager' })).toContainText(
    'Delivered',
  );

  await press(page, pages.getByRole('link', { name: 'Websites' }));
  await press(page, page.getByRole('row', { name: /Shop/ }).getByRole('link', { name: 'Shop' }));
  await target.switchOff();
  await press(page, button('Check now'));
  await expect(page.getByRole('main').getByRole('status')).toHaveText(/^Down since/);
  await press(page, pages.getByRole('link', { name: 'Incidents 1 open' }));
  await press(page, button('Acknowledge the incident of Shop'));
  await expect.poll(() => receiver.types.at(-1)).toBe('incident.acknowledged');
  await press(page, page.getByRole('region', { name: 'Open' }).getByRole('link', { name: 'Shop' }));
  await type(page, page.getByLabel('Note'), 'The cable');
  await press(page, button('Add the note'));
  await expect(page.getByRole('listitem').filter({ hasText: 'The cable' })).toBeVisible();
  await press(page, button('Resolve the incident of Shop'));
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  // Back where the dialog came from.
  await expect(button('Resolve the incident of Shop')).toBeFocused();
  await page.keyboard.press('Enter');
  await press(page, dialog.getByRole('button', { name: 'Resolve' }));
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Was open from')).toBeVisible();
});
