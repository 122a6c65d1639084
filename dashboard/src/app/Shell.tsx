import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Redirect, Route, Switch } from 'wouter';

import { LiveConnection } from '../live/connection';
import { DayStore } from '../live/day-store';
import { followIncidents } from '../live/incidents';
import { WebsiteStore } from '../live/website-store';
import { keepWebsites } from '../live/websites';
import { AccountPage } from '../pages/account/AccountPage';
import { ChannelPage } from '../pages/channels/ChannelPage';
import { ChannelsPage } from '../pages/channels/ChannelsPage';
import { EditChannelPage } from '../pages/channels/EditChannelPage';
import { NewChannelPage } from '../pages/channels/NewChannelPage';
import { IncidentPage } from '../pages/incidents/IncidentPage';
import { IncidentsPage } from '../pages/incidents/IncidentsPage';
import { MaintenancePage } from '../pages/maintenance/MaintenancePage';
import { NewMaintenancePage } from '../pages/maintenance/NewMaintenancePage';
import { NotFound } from '../pages/NotFound';
import { InvitationPage } from '../pages/organization/InvitationPage';
import { OrganizationPage } from '../pages/organization/OrganizationPage';
import { WebsitePage } from '../pages/website/WebsitePage';
import { WebsitesPage } from '../pages/websites/WebsitesPage';
import { Header } from './Header';
import { LiveContext, type Live } from './live';
import { Navigation } from './Navigation';
import { PageTitle } from './PageTitle';
import { useScrollMemory } from './scroll';
import { useSession } from './session';

/** Header, navigation, and the page that the address names. */
export function Shell() {
  const { organization } = useSession();
  const queries = useQueryClient();
  const [live] = useState(newLive);
  const [error, setError] = useState<unknown>(null);
  useScrollMemory();

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
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <Header />
      <div className="frame">
        <Navigation />
        <main id="content" tabIndex={-1}>
          <Switch>
            <Route path="/">
              <WebsitesPage error={error} />
            </Route>
            <Route path="/incidents">
              <IncidentsPage />
            </Route>
            <Route path="/incidents/:id">{({ id }) => <IncidentPage key={id} id={id} />}</Route>
            <Route path="/channels">
              <ChannelsPage />
            </Route>
            <Route path="/channels/new">
              <NewChannelPage />
            </Route>
            <Route path="/channels/:id">{({ id }) => <ChannelPage key={id} id={id} />}</Route>
            <Route path="/channels/:id/edit">{({ id }) => <EditChannelPage id={id} />}</Route>
            <Route path="/maintenance">
              <MaintenancePage />
            </Route>
            <Route path="/maintenance/new">
              <NewMaintenancePage />
            </Route>
            <Route path="/organization">
              <OrganizationPage />
            </Route>
            <Route path="/invitation">
              <InvitationPage />
            </Route>
            <Route path="/account">
              <AccountPage />
            </Route>
            <Route path="/websites/:id">{({ id }) => <WebsitePage key={id} id={id} />}</Route>
            {['/sign-up', '/forgot-password'].map((path) => (
              <Route key={path} path={path}>
                <Redirect to="/" replace />
              </Route>
            ))}
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </main>
      </div>
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
  };
}
