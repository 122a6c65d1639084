import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Route, Router, Switch } from 'wouter';

import { noting } from '../api/asked';
import { ApiError } from '../api/error';
import { theme } from '../theme/theme';
import { BareHeader } from './BareHeader';
import { ResetPassword, VerifyEmail } from './entrance';
import { Entry } from './Entry';
import { afterLoading } from './load-before';
import { PageBoundary } from './PageBoundary';

/** What may pass by itself, so that asking again may help. */
const PASSING = new Set(['UNREACHABLE', 'UNAVAILABLE']);

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      persister: noting,
      retry: (failures, error) =>
        failures < 3 && error instanceof ApiError && PASSING.has(error.code),
    },
  },
});

/** The whole application. */
export function App() {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      // Both would write an inline style, which the content-security policy forbids.
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <Notifications position="bottom-right" />
      <QueryClientProvider client={queries}>
        <Router aroundNav={afterLoading}>
          <PageBoundary meanwhile={<BareHeader />}>
            <Switch>
              <Route path="/verify-email">
                <VerifyEmail.Page />
              </Route>
              <Route path="/reset-password">
                <ResetPassword.Page />
              </Route>
              <Route>
                <Entry />
              </Route>
            </Switch>
          </PageBoundary>
        </Router>
      </QueryClientProvider>
    </MantineProvider>
  );
}
