import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';

import { request } from '../../api/request';
import { SIGN_IN_OPTIONS, useSession } from '../../app/session';
import { Query } from '../../ui/Query';
import { CHANNELS } from '../channels/queries';
import { FirstChannelForm } from './FirstChannelForm';

interface Props {
  /** A message of a test was taken. */
  onTold: () => void;
}

/** Who is told: asks for the first channel, or names those that there are. */
export function FirstChannel({ onTold }: Props) {
  const { organization } = useSession();
  const query = useQuery({
    queryKey: ['channels', organization.id, 'at first'],
    queryFn: async ({ signal }) => {
      const [{ channels }, { signInOptions }] = await Promise.all([
        request(CHANNELS, { organizationId: organization.id }, signal),
        request(SIGN_IN_OPTIONS, {}, signal),
      ]);
      return { names: channels.map(({ name }) => name), hasMail: signInOptions.mail };
    },
    // The channel that is made here must not take the place of its form.
    staleTime: Infinity,
    gcTime: 0,
  });
  return (
    <>
      <h2>Who is told when it goes down</h2>
      <Query query={query} what="channels">
        {({ names, hasMail }) =>
          names.length > 0 ? (
            <p>
              There are channels already: <bdi>{names.join(', ')}</bdi>.{' '}
              <Link href="/channels">Test them</Link>
            </p>
          ) : (
            <FirstChannelForm hasMail={hasMail} onTold={onTold} />
          )
        }
      </Query>
    </>
  );
}
