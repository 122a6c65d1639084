import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo, useSyncExternalStore } from 'react';

import type { WebsiteDayFragment, WebsiteIdsQueryVariables } from '../../api/generated/graphql';
import { pagesOf } from '../../api/pages';
import { request } from '../../api/request';
import { useLive } from '../../app/live';
import { useSession } from '../../app/session';
import type { WebsiteRow } from '../../live/website-store';
import { WEBSITE_IDS } from './queries';
import { changesIn, shown, type View } from './view';

/** How often the websites of a region are read anew, in milliseconds. */
const READ_EVERY_MS = 60_000;

/** Not to be told of days that matter to no order. */
const NO_DAYS: ReadonlyMap<string, WebsiteDayFragment> = new Map();

interface Shown {
  found: WebsiteRow[];
  /** Whether what the view needs beside the rows is still read. */
  isPending: boolean;
  /** Why it could not be read. */
  error: unknown;
}

/** The websites that a view shows, in its order; what only some views need is read for these. */
export function useShown(rows: readonly WebsiteRow[], view: View): Shown {
  const { organization } = useSession();
  const { days, websites } = useLive();
  const organizationId = organization.id;
  const { region, sort } = view;
  const ofRegion = useQuery({
    ...ids({ organizationId, region }),
    enabled: region !== null,
    refetchInterval: READ_EVERY_MS,
  });
  const byChange = useQuery({
    ...ids({ organizationId, sort: 'LAST_CHANGE' }),
    enabled: sort === 'change',
  });
  const needsDays = sort === 'uptime' || sort === 'p95';
  const known = useSyncExternalStore(days.listenToAll, () => (needsDays ? days.all : NO_DAYS));
  const found = useMemo(() => {
    const changed = changesIn(byChange.data ?? [], (id) => websites.toldOf(id));
    const day = (id: string) => known.get(id);
    return shown(rows, view, { day, changed, ofRegion: new Set(ofRegion.data) });
  }, [rows, view, websites, known, byChange.data, ofRegion.data]);
  return {
    found,
    isPending: ofRegion.isLoading || byChange.isLoading,
    error: ofRegion.error ?? byChange.error,
  };
}

/** Reads ids of websites, page by page. */
function ids(variables: WebsiteIdsQueryVariables) {
  return queryOptions({
    queryKey: ['websites', 'ids', variables],
    queryFn: async ({ signal }) => {
      const found: string[] = [];
      const pages = pagesOf(
        async (after) => (await request(WEBSITE_IDS, { ...variables, after }, signal)).websites,
      );
      for await (const { nodes } of pages) {
        found.push(...nodes.map(({ id }) => id));
      }
      return found;
    },
  });
}
