import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';

import { explain } from '../../api/error';
import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { FormProblem } from '../../ui/FormProblem';
import { ACCEPT_INVITATION } from './queries';
import { useReread } from './use-organization';

/** Accepts the invitation whose token is in the fragment of the address. */
export function InvitationPage() {
  const { viewer, choose } = useSession();
  const reread = useReread();
  const [, go] = useLocation();
  const [token] = useState(() => location.hash.slice(1));
  const { mutate, error, isPending } = useMutation({
    mutationFn: async () => {
      const { acceptInvitation } = await request(ACCEPT_INVITATION, { input: { token } });
      go('/', { replace: true });
      await reread.session();
      choose(acceptInvitation);
    },
  });
  return (
    <>
      <h1>You are invited</h1>
      {token ? (
        <>
          <p className="text">Join an organization as {viewer.email}. An invitation works once.</p>
          <FormProblem>{error && explain(error)}</FormProblem>
          <Button loading={isPending} onClick={() => mutate()}>
            Accept
          </Button>
        </>
      ) : (
        <p>
          The link is not complete: copy all of it. <Link href="/">Go to the websites</Link>
        </p>
      )}
    </>
  );
}
