import { useState } from 'react';

import { exportAddress, reportMonths } from './history';

/** How many months of reports are linked. */
const MONTHS = 6;

interface Props {
  id: string;
  /** When the website was added, in milliseconds of Unix time. */
  createdAt: number;
}

/** Everything as files. */
export function Exports({ id, createdAt }: Props) {
  const [now] = useState(() => Date.now());
  return (
    <section className="card" aria-labelledby="exports">
      <h2 id="exports">Files</h2>
      <ul className="files">
        {(['ticks', 'changes'] as const).map((kind) => (
          <li key={kind}>
            {kind === 'ticks' ? 'Checks' : 'Changes'} of the last 30 days:{' '}
            <a href={exportAddress(kind, id, now, 'csv')} download>
              {kind} as CSV
            </a>
            ,{' '}
            <a href={exportAddress(kind, id, now, 'ndjson')} download>
              {kind} as NDJSON
            </a>
          </li>
        ))}
        <li>
          Report of a month, with its method:{' '}
          {reportMonths(createdAt, now, MONTHS).map((month, index) => (
            <span key={month}>
              {index > 0 && ', '}
              <a href={`/export/report?${new URLSearchParams({ website: id, month })}`} download>
                {month}
              </a>
            </span>
          ))}
        </li>
      </ul>
    </section>
  );
}
