import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';

import { explain } from '../api/error';
import { Dialog } from './Dialog';
import { FormProblem } from './FormProblem';

interface Props {
  title: string;
  /** What the button does, as a verb. */
  verb: string;
  /** What will be gone or different afterwards. */
  children: ReactNode;
  isDangerous?: boolean;
  /** What must be typed first. */
  mustType?: string;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before something that cannot be undone, and says if it failed. */
export function Confirm(props: Props) {
  const { title, verb, children, isDangerous, mustType, onConfirm, onClose } = props;
  const [typed, setTyped] = useState('');
  const { mutate, error, isPending } = useMutation({ mutationFn: onConfirm, onSuccess: onClose });
  return (
    <Dialog onClose={onClose} title={title}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          mutate();
        }}
      >
        <div className="text">{children}</div>
        {mustType !== undefined && (
          <TextInput
            label={`Type ${mustType} to confirm`}
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        <FormProblem>{error && explain(error)}</FormProblem>
        <Button
          type="submit"
          loading={isPending}
          disabled={mustType !== undefined && typed !== mustType}
          className={isDangerous ? 'danger' : ''}
        >
          {verb}
        </Button>
      </form>
    </Dialog>
  );
}
