import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Route, Switch } from 'wouter';

import { ApiError } from '../api/error';
import { ResetPassword } from '../pages/entrance/ResetPassword';
import { VerifyEmail } from '../pages/entrance/VerifyEmail';
import { theme } from '../theme/theme';
import { Entry } from './Entry';

/** What may pass by itself, so that asking again may help. */
const PASSING = new Set(['UNREACHABLE', 'UNAVAILABLE']);

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
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
        <Switch>
          <Route path="/verify-email">
            <VerifyEmail />
          </Route>
          <Route path="/reset-password">
            <ResetPassword />
          </Route>
          <Route>
            <Entry />
          </Route>
        </Switch>
      </QueryClientProvider>
    </MantineProvider>
  );
}
