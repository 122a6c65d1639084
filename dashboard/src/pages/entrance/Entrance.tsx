import { useQuery } from '@tanstack/react-query';
import { Route, Switch } from 'wouter';

import { request } from '../../api/request';
import { SIGN_IN_OPTIONS } from '../../app/session';
import { ForgotPassword } from './ForgotPassword';
import { Invited } from './Invited';
import { SignIn } from './SignIn';
import { SignUp } from './SignUp';

interface Props {
  onSignedIn: () => void;
  /** Called instead for whoever has signed up by an invitation. */
  onJoined: () => void;
}

/** Signing in and up, for whoever is not signed in. */
export function Entrance({ onSignedIn, onJoined }: Props) {
  const { data } = useQuery({
    queryKey: ['sign-in-options'],
    queryFn: ({ signal }) => request(SIGN_IN_OPTIONS, {}, signal),
    staleTime: Infinity,
  });
  if (!data) {
    return null;
  }
  const options = data.signInOptions;
  return (
    <Switch>
      <Route path="/sign-up">
        <SignUp options={options} onSignedIn={onSignedIn} />
      </Route>
      <Route path="/invitation">
        <Invited options={options} onSignedIn={onSignedIn} onJoined={onJoined} />
      </Route>
      <Route path="/forgot-password">
        <ForgotPassword canMail={options.mail} />
      </Route>
      <Route>
        <SignIn options={options} onSignedIn={onSignedIn} />
      </Route>
    </Switch>
  );
}
