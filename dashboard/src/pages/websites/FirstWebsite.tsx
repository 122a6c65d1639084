import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';

import { request } from '../../api/request';
import { useLive } from '../../app/live';
import { useSession } from '../../app/session';
import { FormProblem } from '../../ui/FormProblem';
import { placeError } from '../../ui/place-error';
import { CREATE_WEBSITE } from './queries';

/** Where there are no websites: asks for the first one, and leads to its first check. */
export function FirstWebsite() {
  const { organization } = useSession();
  const { websites } = useLive();
  const [, go] = useLocation();
  const [url, setUrl] = useState('');
  const { mutate, error, isPending } = useMutation({
    mutationFn: () =>
      request(CREATE_WEBSITE, { input: { url, organizationId: organization.id, tags: [] } }),
    onSuccess: ({ createWebsite }) => {
      go(`/welcome/${createWebsite.id}`);
      websites.add([createWebsite], true);
    },
  });
  const { field, at, rest } = placeError(error, { url: 'The address' });
  const problem = field === null ? null : at(field);
  return (
    <form
      className="panel form first-website"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        mutate();
      }}
    >
      <h2>Watch your first website</h2>
      <p>Nothing is watched yet. Type an address, and see its first check a second later.</p>
      <TextInput
        label="Address"
        placeholder="https://example.org/"
        inputMode="url"
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        value={url}
        error={problem}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <FormProblem>{rest}</FormProblem>
      <div className="actions">
        <Button type="submit" loading={isPending}>
          Watch it
        </Button>
      </div>
      <p className="muted">
        Or add it <Link href="/websites/new">with other settings</Link>, or{' '}
        <Link href="/websites/new?many">many at once</Link>.
      </p>
    </form>
  );
}
