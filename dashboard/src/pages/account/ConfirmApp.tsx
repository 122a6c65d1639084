import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';

import type { SetUpTotpMutation } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { FormProblem } from '../../ui/FormProblem';
import { placeError } from '../../ui/place-error';
import { CONFIRM_TOTP } from './queries';

const QrCode = lazy(async () => ({ default: (await import('./QrCode')).QrCode }));

interface Props {
  secret: SetUpTotpMutation['setUpTotp'];
  onTurnedOn: (codes: readonly string[]) => Promise<void>;
  onCancel: () => void;
}

/** Gives the app its secret, and asks for a code that shows that it has it. */
export function ConfirmApp({ secret: { secret, uri }, onTurnedOn, onCancel }: Props) {
  const [code, setCode] = useState('');
  const { mutate, error, isPending } = useMutation({
    mutationFn: async () => {
      const { confirmTotp } = await request(CONFIRM_TOTP, { input: { code } });
      await onTurnedOn(confirmTotp.codes);
    },
  });
  const { at, rest } = placeError(error, { code: 'The code' });
  return (
    <form
      className="form panel app"
      onSubmit={(event) => {
        event.preventDefault();
        mutate();
      }}
    >
      <p>Scan this with your authenticator app, and type the code that it shows.</p>
      <Suspense fallback={<div className="qr-code" />}>
        <QrCode text={uri} label="QR code of the secret" />
      </Suspense>
      <p>
        Or type the secret into the app: <code className="secret">{secret}</code>
      </p>
      <FormProblem>{rest}</FormProblem>
      <TextInput
        label="Code of the app"
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        required
        withAsterisk={false}
        value={code}
        error={at('code')}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <div className="actions">
        <Button type="submit" loading={isPending}>
          Turn it on
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
