import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';

import { explain } from '../../api/error';
import { request } from '../../api/request';
import { useLive } from '../../app/live';
import { useSession } from '../../app/session';
import type { WebsiteRow } from '../../live/website-store';
import { LinkButton } from '../../ui/LinkButton';
import { DeleteWebsite } from './DeleteWebsite';
import { CHECK_NOW, PAUSE_WEBSITE, RESUME_WEBSITE } from './queries';

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
    mutationFn: () => request(CHECK_NOW, { id }),
    onSuccess: () => notifications.show({ message: 'All its regions check it now.' }),
    onError,
  });
  const pause = useMutation({
    mutationFn: () =>
      isPaused
        ? request(RESUME_WEBSITE, { id }).then(({ resumeWebsite }) => resumeWebsite)
        : request(PAUSE_WEBSITE, { id }).then(({ pauseWebsite }) => pauseWebsite),
    onSuccess: (changed) => websites.change(id, changed.status),
    onError,
  });
  if (!may('MEMBER')) {
    return null;
  }
  return (
    <div className="actions">
      {!isPaused && (
        <Button loading={check.isPending} onClick={() => check.mutate()}>
          Check now
        </Button>
      )}
      <Button variant="default" loading={pause.isPending} onClick={() => pause.mutate()}>
        {isPaused ? 'Resume' : 'Pause'}
      </Button>
      <LinkButton isMinor href={`/websites/${id}/edit`}>
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
