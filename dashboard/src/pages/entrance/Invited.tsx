import { useState } from 'react';
import { useLocation } from 'wouter';

import type { SignInOptionsQuery } from '../../api/generated/graphql';
import { SignIn } from './SignIn';
import { SignUp } from './SignUp';
import { tokenInAddress } from './token';

interface Props {
  options: SignInOptionsQuery['signInOptions'];
  onSignedIn: () => void;
  onJoined: () => void;
}

/** For whoever follows an invitation and is not signed in: with an account, or a new one. */
export function Invited({ options, onSignedIn, onJoined }: Props) {
  const [, go] = useLocation();
  const [token] = useState(tokenInAddress);
  const [hasAccount, setHasAccount] = useState(!options.passwords);
  return (
    <>
      <p>You are invited to an organization.</p>
      {hasAccount ? (
        <SignIn options={options} onSignedIn={onSignedIn} />
      ) : (
        <SignUp
          options={options}
          onSignedIn={() => {
            // The invitation was accepted with the account.
            go('/', { replace: true });
            onJoined();
          }}
          invitation={token}
          onHasAccount={() => setHasAccount(true)}
        />
      )}
    </>
  );
}
