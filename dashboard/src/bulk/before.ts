import type { SettingsBeforeFragment, SettingsBeforeQuery } from '../api/generated/graphql';
import { request } from '../api/request';
import { SETTINGS_BEFORE } from './queries';

/** What can be changed of these websites, as it is now. */
export async function readBefore(
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, SettingsBeforeFragment>> {
  const missing = new Set(ids);
  const found = new Map<string, SettingsBeforeFragment>();
  let after: string | null = null;
  let hasMore = true;
  while (hasMore && missing.size > 0) {
    const { websites }: SettingsBeforeQuery = await request(SETTINGS_BEFORE, {
      organizationId,
      after,
    });
    for (const website of websites.nodes) {
      if (missing.delete(website.id)) {
        found.set(website.id, website);
      }
    }
    hasMore = websites.pageInfo.hasNextPage;
    after = websites.pageInfo.endCursor ?? null;
  }
  return found;
}
