import { useQuery } from '@tanstack/react-query';

import { request } from '../../api/request';
import { SIGN_IN_OPTIONS, useSession } from '../../app/session';
import { Identities } from './Identities';
import { Keyboard } from './Keyboard';
import { PasswordForm } from './PasswordForm';
import { Passkeys } from './Passkeys';
import { IDENTITIES } from './queries';
import { SecondFactor } from './SecondFactor';
import { Sessions } from './Sessions';

import './account.css';

/** One's own account: where it is signed in, and how. */
export function AccountPage() {
  const { viewer } = useSession();
  const { data } = useQuery({
    queryKey: ['sign-in-options'],
    queryFn: ({ signal }) => request(SIGN_IN_OPTIONS, {}, signal),
    staleTime: Infinity,
  });
  const linked = useQuery({
    queryKey: ['identities'],
    queryFn: ({ signal }) => request(IDENTITIES, {}, signal),
  });
  const identities = linked.data?.identities ?? [];
  return (
    <>
      <h1>Account</h1>
      <p className="text">You are {viewer.email}.</p>
      <h2>Where you are signed in</h2>
      <Sessions />
      {data?.signInOptions.passkeys && (
        <>
          <h2>Passkeys</h2>
          <Passkeys hasPassword={data.signInOptions.passwords} />
        </>
      )}
      {identities.length > 0 && (
        <>
          <h2>Single sign-on</h2>
          <Identities identities={identities} />
        </>
      )}
      {data?.signInOptions.passwords && (
        <>
          <h2>Password</h2>
          <PasswordForm />
          <h2>Second factor</h2>
          <SecondFactor />
        </>
      )}
      <h2>Keyboard</h2>
      <Keyboard />
    </>
  );
}
