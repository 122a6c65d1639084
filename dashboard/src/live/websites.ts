import { pagesOf } from '../api/pages';
import { request } from '../api/request';
import { STATUS_CHANGES, TICKS, WEBSITES } from '../pages/websites/queries';
import type { StatusChangesSubscription, TicksSubscription } from '../api/generated/graphql';
import type { LiveConnection } from './connection';
import type { WebsiteStore } from './website-store';

/** How long new websites are collected before they are read, in milliseconds. */
const COLLECT_MS = 500;

/**
 * Reads the websites of an organization and keeps them up to date until `signal` is aborted.
 *
 * The subscriptions begin before the websites are read, and with the events of the last seconds,
 * so nothing is missed between the two.
 */
export async function keepWebsites(
  store: WebsiteStore,
  connection: LiveConnection,
  organizationId: string,
  signal: AbortSignal,
): Promise<void> {
  let reading: ReturnType<typeof setTimeout> | null = null;
  const readSoon = () => {
    reading ??= setTimeout(() => {
      reading = null;
      void readAll(store, organizationId, signal).catch(ignore);
    }, COLLECT_MS);
  };
  const variables = (after: string | null) => ({ organizationId, after });
  void connection.follow<TicksSubscription>(
    {
      query: TICKS.toString(),
      variables,
      take: ({ ticks: { cursor, website, tick } }) => {
        if (!store.tick(website.id, tick)) {
          readSoon();
        }
        return cursor;
      },
      missed: readSoon,
    },
    signal,
  );
  void connection.follow<StatusChangesSubscription>(
    {
      query: STATUS_CHANGES.toString(),
      variables,
      take: ({ statusChanges: { cursor, website, status } }) => {
        if (!store.change(website.id, status)) {
          readSoon();
        }
        return cursor;
      },
      missed: readSoon,
    },
    signal,
  );
  await readAll(store, organizationId, signal);
}

/** Reads all websites, page by page. */
export async function readAll(
  store: WebsiteStore,
  organizationId: string,
  signal: AbortSignal,
): Promise<void> {
  const pages = pagesOf(async (after) => {
    const { told } = store;
    const { websites } = await request(WEBSITES, { organizationId, after }, signal);
    return { ...websites, told };
  });
  for await (const { nodes, pageInfo, told } of pages) {
    store.add(nodes, !pageInfo.hasNextPage, told);
  }
}

/** The next event tells of it again. */
function ignore(): void {
  // Nothing to do.
}
