import { Button } from '@mantine/core';
import { useState } from 'react';

import type { OrganizationQuery } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { Confirm } from '../../ui/Confirm';
import { Time } from '../../ui/Time';
import { InviteForm } from './InviteForm';
import { REVOKE_INVITATION } from './queries';
import { roleName } from './roles';
import { useReread } from './use-organization';

type Invitation = NonNullable<OrganizationQuery['organization']['invitations']>[number];

interface Props {
  invitations: readonly Invitation[];
}

/** Open invitations, and new ones. */
export function Invitations({ invitations }: Props) {
  const reread = useReread();
  const [revoking, setRevoking] = useState<Invitation | null>(null);
  return (
    <>
      {invitations.length === 0 ? (
        <p className="muted">None is open.</p>
      ) : (
        <ul className="list">
          {invitations.map((invitation) => (
            <li key={invitation.id}>
              <div className="what">
                <span className="title">{invitation.email ?? 'Whoever has the link'}</span>
                <span className="reason muted">
                  {roleName(invitation.role)}, until <Time at={invitation.expiresAt} />
                </span>
              </div>
              <Button
                variant="default"
                aria-label={`Revoke the invitation of ${invitation.email ?? 'whoever has the link'}`}
                onClick={() => setRevoking(invitation)}
              >
                Revoke
              </Button>
            </li>
          ))}
        </ul>
      )}
      <InviteForm />
      {revoking && (
        <Confirm
          title="Revoke the invitation?"
          verb="Revoke"
          onClose={() => setRevoking(null)}
          onConfirm={async () => {
            await request(REVOKE_INVITATION, { id: revoking.id });
            await reread.organization();
          }}
        >
          <p>Its link stops working.</p>
        </Confirm>
      )}
    </>
  );
}
