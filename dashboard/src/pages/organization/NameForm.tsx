import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { placeError } from '../../ui/place-error';
import { SmallForm } from '../../ui/SmallForm';

interface Props {
  initial: string;
  label: string;
  verb: string;
  onSave: (name: string) => Promise<unknown>;
}

/** Asks for the name of an organization. */
export function NameForm({ initial, label, verb, onSave }: Props) {
  const [name, setName] = useState(initial);
  const { mutate, error, isPending } = useMutation({ mutationFn: () => onSave(name) });
  const { at, rest } = placeError(error, { name: 'The name' });
  return (
    <SmallForm problem={rest} verb={verb} isPending={isPending} onSubmit={() => mutate()}>
      <TextInput
        label={label}
        required
        withAsterisk={false}
        value={name}
        error={at('name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </SmallForm>
  );
}
