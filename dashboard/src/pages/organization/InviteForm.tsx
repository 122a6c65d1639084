import { NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import type { Role } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { placeError } from '../../ui/place-error';
import { ShownOnce } from '../../ui/ShownOnce';
import { SmallForm } from '../../ui/SmallForm';
import { INVITE_MEMBER } from './queries';
import { givable } from './roles';
import { useReread } from './use-organization';

const LABELS = { email: 'The address', role: 'The role' };

/** Invites somebody; the link is shown once. */
export function InviteForm() {
  const { organization } = useSession();
  const reread = useReread();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('MEMBER');
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: async () => {
      const input = { organizationId: organization.id, role, email: email.trim() || null };
      const { inviteMember } = await request(INVITE_MEMBER, { input });
      await reread.organization();
      return inviteMember.url ?? `${location.origin}/invitation#${inviteMember.token}`;
    },
    onSuccess: () => setEmail(''),
  });
  const { at, rest } = placeError(error, LABELS);
  return (
    <SmallForm problem={rest} verb="Invite" isPending={isPending} onSubmit={() => mutate()}>
      {data && <ShownOnce key={data} label="Link of the invitation" value={data} />}
      <NativeSelect
        label="Role"
        value={role}
        error={at('role')}
        data={givable(organization.role)}
        onChange={(event) => setRole(event.currentTarget.value as Role)}
      />
      <TextInput
        label="Email"
        type="email"
        description="Only this address may accept; whoever has the link, if you leave it empty"
        value={email}
        error={at('email')}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
    </SmallForm>
  );
}
