import { NativeSelect, TagsInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import type { ApiKeyScope } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { placeError } from '../../ui/place-error';
import { ShownOnce } from '../../ui/ShownOnce';
import { SmallForm } from '../../ui/SmallForm';
import { CREATE_API_KEY } from './queries';
import { useReread } from './use-organization';

const LABELS = { name: 'The name', tags: 'The tags', expiresAt: 'The end' };

/** Makes a key; its token is shown once. */
export function ApiKeyForm() {
  const { organization } = useSession();
  const reread = useReread();
  const [name, setName] = useState('');
  const [scope, setScope] = useState<ApiKeyScope>('READ');
  const [tags, setTags] = useState<string[]>([]);
  const [until, setUntil] = useState('');
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: async () => {
      const input = {
        organizationId: organization.id,
        name,
        scope,
        tags: tags.length > 0 ? tags : null,
        expiresAt: until ? new Date(until).toISOString() : null,
      };
      const { createApiKey } = await request(CREATE_API_KEY, { input });
      await reread.organization();
      return createApiKey.token;
    },
    onSuccess: () => setName(''),
  });
  const { at, rest } = placeError(error, LABELS);
  return (
    <SmallForm problem={rest} verb="Make a key" isPending={isPending} onSubmit={() => mutate()}>
      {data && <ShownOnce key={data} label="Token of the key" value={data} />}
      <TextInput
        label="Name of the key"
        required
        withAsterisk={false}
        value={name}
        error={at('name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label="What it may do"
        value={scope}
        data={[
          { value: 'READ', label: 'Read, as a viewer' },
          { value: 'WRITE', label: 'Also change, as a member' },
        ]}
        onChange={(event) => setScope(event.currentTarget.value as ApiKeyScope)}
      />
      <TagsInput
        label="Only for websites with one of these tags"
        description="All of the organization, if you leave it empty"
        maxTags={20}
        acceptValueOnBlur
        value={tags}
        error={at('tags')}
        onChange={setTags}
      />
      <TextInput
        label="Until"
        description="By your clock; for ever, if you leave it empty"
        type="datetime-local"
        value={until}
        error={at('expiresAt')}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
    </SmallForm>
  );
}
