import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { SessionsQuery } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { Confirm } from '../../ui/Confirm';
import { Query } from '../../ui/Query';
import { Time } from '../../ui/Time';
import { deviceName } from './device';
import { REVOKE_SESSION, SESSIONS } from './queries';

type OpenSession = SessionsQuery['sessions'][number];

/** Browsers and programs that are signed in, each of which can be ended. */
export function Sessions() {
  const queries = useQueryClient();
  const [ending, setEnding] = useState<OpenSession | null>(null);
  const query = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => request(SESSIONS, {}, signal),
  });
  return (
    <Query query={query} what="sessions">
      {({ sessions }) => (
        <>
          <ul className="list">
            {sessions.map((session) => (
              <SessionRow key={session.id} session={session} onEnd={() => setEnding(session)} />
            ))}
          </ul>
          {ending && (
            <Confirm
              title="End this session?"
              verb="End it"
              onClose={() => setEnding(null)}
              onConfirm={async () => {
                await request(REVOKE_SESSION, { id: ending.id });
                await queries.invalidateQueries({ queryKey: ['sessions'] });
              }}
            >
              <p>{deviceName(ending.device)} must then sign in again.</p>
            </Confirm>
          )}
        </>
      )}
    </Query>
  );
}

interface RowProps {
  session: OpenSession;
  onEnd: () => void;
}

function SessionRow({ session, onEnd }: RowProps) {
  const { device, address, createdAt, lastSeenAt, current } = session;
  return (
    <li>
      <div className="what">
        <span className="title" title={device ?? undefined}>
          {deviceName(device)}
        </span>
        <span className="reason muted">
          {address ?? 'From an unknown address'}, since <Time at={createdAt} />
          {lastSeenAt && (
            <>
              , used last <Time at={lastSeenAt} />
            </>
          )}
        </span>
      </div>
      {current ? (
        <span>This one</span>
      ) : (
        <Button
          variant="default"
          aria-label={`End the session of ${deviceName(device)}`}
          onClick={onEnd}
        >
          End
        </Button>
      )}
    </li>
  );
}
