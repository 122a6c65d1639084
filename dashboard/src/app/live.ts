import { createContext, use, useSyncExternalStore } from 'react';

import type { BulkStore, Progress } from '../bulk/bulk-store';
import type { WebsiteDayFragment } from '../api/generated/graphql';
import type { Liveness, LiveConnection } from '../live/connection';
import type { DayStore } from '../live/day-store';
import type { WebsiteRow, WebsiteStore } from '../live/website-store';

/** What moves by itself. */
export interface Live {
  connection: LiveConnection;
  websites: WebsiteStore;
  days: DayStore;
  bulk: BulkStore;
}

export const LiveContext = createContext<Live | null>(null);

/** What moves by itself; only below the shell. */
export function useLive(): Live {
  const live = use(LiveContext);
  if (!live) {
    throw new Error('nothing is live here');
  }
  return live;
}

/** How alive what is on screen is. */
export function useLiveness(): Liveness {
  const { connection } = useLive();
  return useSyncExternalStore(connection.listen, () => connection.liveness);
}

/** All websites of the organization, in order of creation. */
export function useWebsites(): readonly WebsiteRow[] {
  const { websites } = useLive();
  return useSyncExternalStore(websites.listenToList, () => websites.list);
}

/** One website of the list. */
export function useWebsite(id: string): WebsiteRow | undefined {
  const { websites } = useLive();
  return useSyncExternalStore(
    (listener) => websites.listenToRow(id, listener),
    () => websites.row(id),
  );
}

/** What is known of the last day of a website. */
export function useDay(id: string): WebsiteDayFragment | undefined {
  const { days } = useLive();
  return useSyncExternalStore(
    (listener) => days.listen(id, listener),
    () => days.day(id),
  );
}

/** Ids of the websites that are selected. */
export function useSelected(): ReadonlySet<string> {
  const { bulk } = useLive();
  return useSyncExternalStore(bulk.listen, () => bulk.selected);
}

/** The change of many websites that goes on; null if there is none. */
export function useBulkProgress(): Progress | null {
  const { bulk } = useLive();
  return useSyncExternalStore(bulk.listen, () => bulk.progress);
}
