import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { create, expect, test } from './fixtures';

const LOOKS = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
  'dark phone': { colorScheme: 'dark', viewport: { width: 390, height: 844 } },
} as const;

async function violations(page: Page): Promise<unknown> {
  const builder = new AxeBuilder({ page });
  const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await builder.withTags(tags).analyze();
  return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }));
}

for (const [look, use] of Object.entries(LOOKS)) {
  test.describe(look, () => {
    test.use(use);

    test('every page is accessible', async ({ page, target, upbeat, person, signIn }) => {
      await page.goto('/');
      await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.goto('/sign-up');
      await expect(page.getByRole('heading', { name: 'Create an account' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      const ada = await person('ada');
      await signIn(ada);
      await expect(page.getByText('Nothing is watched yet')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await create(upbeat, ada, { url: target.url, name: 'Shop', tags: ['team:a'] });
      await create(upbeat, ada, { url: 'http://127.0.0.1:1/', name: 'Blog', retries: 0 });
      await expect(page.getByRole('row', { name: /Blog/ })).toContainText('Down');
      await page.getByLabel('Select all that are shown').check();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Add a website' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });
  });
}
