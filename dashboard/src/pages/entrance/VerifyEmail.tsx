import { Alert, Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';

import { explain } from '../../api/error';
import { request } from '../../api/request';
import { EntranceFrame } from './EntranceFrame';
import { VERIFY_EMAIL } from './queries';
import { tokenInAddress } from './token';

/**
 * Confirms an address by a mailed link. It takes a click: programs that look at the links in mails
 * must not use them up.
 */
export function VerifyEmail() {
  const [token] = useState(tokenInAddress);
  const queries = useQueryClient();
  const { mutate, error, isPending, isSuccess } = useMutation({
    mutationFn: () => request(VERIFY_EMAIL, { input: { token } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['session'] }),
  });
  return (
    <EntranceFrame>
      <h1>Confirm your address</h1>
      {error && <Alert role="alert">{explain(error)}</Alert>}
      {isSuccess ? (
        <p role="status">
          Your address is confirmed. <Link href="/">Go to the websites</Link>
        </p>
      ) : (
        <Button loading={isPending} onClick={() => mutate()} fullWidth>
          Confirm
        </Button>
      )}
    </EntranceFrame>
  );
}
