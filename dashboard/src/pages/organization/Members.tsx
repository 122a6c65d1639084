import { Button, NativeSelect } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { explain } from '../../api/error';
import type { OrganizationQuery, Role } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { isAtLeast, useSession } from '../../app/session';
import { Confirm } from '../../ui/Confirm';
import { FormProblem } from '../../ui/FormProblem';
import { REMOVE_MEMBER, SET_ROLE, TRANSFER_ORGANIZATION } from './queries';
import { givable, roleName } from './roles';
import { useReread } from './use-organization';

type Member = OrganizationQuery['organization']['members'][number];

interface Props {
  members: readonly Member[];
}

/** Who is in the organization, and what they may. */
export function Members({ members }: Props) {
  return (
    <ul className="list">
      {members.map((member) => (
        <MemberRow key={member.user.id} member={member} />
      ))}
    </ul>
  );
}

function MemberRow({ member: { user, role } }: { member: Member }) {
  const { viewer, organization, may } = useSession();
  const reread = useReread();
  const [asked, setAsked] = useState<'remove' | 'transfer' | null>(null);
  const input = { organizationId: organization.id, userId: user.id };
  const change = useMutation({
    mutationFn: async (role: Role) => {
      await request(SET_ROLE, { input: { ...input, role } });
      await reread.organization();
    },
  });
  const isOther = user.id !== viewer.id;
  const isMine = isOther && may('ADMIN') && isAtLeast(organization.role, role);
  return (
    <li>
      <div className="what">
        <span className="title">{user.email}</span>
        {!isOther && <span className="muted">You</span>}
      </div>
      {isMine ? (
        <NativeSelect
          aria-label={`Role of ${user.email}`}
          value={role}
          disabled={change.isPending}
          data={givable(organization.role).map(({ value }) => ({ value, label: roleName(value) }))}
          onChange={(event) => change.mutate(event.currentTarget.value as Role)}
        />
      ) : (
        <span>{roleName(role)}</span>
      )}
      {isMine && (
        <div className="actions">
          {may('OWNER') && !organization.personal && (
            <Button
              variant="default"
              aria-label={`Make ${user.email} the owner`}
              onClick={() => setAsked('transfer')}
            >
              Hand over
            </Button>
          )}
          <Button
            variant="default"
            aria-label={`Remove ${user.email}`}
            onClick={() => setAsked('remove')}
          >
            Remove
          </Button>
        </div>
      )}
      {change.error && (
        <div className="wide">
          <FormProblem>{explain(change.error)}</FormProblem>
        </div>
      )}
      {asked === 'remove' && (
        <Confirm
          title="Remove the member?"
          verb="Remove"
          isDangerous
          onClose={() => setAsked(null)}
          onConfirm={async () => {
            await request(REMOVE_MEMBER, { input });
            await reread.organization();
          }}
        >
          <p>{user.email} sees nothing of this organization any more.</p>
        </Confirm>
      )}
      {asked === 'transfer' && (
        <Confirm
          title="Hand the organization over?"
          verb="Hand over"
          isDangerous
          onClose={() => setAsked(null)}
          onConfirm={async () => {
            await request(TRANSFER_ORGANIZATION, { input });
            await Promise.all([reread.organization(), reread.session()]);
          }}
        >
          <p>{user.email} becomes the owner, and you an admin.</p>
        </Confirm>
      )}
    </li>
  );
}
