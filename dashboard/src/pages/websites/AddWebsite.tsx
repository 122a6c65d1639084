import { Alert, Button, Modal, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { ApiError, explain } from '../../api/error';
import { request } from '../../api/request';
import { useLive } from '../../app/live';
import { useSession } from '../../app/session';
import { CREATE_WEBSITE } from './queries';

interface Props {
  onClose: () => void;
}

/** Adds a website by its address; everything else has a default. */
export function AddWebsite({ onClose }: Props) {
  const { organization } = useSession();
  const { websites } = useLive();
  const [url, setUrl] = useState('');
  const [name, setName] = useState('');
  const { mutate, error, isPending } = useMutation({
    mutationFn: () =>
      request(CREATE_WEBSITE, {
        input: { url, name: name || null, organizationId: organization.id },
      }),
    onSuccess: ({ createWebsite }) => {
      websites.add([createWebsite], true);
      onClose();
    },
  });
  const field = error instanceof ApiError ? error.field : null;
  const at = (one: string) => (error && field === one ? explain(error) : null);
  return (
    <Modal opened onClose={onClose} title="Add a website">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          mutate();
        }}
      >
        {error && field !== 'url' && field !== 'name' && (
          <Alert role="alert">{explain(error)}</Alert>
        )}
        <TextInput
          label="Address"
          description="Its scheme says how it is checked: https, http, tcp, tls, dns, ping, smtp, wss"
          placeholder="https://example.org/"
          data-autofocus
          required
          withAsterisk={false}
          value={url}
          error={at('url')}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <TextInput
          label="Name"
          description="The host, if you leave it empty"
          value={name}
          error={at('name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" loading={isPending}>
          Add
        </Button>
      </form>
    </Modal>
  );
}
