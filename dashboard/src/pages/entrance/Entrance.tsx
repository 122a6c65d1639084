import { useQuery } from '@tanstack/react-query';
import { Redirect, Route, Switch } from 'wouter';

import { request } from '../../api/request';
import { SIGN_IN_OPTIONS } from '../../app/session';
import { SignIn } from './SignIn';
import { SignUp } from './SignUp';

interface Props {
  onSignedIn: () => void;
}

/** Signing in and up, for whoever is not signed in. */
export function Entrance({ onSignedIn }: Props) {
  const { data } = useQuery({
    queryKey: ['sign-in-options'],
    queryFn: ({ signal }) => request(SIGN_IN_OPTIONS, {}, signal),
    staleTime: Infinity,
  });
  return (
    <main className="entrance">
      <p className="brand">Upbeat</p>
      {data && (
        <Switch>
          <Route path="/sign-up">
            {data.signInOptions.passwords ? (
              <SignUp onSignedIn={onSignedIn} />
            ) : (
              <Redirect to="/" replace />
            )}
          </Route>
          <Route>
            <SignIn options={data.signInOptions} onSignedIn={onSignedIn} />
          </Route>
        </Switch>
      )}
    </main>
  );
}
