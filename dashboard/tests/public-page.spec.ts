import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';

import { create, expect, expectNoSideways, type Person, test, type Upbeat } from './fixtures';

const LOOKS = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
  'dark phone': { colorScheme: 'dark', viewport: { width: 390, height: 844 } },
} as const;

/** Text that would break out of markup, turn the line, or never end. */
const HOSTILE = '</h3><script>document.title="broken"</script>"\'&<img src=x onerror=alert(1)>';
const TURNED = 'abc \u202Edef\u202C \u2067ghi';
/** What is longest in 10,000 characters after `text`. */
const endless = (text: string) =>
  `${text}\n\n${'x'.repeat(5_000)}${'字'.repeat(5_000)}`.slice(0, 10_000);

let pages = 0;

async function createPage(upbeat: Upbeat, owner: Person, input: object): Promise<string> {
  pages += 1;
  const slug = `acme-${process.pid}-${pages}`;
  const query = `mutation($input: CreateStatusPageInput!) { createStatusPage(input: $input) { id } }`;
  const made = await upbeat.ask<{ createStatusPage: { id: string } }>(
    query,
    { input: { slug, title: 'Acme', ...input } },
    owner.token,
  );
  expect(made.createStatusPage.id).toBeTruthy();
  return slug;
}

async function tell(upbeat: Upbeat, owner: Person, slug: string, input: object): Promise<void> {
  const query = `{ statusPages { id slug } }`;
  const { statusPages } = await upbeat.ask<{ statusPages: { id: string; slug: string }[] }>(
    query,
    {},
    owner.token,
  );
  const page = statusPages.find((it) => it.slug === slug);
  const mutation = `mutation($input: CreateStatusPageIncidentInput!) {
    createStatusPageIncident(input: $input) { id } }`;
  const told = { statusPageId: page?.id, published: true, ...input };
  await upbeat.ask(mutation, { input: told }, owner.token);
}

/** A page with one component of each state, and an incident. */
async function fullPage(upbeat: Upbeat, owner: Person, url: string): Promise<string> {
  const up = await create(upbeat, owner, { url });
  const down = await create(upbeat, owner, { url: 'http://127.0.0.1:1/', retries: 0 });
  const states = ['DEGRADED', 'PARTIAL_OUTAGE', 'MAINTENANCE', 'UNKNOWN'];
  const slug = await createPage(upbeat, owner, {
    text: 'All that **we** run.',
    links: [{ label: 'Support', url: 'https://acme.test/help' }],
    components: [
      { websiteId: up, name: 'Shop', section: 'Web', description: 'Where people buy' },
      { websiteId: down, name: 'Blog', section: 'Web', regions: true, latency: true },
      ...states.map((status) => ({ status, name: `By hand: ${status}` })),
    ],
  });
  await tell(upbeat, owner, slug, { title: 'Slow pages', text: 'We look *into* it.' });
  return slug;
}

async function violations(page: Page): Promise<unknown> {
  const builder = new AxeBuilder({ page });
  const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await builder.withTags(tags).analyze();
  return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }));
}

async function untilItSays(page: Page, path: string, text: string): Promise<void> {
  await expect(async () => {
    await page.goto(path);
    await expect(page.getByText(text).first()).toBeVisible({ timeout: 500 });
  }).toPass();
}

