import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';

import { ApiError, explain } from '../../api/error';
import type { ChannelDetailsFragment } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { Failure } from '../../ui/Failure';
import { Loading } from '../../ui/Loading';
import { CHANNEL } from './queries';

interface Props {
  id: string;
  children: (channel: ChannelDetailsFragment) => ReactNode;
}

/** Shows a channel once it is read, or why it is not. */
export function WithChannel({ id, children }: Props) {
  const { data, error, refetch } = useQuery({
    queryKey: ['channels', 'one', id],
    queryFn: ({ signal }) => request(CHANNEL, { id }, signal),
  });
  if (data) {
    return children(data.channel);
  }
  if (!error) {
    return <Loading what="channel" />;
  }
  if (error instanceof ApiError && ['NOT_FOUND', 'BAD_USER_INPUT'].includes(error.code)) {
    return (
      <>
        <h1>There is no such channel</h1>
        <p>
          It may have been deleted, or it belongs to an organization that you are not in.{' '}
          <Link href="/channels">Go to the channels</Link>
        </p>
      </>
    );
  }
  return (
    <Failure title="The channel cannot be read" retry={() => void refetch()}>
      {explain(error)}
    </Failure>
  );
}
