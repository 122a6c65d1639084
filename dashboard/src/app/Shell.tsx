import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Route, Switch } from 'wouter';

import { BulkStore } from '../bulk/bulk-store';
import { LiveConnection } from '../live/connection';
import { DayStore } from '../live/day-store';
import { followIncidents } from '../live/incidents';
import { WebsiteStore } from '../live/website-store';
import { keepWebsites } from '../live/websites';
import { Frame } from './Frame';
import { LiveContext, type Live } from './live';
import { loadAhead } from './load-before';
import { PageBoundary } from './PageBoundary';
import { WALL } from './pages';
import { PageTitle } from './PageTitle';
import { useScrollMemory } from './scroll';
import { useSession } from './session';

/** What is live, and the page that the address names. */
export function Shell() {
  const { organization } = useSession();
  const queries = useQueryClient();
  const [live] = useState(newLive);
  const [error, setError] = useState<unknown>(null);
  useScrollMemory();
  useEffect(loadAhead, []);

  useEffect(() => {
    const over = new AbortController();
    const close = live.connection.watch();
    const reading = keepWebsites(live.websites, live.connection, organization.id, over.signal);
    reading.catch((error: unknown) => {
      if (!over.signal.aborted) {
        setError(error);
      }
    });
    live.days.keep(organization.id, over.signal);
    const changed = () => {
      // In the background they are only marked as old, and read once somebody looks.
      const refetchType = document.visibilityState === 'visible' ? 'active' : 'none';
      void queries.invalidateQueries({ queryKey: ['incidents'], refetchType });
    };
    followIncidents(live.connection, organization.id, changed, over.signal);
    const seen = () => {
      if (document.visibilityState === 'visible') {
        live.websites.catchUp();
      }
    };
    document.addEventListener('visibilitychange', seen);
    return () => {
      over.abort();
      close();
      document.removeEventListener('visibilitychange', seen);
    };
  }, [live, organization.id, queries]);

  return (
    <LiveContext value={live}>
      <PageTitle />
      <Switch>
        <Route path={WALL.path}>
          <PageBoundary>
            <WALL.Page error={error} />
          </PageBoundary>
        </Route>
        <Route>
          <Frame error={error} />
        </Route>
      </Switch>
    </LiveContext>
  );
}

/** The socket and the websites of an organization, for as long as it is shown. */
function newLive(): Live {
  const url = new URL('/graphql', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  return {
    connection: new LiveConnection(url.href),
    websites: new WebsiteStore(),
    days: new DayStore(),
    bulk: new BulkStore(),
  };
}
