import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';

import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { NotAllowed } from '../../ui/NotAllowed';
import { OWN_TIME_ZONE } from '../../ui/time-zones';
import { ChannelForm } from './ChannelForm';
import { createInput, newDraft, type Draft } from './draft';
import { CREATE_CHANNEL } from './queries';
import { newWebhookSecret } from './view';

/** Creates a channel. */
export function NewChannelPage() {
  const { organization, may } = useSession();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [initial] = useState(() => ({
    ...newDraft('EMAIL', OWN_TIME_ZONE),
    settings: { secret: newWebhookSecret() },
  }));
  const { mutate, error, isPending } = useMutation({
    mutationFn: (draft: Draft) =>
      request(CREATE_CHANNEL, { input: createInput(draft, organization.id) }),
    onSuccess: ({ createChannel }) => {
      void queries.invalidateQueries({ queryKey: ['channels'] });
      go(`/channels/${createChannel.id}`, { replace: true });
    },
  });
  return (
    <>
      <p className="back">
        <Link href="/channels">Channels</Link>
      </p>
      <h1>New channel</h1>
      {may('MEMBER') ? (
        <ChannelForm initial={initial} isNew error={error} isSaving={isPending} onSave={mutate} />
      ) : (
        <NotAllowed what="create channels" least="member" />
      )}
    </>
  );
}
