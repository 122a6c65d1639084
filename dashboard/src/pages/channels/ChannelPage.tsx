import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';

import type { ChannelDetailsFragment } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { Confirm } from '../../ui/Confirm';
import { channelKind } from '../../ui/deliveries';
import { LinkButton } from '../../ui/LinkButton';
import { duration } from '../../ui/time';
import { weekdaysText } from '../../ui/weekdays';
import { ChannelActions } from './ChannelActions';
import { ChannelState } from './ChannelState';
import { DeliveryLog } from './DeliveryLog';
import { DELETE_CHANNEL } from './queries';
import { hearing, settingLabel } from './view';
import { WithChannel } from './WithChannel';

import './channels.css';

interface Props {
  id: string;
}

/** One channel: its settings, and what was sent by it. */
export function ChannelPage({ id }: Props) {
  return (
    <>
      <p className="back">
        <Link href="/channels">Channels</Link>
      </p>
      <WithChannel id={id}>{(channel) => <Details channel={channel} />}</WithChannel>
    </>
  );
}

function Details({ channel }: { channel: ChannelDetailsFragment }) {
  const { may } = useSession();
  const [isDeleting, setDeleting] = useState(false);
  const { id, name, kind, settings, repeatSecs, quiet, timeZone, fallback } = channel;
  return (
    <>
      <div className="page-head">
        <h1>{name}</h1>
        {may('MEMBER') && (
          <div className="actions">
            <LinkButton href={`/channels/${id}/edit`} shortcut="e">
              Edit
            </LinkButton>
            <Button variant="default" onClick={() => setDeleting(true)}>
              Delete
            </Button>
          </div>
        )}
      </div>
      <div className="channel-state">
        <ChannelState channel={channel} />
        {may('MEMBER') && <ChannelActions channel={channel} />}
      </div>
      <dl className="facts panel">
        <dt>Kind</dt>
        <dd>{channelKind(kind)}</dd>
        <dt>Hears</dt>
        <dd>
          {hearing(channel)}
          {repeatSecs ? `, again every ${duration(repeatSecs * 1_000)} while open` : ''}
          {fallback && '; and what other channels cannot deliver'}
        </dd>
        <dt>Quiet hours</dt>
        <dd>
          {quiet
            ? `${quiet.from} to ${quiet.to} ${weekdaysText(quiet.days) || 'every day'}, ${timeZone}`
            : 'None'}
        </dd>
        {settings.map((setting) => [
          <dt key={setting.name}>{settingLabel(kind, setting.name)}</dt>,
          <dd key={`${setting.name} value`}>{setting.value}</dd>,
        ])}
      </dl>
      <h2>What was sent</h2>
      <DeliveryLog id={id} />
      {isDeleting && <DeleteChannel channel={channel} onClose={() => setDeleting(false)} />}
    </>
  );
}

interface DeleteProps {
  channel: ChannelDetailsFragment;
  onClose: () => void;
}

function DeleteChannel({ channel: { id, name }, onClose }: DeleteProps) {
  const queries = useQueryClient();
  const [, go] = useLocation();
  return (
    <Confirm
      title="Delete for ever?"
      verb="Delete"
      isDangerous
      onClose={onClose}
      onConfirm={async () => {
        await request(DELETE_CHANNEL, { id });
        await queries.invalidateQueries({ queryKey: ['channels'], refetchType: 'none' });
        go('/channels');
      }}
    >
      <p>The channel {name}, with its settings. What waits for it is not sent.</p>
    </Confirm>
  );
}
