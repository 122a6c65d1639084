import { useState } from 'react';

import type { SignInOptionsQuery } from '../../api/generated/graphql';
import { SignIn } from './SignIn';
import { SignUp } from './SignUp';
import { tokenInAddress } from './token';

interface Props {
  options: SignInOptionsQuery['signInOptions'];
  onSignedIn: () => void;
}

/** For whoever follows an invitation and is not signed in: with an account, or a new one. */
export function Invited({ options, onSignedIn }: Props) {
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
          onSignedIn={onSignedIn}
          invitation={token}
          onHasAccount={() => setHasAccount(true)}
        />
      )}
    </>
  );
}
