import { Alert, Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { explain } from '../../api/error';
import { request } from '../../api/request';
import { Dialog } from '../../ui/Dialog';
import { DELETE_WEBSITE } from './queries';

interface Props {
  id: string;
  name: string;
  onClose: () => void;
  onDeleted: () => void;
}

/** Deleting cannot be undone, so it asks for the name. */
export function DeleteWebsite({ id, name, onClose, onDeleted }: Props) {
  const [typed, setTyped] = useState('');
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => request(DELETE_WEBSITE, { id }),
    onSuccess: onDeleted,
  });
  return (
    <Dialog onClose={onClose} title="Delete for ever?">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          mutate();
        }}
      >
        {error && <Alert role="alert">{explain(error)}</Alert>}
        <p className="breaking">
          <bdi>
            <strong>{name}</strong>
          </bdi>
          , with its history and incidents. This cannot be undone.
        </p>
        <TextInput
          label="Type its name to confirm"
          dir="auto"
          autoComplete="off"
          data-autofocus
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button
          type="submit"
          color="red"
          loading={isPending}
          disabled={typed.trim() !== name.trim()}
        >
          Delete
        </Button>
      </form>
    </Dialog>
  );
}
