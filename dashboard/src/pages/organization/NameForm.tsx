import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { FormProblem } from '../../ui/FormProblem';
import { placeError } from '../../ui/place-error';

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
    <form
      className="form panel"
      onSubmit={(event) => {
        event.preventDefault();
        mutate();
      }}
    >
      <FormProblem>{rest}</FormProblem>
      <TextInput
        label={label}
        required
        withAsterisk={false}
        value={name}
        error={at('name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div className="actions">
        <Button type="submit" variant="default" loading={isPending}>
          {verb}
        </Button>
      </div>
    </form>
  );
}
