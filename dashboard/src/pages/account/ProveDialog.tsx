import { Button, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';

import { FormProblem } from '../../ui/FormProblem';
import { placeError } from '../../ui/place-error';

const LABELS = { currentPassword: 'The password', code: 'The code' };

interface Props {
  title: string;
  /** What the button does. */
  verb: string;
  isDangerous?: boolean;
  /** What is different afterwards. */
  children: ReactNode;
  onProven: (input: { currentPassword: string; code: string }) => Promise<void>;
  onClose: () => void;
}

/** Asks for password and code before a change of the second factor. */
export function ProveDialog(props: Props) {
  const { title, verb, isDangerous, children, onProven, onClose } = props;
  const [currentPassword, setCurrentPassword] = useState('');
  const [code, setCode] = useState('');
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => onProven({ currentPassword, code }),
    onSuccess: onClose,
  });
  const { at, rest } = placeError(error, LABELS);
  return (
    <Modal opened onClose={onClose} title={title}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          mutate();
        }}
      >
        {children}
        <FormProblem>{rest}</FormProblem>
        <PasswordInput
          label="Your password"
          autoComplete="current-password"
          data-autofocus
          required
          withAsterisk={false}
          value={currentPassword}
          error={at('currentPassword')}
          onChange={(event) => setCurrentPassword(event.currentTarget.value)}
        />
        <TextInput
          label="Code"
          description="Of your authenticator app, or a recovery code"
          autoComplete="one-time-code"
          required
          withAsterisk={false}
          value={code}
          error={at('code')}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" loading={isPending} className={isDangerous ? 'danger' : ''}>
          {verb}
        </Button>
      </form>
    </Modal>
  );
}
