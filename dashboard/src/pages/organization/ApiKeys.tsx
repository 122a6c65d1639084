import { Button } from '@mantine/core';
import { useState } from 'react';

import type { OrganizationQuery } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { Confirm } from '../../ui/Confirm';
import { Time } from '../../ui/Time';
import { ApiKeyForm } from './ApiKeyForm';
import { REVOKE_API_KEY } from './queries';
import { useReread } from './use-organization';

type ApiKey = NonNullable<OrganizationQuery['organization']['apiKeys']>[number];

interface Props {
  keys: readonly ApiKey[];
}

/** Keys by which programs act in the organization. */
export function ApiKeys({ keys }: Props) {
  const reread = useReread();
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  return (
    <>
      {keys.length === 0 ? (
        <p className="muted">None yet. Programs act in the organization by a key.</p>
      ) : (
        <ul className="list">
          {keys.map((key) => (
            <KeyRow key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
          ))}
        </ul>
      )}
      <ApiKeyForm />
      {revoking && (
        <Confirm
          title="Revoke the key?"
          verb="Revoke"
          isDangerous
          onClose={() => setRevoking(null)}
          onConfirm={async () => {
            await request(REVOKE_API_KEY, { id: revoking.id });
            await reread.organization();
          }}
        >
          <p>Programs with the key {revoking.name} are refused from now on.</p>
        </Confirm>
      )}
    </>
  );
}

interface RowProps {
  apiKey: ApiKey;
  onRevoke: () => void;
}

function KeyRow({ apiKey, onRevoke }: RowProps) {
  const { name, scope, prefix, tags, createdAt, expiresAt, lastUsedAt } = apiKey;
  return (
    <li>
      <div className="what">
        <span className="title">{name}</span>
        <span className="reason muted">
          {scope === 'READ' ? 'reads' : 'reads and changes'}
          {tags && ` websites tagged ${tags.map(({ text }) => text).join(', ')}`} · {prefix}…
        </span>
        <span className="reason muted">
          since <Time at={createdAt} />,{' '}
          {lastUsedAt ? (
            <>
              used last <Time at={lastUsedAt} />
            </>
          ) : (
            'never used'
          )}
          {expiresAt && (
            <>
              , until <Time at={expiresAt} />
            </>
          )}
        </span>
      </div>
      <Button variant="default" aria-label={`Revoke the key ${name}`} onClick={onRevoke}>
        Revoke
      </Button>
    </li>
  );
}
