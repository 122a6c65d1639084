import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';

import { explain } from '../../api/error';
import { useLive } from '../../app/live';
import { useSession } from '../../app/session';
import type { WebsiteRow } from '../../live/website-store';
import { LinkButton } from '../../ui/LinkButton';
import { checkNow, pauseOrResume } from './act';
import { DeleteWebsite } from './DeleteWebsite';

interface Props {
  row: WebsiteRow;
}

/** What members can do with a website. */
export function Actions({ row }: Props) {
  const { id, name, status } = row;
  const { may } = useSession();
  const { websites } = useLive();
  const [, navigate] = useLocation();
  const [isDeleting, setDeleting] = useState(false);
  const isPaused = status === 'PAUSED';
  const onError = (error: unknown) =>
    notifications.show({ message: explain(error), autoClose: false });
  const check = useMutation({
    mutationFn: () => checkNow(id),
    onSuccess: () => notifications.show({ message: 'All its regions check it now.' }),
    onError,
  });
  const pause = useMutation({
    mutationFn: () => pauseOrResume(row, websites),
    onError,
  });
  if (!may('MEMBER')) {
    return null;
  }
  return (
    <div className="actions">
      {!isPaused && (
        <Button aria-keyshortcuts="r" loading={check.isPending} onClick={() => check.mutate()}>
          Check now
        </Button>
      )}
      <Button
        variant="default"
        aria-keyshortcuts="p"
        loading={pause.isPending}
        onClick={() => pause.mutate()}
      >
        {isPaused ? 'Resume' : 'Pause'}
      </Button>
      <LinkButton isMinor href={`/websites/${id}/edit`} shortcut="e">
        Edit
      </LinkButton>
      <LinkButton isMinor href={`/websites/new?from=${id}`}>
        Copy
      </LinkButton>
      <Button variant="default" onClick={() => setDeleting(true)}>
        Delete
      </Button>
      {isDeleting && (
        <DeleteWebsite
          id={id}
          name={name}
          onClose={() => setDeleting(false)}
          onDeleted={() => {
            navigate('/', { replace: true });
            websites.remove(id);
            notifications.show({ message: `${name} is deleted.` });
          }}
        />
      )}
    </div>
  );
}
