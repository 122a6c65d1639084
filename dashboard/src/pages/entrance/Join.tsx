import { Alert, Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';

import { explain } from '../../api/error';
import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { ACCEPT_INVITATION } from './queries';
import { tokenInAddress } from './token';

/** Accepts an invitation for whoever is signed in. */
export function Join() {
  const { viewer, choose } = useSession();
  const [token] = useState(tokenInAddress);
  const [, go] = useLocation();
  const queries = useQueryClient();
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => request(ACCEPT_INVITATION, { input: { token } }),
    onSuccess: async ({ acceptInvitation }) => {
      await queries.invalidateQueries({ queryKey: ['session'] });
      go('/', { replace: true });
      choose(acceptInvitation);
    },
  });
  return (
    <>
      <h1>Join an organization</h1>
      {error && <Alert role="alert">{explain(error)}</Alert>}
      <p>You are invited. You are signed in as {viewer.email}.</p>
      <Button loading={isPending} onClick={() => mutate()}>
        Join
      </Button>
      <p>
        <Link href="/">Not now</Link>
      </p>
    </>
  );
}
