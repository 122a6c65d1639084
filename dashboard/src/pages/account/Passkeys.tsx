import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { PasskeysQuery } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { Confirm } from '../../ui/Confirm';
import { Query } from '../../ui/Query';
import { Time } from '../../ui/Time';
import { AddPasskey } from './AddPasskey';
import { PASSKEYS, REMOVE_PASSKEY } from './queries';

type Passkey = PasskeysQuery['passkeys'][number];

interface Props {
  hasPassword: boolean;
}

/** Keys of one's devices, to sign in without a password. */
export function Passkeys({ hasPassword }: Props) {
  const queries = useQueryClient();
  const [removing, setRemoving] = useState<Passkey | null>(null);
  const query = useQuery({
    queryKey: ['passkeys'],
    queryFn: ({ signal }) => request(PASSKEYS, {}, signal),
  });
  return (
    <Query query={query} what="passkeys">
      {({ passkeys }) => (
        <>
          {passkeys.length === 0 ? (
            <p className="muted">None yet. With a passkey you sign in without a password.</p>
          ) : (
            <ul className="list">
              {passkeys.map((passkey) => (
                <li key={passkey.id}>
                  <div className="what">
                    <span className="title">{passkey.name}</span>
                    <span className="reason muted">
                      since <Time at={passkey.createdAt} />,{' '}
                      {passkey.lastUsedAt ? (
                        <>
                          used last <Time at={passkey.lastUsedAt} />
                        </>
                      ) : (
                        'never used'
                      )}
                    </span>
                  </div>
                  <Button
                    variant="default"
                    aria-label={`Remove the passkey ${passkey.name}`}
                    onClick={() => setRemoving(passkey)}
                  >
                    Remove
                  </Button>
                </li>
              ))}
            </ul>
          )}
          <AddPasskey hasPassword={hasPassword} />
          {removing && (
            <Confirm
              title="Remove the passkey?"
              verb="Remove"
              isDangerous
              onClose={() => setRemoving(null)}
              onConfirm={async () => {
                await request(REMOVE_PASSKEY, { id: removing.id });
                await queries.invalidateQueries({ queryKey: ['passkeys'] });
              }}
            >
              <p>{removing.name} no longer signs you in. Sessions that it opened stay.</p>
            </Confirm>
          )}
        </>
      )}
    </Query>
  );
}
