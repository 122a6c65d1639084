// The form of a website, and what it sets.
import type { Locator, Page } from '@playwright/test';

import type { Person, Upbeat } from './fixtures';

/** The settings of a website, as the API has them. */
export async function settings(upbeat: Upbeat, person: Person, id: string): Promise<object> {
  const query = `query($id: ID!) { website(id: $id) {
    url name intervalSecs timeoutMs retries regions quorum confirmationSecs recoverySecs ipVersion
    degradedAboveMs downAboveMs tags { text }
    tlsRules { minVersion degradedBelowDays ignoreErrors }
    check {
      http { method headers body auth version maxRedirects bodyLimitBytes statuses host connectTo
        assertions { subject property comparison value } }
      tcp { tls send expect }
      dns { record server expect rcode }
      ping { count maxLossPercent degradedAboveJitterMs }
      tls { connectTo }
      webSocket { headers subprotocol send expect host connectTo }
      smtp { startTls }
    } } }`;
  const { website } = await upbeat.ask<{ website: object }>(query, { id }, person.token);
  return website;
}

/** A folded part of the form, opened. */
export async function unfold(page: Page, title: string): Promise<Locator> {
  const fold = page.locator('details', {
    has: page.locator('summary').getByText(title, { exact: true }),
  });
  if ((await fold.getAttribute('open')) === null) {
    await fold.locator('summary').first().click();
  }
  return fold;
}

/** The id in the address of a website's page, once it is there. */
export async function idOf(page: Page): Promise<string> {
  await page.waitForURL(/\/websites\/[0-9a-f-]{36}$/);
  return page.url().slice(-36);
}
