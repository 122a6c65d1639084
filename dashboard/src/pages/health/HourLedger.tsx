import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';

import { useSession } from '../../app/session';
import { Part } from '../../ui/Part';
import { readLedger } from './ledger';

/** How often the ledger is read anew, in milliseconds. */
const READ_EVERY_MS = 60_000;

/** How many websites with gaps are named. */
const NAMED = 10;

/** Whether every planned check of the last hour has a result. */
export function HourLedger() {
  const { organization } = useSession();
  const query = useQuery({
    queryKey: ['hour-ledger', organization.id],
    queryFn: ({ signal }) => readLedger(organization.id, signal),
    refetchInterval: READ_EVERY_MS,
  });
  return (
    <Part title="Planned checks of the last hour" query={query}>
      {({ total, gaps }) => (
        <>
          <p>
            {total.planned === 0
              ? 'No check of this organization was due.'
              : total.missing === 0
                ? 'Every check that was due has a result.'
                : `${total.missing.toLocaleString('en-US')} checks that were due have no result.`}
          </p>
          <dl className="facts">
            <dt>Planned</dt>
            <dd>{total.planned.toLocaleString('en-US')}</dd>
            <dt>Recorded</dt>
            <dd>{total.recorded.toLocaleString('en-US')}</dd>
            <dt>Without a measurement</dt>
            <dd>{total.unmeasured.toLocaleString('en-US')}</dd>
            <dt>Missing</dt>
            <dd>{total.missing.toLocaleString('en-US')}</dd>
          </dl>
          {gaps.length > 0 && (
            <ul className="gaps" aria-label="Websites with missing checks">
              {gaps.slice(0, NAMED).map(({ id, name, missing, planned }) => (
                <li key={id}>
                  <Link href={`/websites/${id}`}>
                    <bdi>{name}</bdi>
                  </Link>
                  : {missing} of {planned} are missing
                </li>
              ))}
              {gaps.length > NAMED && <li>and {gaps.length - NAMED} more</li>}
            </ul>
          )}
        </>
      )}
    </Part>
  );
}
