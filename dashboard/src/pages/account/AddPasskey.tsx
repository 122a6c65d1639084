import { PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { placeError } from '../../ui/place-error';
import { SmallForm } from '../../ui/SmallForm';
import { registerPasskey } from './register-passkey';

const LABELS = { name: 'The name', currentPassword: 'Your password' };

interface Props {
  hasPassword: boolean;
}

/** Adds a passkey of this device. */
export function AddPasskey({ hasPassword }: Props) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => registerPasskey(name, password),
    onSuccess: () => {
      setName('');
      setPassword('');
      void queries.invalidateQueries({ queryKey: ['passkeys'] });
    },
  });
  const { at, rest } = placeError(error, hasPassword ? LABELS : { name: LABELS.name });
  return (
    <SmallForm problem={rest} verb="Add a passkey" isPending={isPending} onSubmit={() => mutate()}>
      <TextInput
        label="Name of the passkey"
        description="Such as the device's"
        required
        withAsterisk={false}
        value={name}
        error={at('name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {hasPassword && (
        <PasswordInput
          label="Your password"
          description="Only if you signed in more than ten minutes ago"
          autoComplete="current-password"
          value={password}
          error={at('currentPassword')}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      )}
    </SmallForm>
  );
}
