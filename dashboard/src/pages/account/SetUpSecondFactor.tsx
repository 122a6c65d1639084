import { PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { request } from '../../api/request';
import { placeError } from '../../ui/place-error';
import { SmallForm } from '../../ui/SmallForm';
import { ConfirmApp } from './ConfirmApp';
import { SET_UP_TOTP } from './queries';

interface Props {
  onTurnedOn: (codes: readonly string[]) => Promise<void>;
}

/** Sets up an authenticator app: first the password, then a code of the app. */
export function SetUpSecondFactor({ onTurnedOn }: Props) {
  const [currentPassword, setCurrentPassword] = useState('');
  const { mutate, data, error, isPending, reset } = useMutation({
    mutationFn: () => request(SET_UP_TOTP, { input: { currentPassword } }),
    onSuccess: () => setCurrentPassword(''),
  });
  if (data) {
    return <ConfirmApp secret={data.setUpTotp} onTurnedOn={onTurnedOn} onCancel={reset} />;
  }
  const { at, rest } = placeError(error, { currentPassword: 'The password' });
  return (
    <>
      <p className="muted">
        Off. With an authenticator app, signing in by password takes a code of the app, too.
      </p>
      <SmallForm
        problem={rest}
        verb="Set up an app"
        isPending={isPending}
        onSubmit={() => mutate()}
      >
        <PasswordInput
          label="Your password, to set up an app"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={currentPassword}
          error={at('currentPassword')}
          onChange={(event) => setCurrentPassword(event.currentTarget.value)}
        />
      </SmallForm>
    </>
  );
}
