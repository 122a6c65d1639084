import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';

import { ApiError, explain } from '../api/error';
import type { SessionQuery } from '../api/generated/graphql';
import { request } from '../api/request';
import { EntranceFrame } from '../pages/entrance/EntranceFrame';
import { Failure } from '../ui/Failure';
import { BareHeader } from './BareHeader';
import { Entrance } from './entrance';
import {
  SESSION,
  SessionContext,
  isAtLeast,
  isOwnPersonal,
  type Organization,
  type Session,
} from './session';
import { Shell } from './Shell';
import { SIGN_OUT } from '../pages/entrance/queries';

/** Under which the chosen organization is kept in this browser. */
const CHOSEN = 'upbeat-organization';

/** Shows the entrance to whoever is not signed in, and the pages to everybody else. */
export function Entry() {
  const queries = useQueryClient();
  const [chosen, setChosen] = useState(() => localStorage.getItem(CHOSEN));
  const { data, error, refetch } = useQuery({
    queryKey: ['session'],
    queryFn: ({ signal }) => readSession(signal),
    staleTime: Infinity,
    meta: { isAround: true },
  });

  const choose = useCallback(({ id }: Organization) => {
    localStorage.setItem(CHOSEN, id);
    setChosen(id);
  }, []);

  const session = useMemo((): Session | null => {
    if (!data?.viewer) {
      return null;
    }
    const { organizations } = data;
    const [first] = organizations;
    if (!first) {
      return null;
    }
    const organization = organizations.find(({ id }) => id === chosen) ?? first;
    return {
      viewer: data.viewer,
      organizations,
      organization,
      may: (least) => isAtLeast(organization.role, least),
      choose,
      signOut: async () => {
        await request(SIGN_OUT, {});
        queries.clear();
        await refetch();
      },
    };
  }, [data, chosen, choose, queries, refetch]);

  if (error) {
    return (
      <EntranceFrame>
        <Failure title="Upbeat cannot be reached" retry={() => void refetch()}>
          {explain(error)}
        </Failure>
      </EntranceFrame>
    );
  }
  if (data === undefined) {
    return <BareHeader />;
  }
  if (!session) {
    return (
      <EntranceFrame>
        <Entrance.Page
          onSignedIn={() => void refetch()}
          onJoined={() => {
            void refetch().then(({ data }) => {
              const joined = data?.organizations.find((one) => !isOwnPersonal(one));
              if (joined) {
                choose(joined);
              }
            });
          }}
        />
      </EntranceFrame>
    );
  }
  return (
    <SessionContext value={session}>
      <Shell key={session.organization.id} />
    </SessionContext>
  );
}

/** Who is signed in; null for nobody. */
async function readSession(signal: AbortSignal): Promise<SessionQuery | null> {
  try {
    return await request(SESSION, {}, signal);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'UNAUTHENTICATED') {
      return null;
    }
    throw error;
  }
}
