import { Alert, Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';

import { ApiError, explain } from '../../api/error';
import { request } from '../../api/request';
import type { SignInOptionsQuery } from '../../api/generated/graphql';
import { usePasskeySignIn } from './use-passkey-sign-in';
import { SIGN_IN } from './queries';

interface Props {
  options: SignInOptionsQuery['signInOptions'];
  onSignedIn: () => void;
}

/** Signs in by password, passkey or a provider, whichever the installation has. */
export function SignIn({ options, onSignedIn }: Props) {
  const [location] = useLocation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const byPassword = useMutation({
    mutationFn: () => request(SIGN_IN, { input: { email, password, code: code || null } }),
    onSuccess: onSignedIn,
  });
  const byPasskey = usePasskeySignIn(onSignedIn);
  const isCodeAsked =
    byPassword.error instanceof ApiError && byPassword.error.code === 'SECOND_FACTOR_REQUIRED';
  const [hasCode, setHasCode] = useState(false);
  const needsCode = hasCode || isCodeAsked;
  const error = isCodeAsked ? byPasskey.error : (byPassword.error ?? byPasskey.error);
  const provider = options.singleSignOn;

  return (
    <>
      <h1>Sign in</h1>
      {error && <Alert role="alert">{explain(error)}</Alert>}
      {options.passwords && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setHasCode(needsCode);
            byPassword.mutate();
          }}
        >
          <TextInput
            label="Email"
            type="email"
            autoComplete="username webauthn"
            required
            withAsterisk={false}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {needsCode && (
            <TextInput
              label="Code"
              description="Of your authenticator app, or a recovery code"
              autoComplete="one-time-code"
              autoFocus
              required
              withAsterisk={false}
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
          )}
          <Button type="submit" loading={byPassword.isPending} fullWidth>
            Sign in
          </Button>
        </form>
      )}
      {options.passkeys && 'credentials' in navigator && (
        <Button
          variant="default"
          loading={byPasskey.isPending}
          onClick={() => byPasskey.mutate()}
          fullWidth
        >
          Sign in with a passkey
        </Button>
      )}
      {provider && (
        <Button
          component="a"
          variant="default"
          href={`/auth/oidc/start?return=${encodeURIComponent(location)}`}
          fullWidth
        >
          Sign in with {provider.name}
        </Button>
      )}
      {options.passwords && (
        <p>
          <Link href="/forgot-password">Forgot your password?</Link>
          {options.registration === 'OPEN' && (
            <>
              {' '}
              No account yet? <Link href="/sign-up">Sign up</Link>
            </>
          )}
        </p>
      )}
    </>
  );
}
