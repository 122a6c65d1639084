import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';

import { explain } from '../../api/error';
import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { channelKind } from '../../ui/deliveries';
import { Failure } from '../../ui/Failure';
import { LinkButton } from '../../ui/LinkButton';
import { Loading } from '../../ui/Loading';
import { ChannelActions } from './ChannelActions';
import { ChannelState } from './ChannelState';
import { CHANNELS } from './queries';
import { hearing } from './view';

import './channels.css';

/** How often it is looked whether channels still deliver, in milliseconds. */
const LOOK_EVERY_MS = 15_000;

/** Where alerts go. */
export function ChannelsPage() {
  const { organization, may } = useSession();
  const { data, error, refetch } = useQuery({
    queryKey: ['channels', organization.id],
    queryFn: ({ signal }) => request(CHANNELS, { organizationId: organization.id }, signal),
    refetchInterval: LOOK_EVERY_MS,
  });
  return (
    <>
      <div className="page-head">
        <h1>Channels</h1>
        {may('MEMBER') && (
          <LinkButton href="/channels/new" shortcut="n">
            New channel
          </LinkButton>
        )}
      </div>
      {!data && error && (
        <Failure title="The channels cannot be read" retry={() => void refetch()}>
          {explain(error)}
        </Failure>
      )}
      {!data && !error && <Loading what="channels" />}
      {data?.channels.length === 0 && (
        <p className="empty">
          {may('MEMBER')
            ? 'Nobody is told when a website goes down. Create a channel, and test it.'
            : 'Nobody is told when a website goes down. Members of the organization can create channels.'}
        </p>
      )}
      {data && data.channels.length > 0 && (
        <ul className="list">
          {data.channels.map((channel) => (
            <li key={channel.id}>
              <div className="what">
                <Link href={`/channels/${channel.id}`} className="title" title={channel.name}>
                  {channel.name}
                </Link>
                <span className="muted">
                  {channelKind(channel.kind)}
                  {channel.fallback && ' · fallback'}
                </span>
                <span className="reason">Hears: {hearing(channel)}</span>
                <ChannelState channel={channel} />
              </div>
              {may('MEMBER') && <ChannelActions channel={channel} />}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
