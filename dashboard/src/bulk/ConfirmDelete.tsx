import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';

import { Dialog } from '../ui/Dialog';

interface Props {
  count: number;
  onClose: () => void;
  onConfirm: () => void;
}

/** Deleting cannot be undone, so many at once must be typed. */
export function ConfirmDelete({ count, onClose, onConfirm }: Props) {
  const [typed, setTyped] = useState('');
  const isSure = count === 1 || typed === String(count);
  return (
    <Dialog onClose={onClose} title="Delete for ever?">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm();
        }}
      >
        <p>
          {count === 1 ? 'The website' : `${count} websites`}, with history and incidents. This
          cannot be undone.
        </p>
        {count > 1 && (
          <TextInput
            label={`Type ${count} to confirm`}
            inputMode="numeric"
            data-autofocus
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        <Button type="submit" color="red" disabled={!isSure}>
          Delete
        </Button>
      </form>
    </Dialog>
  );
}
