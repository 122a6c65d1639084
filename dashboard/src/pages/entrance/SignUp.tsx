import { Alert, Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';

import { ApiError, explain } from '../../api/error';
import { request } from '../../api/request';
import type { SignInOptionsQuery } from '../../api/generated/graphql';
import { SIGN_UP } from './queries';

interface Props {
  options: SignInOptionsQuery['signInOptions'];
  onSignedIn: () => void;
  /** Token of an invitation, which is accepted with the account. */
  invitation?: string;
  /** Shows the way in for whoever has an account; without it a link does. */
  onHasAccount?: () => void;
}

/** Creates an account, where that is allowed. */
export function SignUp({ options, onSignedIn, invitation, onHasAccount }: Props) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { mutate, error, isPending } = useMutation({
    mutationFn: () =>
      request(SIGN_UP, { input: { email, password, invitation: invitation ?? null } }),
    onSuccess: onSignedIn,
  });
  const field = error instanceof ApiError ? error.field : null;
  const at = (name: string) => (error && field === name ? explain(error) : null);

  const refusal = refusalOf(options, invitation !== undefined);
  if (refusal !== null) {
    return (
      <>
        <h1>Create an account</h1>
        <p>{refusal}</p>
        <p>
          <Link href="/">Sign in</Link>
        </p>
      </>
    );
  }
  return (
    <>
      <h1>Create an account</h1>
      {error && field !== 'email' && field !== 'password' && (
        <Alert role="alert">{explain(error)}</Alert>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate();
        }}
      >
        <TextInput
          label="Email"
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          value={email}
          error={at('email')}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          description="12 to 128 characters"
          autoComplete="new-password"
          required
          withAsterisk={false}
          value={password}
          error={at('password')}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={isPending} fullWidth>
          Sign up
        </Button>
      </form>
      <p>
        Have an account?{' '}
        {onHasAccount ? (
          <Button variant="transparent" size="compact-sm" onClick={onHasAccount}>
            Sign in
          </Button>
        ) : (
          <Link href="/">Sign in</Link>
        )}
      </p>
    </>
  );
}

/** Why nobody can sign up here, if that is so. */
function refusalOf(
  { passwords, registration }: SignInOptionsQuery['signInOptions'],
  isInvited: boolean,
): string | null {
  if (!passwords) {
    return 'This installation has no passwords: sign in by its provider.';
  }
  if (registration === 'CLOSED') {
    return 'Nobody signs up here. The operator of this installation can change that.';
  }
  if (registration === 'INVITED' && !isInvited) {
    return 'Only people who are invited sign up here: ask an admin of an organization for a link.';
  }
  return null;
}
