import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { explain } from '../../api/error';
import type { IncidentRowFragment } from '../../api/generated/graphql';
import { useSession } from '../../app/session';
import { ResolveIncident } from './ResolveIncident';
import { useIncidentActions } from './use-incident-actions';

interface Props {
  incident: IncidentRowFragment;
  /** Whether this is what the page is for. */
  isMain?: boolean;
}

/** Taking an incident on, and resolving it, for whoever may. */
export function IncidentActions({ incident, isMain }: Props) {
  const { may } = useSession();
  const { acknowledge } = useIncidentActions(incident.id);
  const [isResolving, setResolving] = useState(false);
  const { mutate, isPending } = useMutation({
    mutationFn: acknowledge,
    onError: (error) =>
      notifications.show({ title: 'Not acknowledged', message: explain(error), autoClose: false }),
  });
  if (incident.resolvedAt || !may('MEMBER')) {
    return null;
  }
  const { name } = incident.website;
  return (
    <div className="actions">
      {!incident.acknowledgedAt && (
        <Button
          variant={isMain ? 'filled' : 'default'}
          aria-keyshortcuts="a"
          aria-label={`Acknowledge the incident of ${name}`}
          loading={isPending}
          onClick={() => mutate()}
        >
          Acknowledge
        </Button>
      )}
      <Button
        variant="default"
        aria-label={`Resolve the incident of ${name}`}
        onClick={() => setResolving(true)}
      >
        Resolve
      </Button>
      {isResolving && <ResolveIncident incident={incident} onClose={() => setResolving(false)} />}
    </div>
  );
}
