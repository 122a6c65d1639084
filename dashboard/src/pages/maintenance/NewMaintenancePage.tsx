import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';

import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { NotAllowed } from '../../ui/NotAllowed';
import { OWN_TIME_ZONE } from '../../ui/time-zones';
import { createInput, newDraft, type Draft } from './draft';
import { MaintenanceForm } from './MaintenanceForm';
import { CREATE_MAINTENANCE } from './queries';

/** Announces maintenance. */
export function NewMaintenancePage() {
  const { organization, may } = useSession();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [initial] = useState(() => newDraft(OWN_TIME_ZONE, new Date()));
  const { mutate, error, isPending } = useMutation({
    mutationFn: (draft: Draft) =>
      request(CREATE_MAINTENANCE, { input: createInput(draft, organization.id) }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['maintenance'] });
      go('/maintenance');
    },
  });
  return (
    <>
      <p className="back">
        <Link href="/maintenance">Maintenance</Link>
      </p>
      <h1>Announce maintenance</h1>
      {may('MEMBER') ? (
        <MaintenanceForm initial={initial} error={error} isSaving={isPending} onSave={mutate} />
      ) : (
        <NotAllowed what="announce maintenance" least="member" />
      )}
    </>
  );
}
