import { PasswordInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { request } from '../../api/request';
import { placeError } from '../../ui/place-error';
import { SmallForm } from '../../ui/SmallForm';
import { CHANGE_PASSWORD } from './queries';

const LABELS = { currentPassword: 'The password you have', newPassword: 'The new password' };

/** Changes the password, which ends the other sessions. */
export function PasswordForm() {
  const queries = useQueryClient();
  const [currentPassword, setCurrentPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => request(CHANGE_PASSWORD, { input: { currentPassword, newPassword } }),
    onSuccess: () => {
      setCurrentPassword('');
      setNewPassword('');
      notifications.show({ message: 'Password changed. Your other sessions are ended.' });
      void queries.invalidateQueries({ queryKey: ['sessions'] });
    },
  });
  const { at, rest } = placeError(error, LABELS);
  return (
    <SmallForm
      problem={rest}
      verb="Change the password"
      isPending={isPending}
      onSubmit={() => mutate()}
    >
      <PasswordInput
        label="The password you have"
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={currentPassword}
        error={at('currentPassword')}
        onChange={(event) => setCurrentPassword(event.currentTarget.value)}
      />
      <PasswordInput
        label="The new password"
        description="12 to 128 characters. Your other sessions end."
        autoComplete="new-password"
        required
        withAsterisk={false}
        value={newPassword}
        error={at('newPassword')}
        onChange={(event) => setNewPassword(event.currentTarget.value)}
      />
    </SmallForm>
  );
}
