import { Alert, Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';

import { ApiError, explain } from '../../api/error';
import { request } from '../../api/request';
import { SIGN_UP } from './queries';

interface Props {
  onSignedIn: () => void;
}

/** Creates an account. */
export function SignUp({ onSignedIn }: Props) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => request(SIGN_UP, { input: { email, password } }),
    onSuccess: onSignedIn,
  });
  const field = error instanceof ApiError ? error.field : null;
  const at = (name: string) => (error && field === name ? explain(error) : null);

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
        Have an account? <Link href="/">Sign in</Link>
      </p>
    </>
  );
}
