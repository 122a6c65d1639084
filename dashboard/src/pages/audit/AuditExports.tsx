import { useState } from 'react';

import { useSession } from '../../app/session';
import { exportAddress, type View } from './view';

interface Props {
  view: View;
}

/** The entries of the chosen days as files. */
export function AuditExports({ view }: Props) {
  const { organization } = useSession();
  const [now] = useState(() => Date.now());
  const days = view.from || view.to ? 'of these days' : 'of the last year';
  return (
    <p className="muted">
      All entries {days}, whatever else is chosen:{' '}
      <a href={exportAddress(organization.id, view, now, 'csv')} download>
        CSV
      </a>
      ,{' '}
      <a href={exportAddress(organization.id, view, now, 'ndjson')} download>
        NDJSON
      </a>
    </p>
  );
}
