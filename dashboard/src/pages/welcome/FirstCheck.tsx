import { Loader } from '@mantine/core';
import { Link } from 'wouter';

import { useWebsite } from '../../app/live';
import { StatusIcon } from '../../status/StatusIcon';
import { STATUS_NAMES } from '../../status/status';
import { milliseconds } from '../../ui/milliseconds';
import { duration } from '../../ui/time';
import { regionRows, verdictOf, type Overview } from '../website/verdict';

interface Props {
  overview: Overview;
}

/** What each region saw at the first check, as it comes in. */
export function FirstCheck({ overview }: Props) {
  const { id, url, intervalSecs } = overview;
  const status = useWebsite(id)?.status ?? overview.status;
  const { state, because } = verdictOf(status, overview);
  const rows = regionRows(overview);
  return (
    <>
      <h2>Its first check</h2>
      <p>
        <bdi className="text">{url}</bdi>
      </p>
      <p className="first-verdict" role="status">
        {status === 'PENDING' ? <Loader size={16} /> : <StatusIcon status={status} />}
        <span>
          <strong>{status === 'PENDING' ? 'The regions check it' : state}</strong>
          {because && status !== 'PENDING' && <bdi>: {because}</bdi>}
        </span>
      </p>
      {rows.length > 0 && (
        <ul className="first-regions" aria-label="What each region sees">
          {rows.map(({ region, status, tick }) => (
            <li key={region}>
              <StatusIcon status={status} />
              <span>
                {STATUS_NAMES[status]} from <bdi>{region}</bdi>
                {tick && `, ${milliseconds(tick.responseTimeMs)}`}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="muted">
        It is checked every {duration(intervalSecs * 1_000)} from now on.{' '}
        {status === 'DOWN' || status === 'UNMEASURED'
          ? 'Is it another address, or checked in another way?'
          : 'More often, or in another way?'}{' '}
        <Link href={`/websites/${id}/edit`}>Edit it</Link>
      </p>
    </>
  );
}
