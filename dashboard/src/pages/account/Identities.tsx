import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { IdentitiesQuery } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { Confirm } from '../../ui/Confirm';
import { Time } from '../../ui/Time';
import { UNLINK_IDENTITY } from './queries';

type Identity = IdentitiesQuery['identities'][number];

interface Props {
  identities: readonly Identity[];
}

/** By whom providers of single sign-on vouch for the account. */
export function Identities({ identities }: Props) {
  const queries = useQueryClient();
  const [unlinking, setUnlinking] = useState<Identity | null>(null);
  return (
    <>
      <ul className="list">
        {identities.map((identity) => (
          <li key={identity.id}>
            <div className="what">
              <span className="title">{identity.issuer}</span>
              <span className="reason muted">
                knows you as {identity.subject}, linked <Time at={identity.createdAt} />
              </span>
            </div>
            <Button
              variant="default"
              aria-label={`Unlink ${identity.subject} of ${identity.issuer}`}
              onClick={() => setUnlinking(identity)}
            >
              Unlink
            </Button>
          </li>
        ))}
      </ul>
      {unlinking && (
        <Confirm
          title="Unlink the identity?"
          verb="Unlink"
          isDangerous
          onClose={() => setUnlinking(null)}
          onConfirm={async () => {
            await request(UNLINK_IDENTITY, { id: unlinking.id });
            await queries.invalidateQueries({ queryKey: ['identities'] });
          }}
        >
          <p>{unlinking.issuer} no longer signs you in. Sessions that are open stay.</p>
        </Confirm>
      )}
    </>
  );
}