for (const [look, use] of Object.entries(LOOKS)) {
  test.describe(look, () => {
    test.use(use);

    test('a status page is accessible', async ({ page, target, upbeat, person }) => {
      const ada = await person('ada');
      const slug = await fullPage(upbeat, ada, target.url);
      await untilItSays(page, `/status/${slug}`, 'Slow pages');
      await untilItSays(page, `/status/${slug}`, 'Days with trouble in the last 90 days: 1');
      await page.getByText('Days with trouble in the last 90 days: 1').click();
      expect(await violations(page)).toEqual([]);
      await expectNoSideways(page.locator('html'));
      await page.getByRole('link', { name: /^\d{4}-\d\d-\d\d$/ }).click();
      await expect(page.getByText('Hours of the day')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.goto(`/status/${slug}/history`);
      await expect(page.getByText('Slow pages')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('link', { name: 'Slow pages' }).click();
      await expect(page.getByText('We look into it.')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      const gated = await createPage(upbeat, ada, { access: 'PASSWORD', password: 'sesame' });
      await page.goto(`/status/${gated}`);
      await expect(page.getByLabel('Password')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.getByLabel('Password').fill('sesame');
      await page.getByRole('button', { name: 'Open' }).click();
      await expect(page.getByRole('heading', { name: 'Acme' })).toBeVisible();
      const inner = await createPage(upbeat, ada, { access: 'MEMBERS' });
      await page.goto(`/status/${inner}`);
      await expect(page.getByText('This status page is not public.')).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });
  });
}

/** A page of a browser that runs no script. */
async function scriptless(browser: Browser, baseURL: string): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL });
  return context.newPage();
}

test('everything is there without script', async ({ browser, target, upbeat, person }) => {
  const ada = await person('ada');
  const slug = await fullPage(upbeat, ada, target.url);
  const page = await scriptless(browser, upbeat.url);
  await untilItSays(page, `/status/${slug}`, 'Days with trouble in the last 90 days: 1');
  for (const text of ['Some systems are down', 'Shop', 'Where people buy', 'By hand: DEGRADED']) {
    await expect(page.getByText(text).first()).toBeVisible();
  }
  await expect(page.getByRole('img', { name: /^Days with trouble/ })).toHaveCount(2);
  await expect(page.locator('time').first()).toContainText(' UTC');
  await page.getByText('Days with trouble in the last 90 days: 1').click();
  await page.getByRole('link', { name: /^\d{4}-\d\d-\d\d$/ }).click();
  await expect(page.getByText('Hours of the day, UTC')).toBeVisible();
  await page.getByRole('link', { name: 'Back to the current status' }).click();
  await page.getByRole('link', { name: 'History' }).click();
  await page.getByRole('link', { name: 'Slow pages' }).click();
  await expect(page.getByText('We look into it.')).toBeVisible();
  await page.context().close();
});

test('one request brings all, and little of it', async ({ browser, target, upbeat, person }) => {
  const ada = await person('ada');
  const slug = await fullPage(upbeat, ada, target.url);
  // A browser that has never been there.
  const context = await browser.newContext({ baseURL: upbeat.url });
  const page = await context.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(`/status/${slug}`, { waitUntil: 'networkidle' });
  expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([`${upbeat.url}/status/${slug}`]);
  const bytes = await page.evaluate(() => {
    const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    return page?.transferSize;
  });
  expect(bytes).toBeGreaterThan(1_000);
  expect(bytes).toBeLessThan(60_000);
  await context.close();
});

test('with script, times are local and days have their hours', async ({
  browser,
  target,
  upbeat,
  person,
}) => {
  const ada = await person('ada');
  const slug = await fullPage(upbeat, ada, target.url);
  const context = await browser.newContext({
    timezoneId: 'Asia/Tokyo',
    locale: 'en-US',
    baseURL: upbeat.url,
  });
  const page = await context.newPage();
  await untilItSays(page, `/status/${slug}`, 'Slow pages');
  const time = page.locator('time').first();
  const instant = await time.getAttribute('datetime');
  const local = new Intl.DateTimeFormat('en', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'Asia/Tokyo',
  });
  await expect(time).toHaveText(local.format(new Date(instant ?? '')));
  await expect(time).toHaveAttribute('title', / UTC$/);
  const bars = page.locator('.bars[data-component]').first();
  const box = await bars.boundingBox();
  // Today is the last bar.
  await bars.hover({ position: { x: (box?.width ?? 0) - 2, y: 20 } });
  await expect(page.locator('#tip svg')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('#tip')).toHaveCount(0);
  await context.close();
});

test('whatever people write, the page holds', async ({ page, upbeat, person }) => {
  const ada = await person('ada');
  const slug = await createPage(upbeat, ada, {
    title: HOSTILE,
    text: endless(`${HOSTILE}\n\n${TURNED}`),
    components: [
      { status: 'OPERATIONAL', name: HOSTILE, description: HOSTILE, section: HOSTILE },
      { status: 'OPERATIONAL', name: 'x'.repeat(100), description: '字'.repeat(200) },
    ],
  });
  await tell(upbeat, ada, slug, { title: HOSTILE, text: endless(TURNED) });
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    await untilItSays(page, `/status/${slug}`, 'Open incidents');
    expect(await page.title()).toBe(HOSTILE);
    await expectNoSideways(page.locator('html'));
    await expect(page.locator('main img, main script')).toHaveCount(0);
    // What turns the line ends with its paragraph.
    await expect(page.getByText('All systems operational')).toBeVisible();
  }
});
