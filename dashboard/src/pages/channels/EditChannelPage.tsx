import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';

import { request } from '../../api/request';
import type { ChannelDetailsFragment } from '../../api/generated/graphql';
import { useSession } from '../../app/session';
import { NotAllowed } from '../../ui/NotAllowed';
import { ChannelForm } from './ChannelForm';
import { draftOf, updateInput, type Draft } from './draft';
import { UPDATE_CHANNEL } from './queries';
import { WithChannel } from './WithChannel';

interface Props {
  id: string;
}

/** Changes a channel. */
export function EditChannelPage({ id }: Props) {
  return <WithChannel id={id}>{(channel) => <Edit channel={channel} />}</WithChannel>;
}

function Edit({ channel }: { channel: ChannelDetailsFragment }) {
  const { may } = useSession();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const { id, name, kind } = channel;
  const { mutate, error, isPending } = useMutation({
    mutationFn: (draft: Draft) => request(UPDATE_CHANNEL, { input: updateInput(draft, id) }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['channels'] });
      go(`/channels/${id}`);
    },
  });
  return (
    <>
      <p className="back">
        <Link href={`/channels/${id}`}>Back to the channel</Link>
      </p>
      <h1>{name}</h1>
      {!may('MEMBER') ? (
        <NotAllowed what="change channels" least="member" />
      ) : kind ? (
        <ChannelForm
          initial={draftOf({ ...channel, kind })}
          isNew={false}
          error={error}
          isSaving={isPending}
          onSave={mutate}
        />
      ) : (
        <p className="empty">A newer version made this channel. Upgrade this one to change it.</p>
      )}
    </>
  );
}
