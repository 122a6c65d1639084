import { Alert, Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';

import { explain } from '../../api/error';
import { request } from '../../api/request';
import { REQUEST_PASSWORD_RESET } from './queries';

interface Props {
  /** Whether the installation sends mail. */
  canMail: boolean;
}

/** Asks for a link by which a password is reset; the answer does not tell who has an account. */
export function ForgotPassword({ canMail }: Props) {
  const [email, setEmail] = useState('');
  const { mutate, error, isPending, isSuccess } = useMutation({
    mutationFn: () => request(REQUEST_PASSWORD_RESET, { input: { email } }),
  });
  return (
    <>
      <h1>Reset your password</h1>
      {error && <Alert role="alert">{explain(error)}</Alert>}
      {!canMail && (
        <p>
          This installation sends no mail. Its operator resets a password by{' '}
          <code>upbeat user reset-password EMAIL</code>.
        </p>
      )}
      {canMail && isSuccess && (
        <p role="status">
          If {email} has an account, a mail with a link is on its way. The link is good for an hour.
        </p>
      )}
      {canMail && !isSuccess && (
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
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Button type="submit" loading={isPending} fullWidth>
            Mail me a link
          </Button>
        </form>
      )}
      <p>
        <Link href="/">Sign in</Link>
      </p>
    </>
  );
}
