import { Button } from '@mantine/core';

import { Time } from '../../ui/Time';
import { WideTable } from '../../ui/WideTable';
import { actionName } from './actions';
import type { AuditEntry } from './AuditList';

interface Props {
  entry: AuditEntry;
  onChoose: (object: string) => void;
}

/** An entry, which unfolds to what was before and after. */
export function AuditRow({ entry, onChoose }: Props) {
  const { createdAt, action, actor, apiKeyId, address, objectId, objectName, changes } = entry;
  return (
    <li>
      <details className="wide">
        <summary>
          <Time at={createdAt} />
          <span className="title">{actionName(action)}</span>
          <bdi>{objectName ?? ''}</bdi>
          <bdi className="muted">{apiKeyId ? `key ${actor}` : actor}</bdi>
        </summary>
        <p className="muted">
          {address ? `From ${address}. ` : 'From no address. '}
          {changes.length === 0 && 'It changed no field.'}
        </p>
        {changes.length > 0 && (
          <div className="card">
            <WideTable label={`What ${actionName(action).toLowerCase()} changed`}>
              <thead>
                <tr>
                  <th scope="col">Field</th>
                  <th scope="col">Before</th>
                  <th scope="col">After</th>
                </tr>
              </thead>
              <tbody>
                {changes.map(({ field, before, after }) => (
                  <tr key={field}>
                    <th scope="row">{field}</th>
                    <td>{before ?? '–'}</td>
                    <td>{after ?? '–'}</td>
                  </tr>
                ))}
              </tbody>
            </WideTable>
          </div>
        )}
        {objectId && (
          <p>
            <Button variant="default" onClick={() => onChoose(objectId)}>
              Only what was done to {objectName ?? 'this'}
            </Button>
          </p>
        )}
      </details>
    </li>
  );
}
