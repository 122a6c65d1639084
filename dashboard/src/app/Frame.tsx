import { Redirect, Route, Switch } from 'wouter';

import { NotFound } from '../pages/NotFound';
import { WebsitesPage } from '../pages/websites/WebsitesPage';
import { Header } from './Header';
import { Navigation } from './Navigation';
import { PageBoundary } from './PageBoundary';
import { PAGES } from './pages';

interface Props {
  /** Why the websites could not be read. */
  error: unknown;
}

/** Header, navigation, and the page that the address names. */
export function Frame({ error }: Props) {
  return (
    <>
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
            {PAGES.map(({ path, Page }) => (
              <Route key={path} path={path}>
                {({ id = '' }: { id?: string }) => (
                  <PageBoundary key={`${path} ${id}`}>
                    <Page id={id} />
                  </PageBoundary>
                )}
              </Route>
            ))}
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
    </>
  );
}
