import { useQuery } from '@tanstack/react-query';

import { explain } from '../../api/error';
import { request } from '../../api/request';
import { Failure } from '../../ui/Failure';
import { CheckEvidence } from './CheckEvidence';
import { ORIGINS, checkKey, type Check } from './checks';
import { CHECK_EVIDENCE } from './queries';
import { Waterfall } from './Waterfall';

interface Props {
  id: string;
  check: Check;
  after: string | null;
}

/** Everything about one check. */
export function CheckDetails({ id, check, after }: Props) {
  const key = checkKey(check);
  // What a check recorded never changes; newer checks may have come before it meanwhile.
  const { data, error, refetch } = useQuery({
    queryKey: ['evidence', id, key],
    queryFn: async ({ signal }) => {
      const { website } = await request(CHECK_EVIDENCE, { id, after }, signal);
      return website.ticks.nodes.find((tick) => checkKey(tick) === key)?.evidence ?? null;
    },
    staleTime: Infinity,
  });
  const { askedBy, attempts, httpStatus, failure, phases } = check;
  return (
    <>
      <dl className="facts">
        <dt>Asked for by</dt>
        <dd>{ORIGINS[askedBy]}</dd>
        <dt>Attempts</dt>
        <dd>{attempts}</dd>
        <dt>HTTP status</dt>
        <dd>{httpStatus ?? '–'}</dd>
        {failure && (
          <>
            <dt>Failure</dt>
            <dd>
              <bdi>{failure.reason}</bdi>
              {failure.detail && <code>{failure.detail}</code>}
            </dd>
          </>
        )}
        {data?.address && (
          <>
            <dt>Address</dt>
            <dd>
              <code>{data.address}</code>
            </dd>
          </>
        )}
      </dl>
      <Waterfall hops={data?.hops ?? []} phases={phases} />
      {error && (
        <Failure title="What it recorded cannot be read" retry={() => void refetch()}>
          {explain(error)}
        </Failure>
      )}
      {data && <CheckEvidence evidence={data} />}
      {data === null && check.outcome !== 'UP' && (
        <p className="nothing">What it recorded is no longer kept.</p>
      )}
    </>
  );
}
