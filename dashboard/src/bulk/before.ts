import type { SettingsBeforeFragment } from '../api/generated/graphql';
import { pagesOf } from '../api/pages';
import { request } from '../api/request';
import { SETTINGS_BEFORE } from './queries';

/** What can be changed of these websites, as it is now. */
export async function readBefore(
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, SettingsBeforeFragment>> {
  const missing = new Set(ids);
  const found = new Map<string, SettingsBeforeFragment>();
  const pages = pagesOf(
    async (after) => (await request(SETTINGS_BEFORE, { organizationId, after })).websites,
  );
  for await (const { nodes } of pages) {
    for (const website of nodes) {
      if (missing.delete(website.id)) {
        found.set(website.id, website);
      }
    }
    if (missing.size === 0) {
      break;
    }
  }
  return found;
}
