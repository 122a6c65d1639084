import { Alert, Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';

import { ApiError, explain } from '../../api/error';
import { request } from '../../api/request';
import { EntranceFrame } from './EntranceFrame';
import { RESET_PASSWORD } from './queries';
import { tokenInAddress } from './token';

/** Sets a new password by a mailed link. */
export function ResetPassword() {
  const [token] = useState(tokenInAddress);
  const [password, setPassword] = useState('');
  const { mutate, error, isPending, isSuccess } = useMutation({
    mutationFn: () => request(RESET_PASSWORD, { input: { token, newPassword: password } }),
  });
  const isOfField = error instanceof ApiError && error.field === 'newPassword';
  return (
    <EntranceFrame>
      <h1>Choose a new password</h1>
      {error && !isOfField && (
        <Alert role="alert">
          {explain(error)} <Link href="/forgot-password">Ask for another link</Link>
        </Alert>
      )}
      {isSuccess ? (
        <p role="status">
          Your password is changed, and all sessions have ended. If you had not verified your
          address before, your channels are paused: resume them. <Link href="/">Sign in</Link>
        </p>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            mutate();
          }}
        >
          <PasswordInput
            label="New password"
            description="12 to 128 characters"
            autoComplete="new-password"
            required
            withAsterisk={false}
            value={password}
            error={isOfField ? explain(error) : null}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={isPending} fullWidth>
            Change the password
          </Button>
        </form>
      )}
    </EntranceFrame>
  );
}
