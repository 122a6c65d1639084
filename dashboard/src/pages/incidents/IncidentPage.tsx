import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';

import { ApiError, explain } from '../../api/error';
import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { StatusIcon } from '../../status/StatusIcon';
import { Failure } from '../../ui/Failure';
import { Loading } from '../../ui/Loading';
import { Time } from '../../ui/Time';
import { DraftForStatusPages } from './DraftForStatusPages';
import { Evidence } from './Evidence';
import { IncidentActions } from './IncidentActions';
import { IncidentDeliveries } from './IncidentDeliveries';
import { HowLong } from './IncidentRow';
import { NoteForm } from './NoteForm';
import { INCIDENT } from './queries';
import { Timeline } from './Timeline';
import { holder } from './view';

import './incident.css';

interface Props {
  id: string;
}

/** One incident: why it opened, what happened, and who was told. */
export function IncidentPage({ id }: Props) {
  const { may } = useSession();
  const { data, error, refetch } = useQuery({
    queryKey: ['incidents', 'one', id],
    queryFn: ({ signal }) => request(INCIDENT, { id }, signal),
  });
  if (!data) {
    return error ? (
      <NoIncident error={error} retry={() => void refetch()} />
    ) : (
      <Loading what="incident" />
    );
  }
  const { incident } = data;
  const { website, cause, openedAt, resolvedAt, failingTick, healthyTick, flapping } = incident;
  return (
    <>
      <p className="back">
        <Link href="/incidents">Incidents</Link>
      </p>
      <div className="page-head">
        <h1>
          <Link href={`/websites/${website.id}`}>{website.name}</Link>
        </h1>
        <IncidentActions incident={incident} isMain />
      </div>
      <p className="verdict">
        {!resolvedAt && <StatusIcon status="DOWN" />}
        <span>
          {resolvedAt ? 'Was open from ' : 'Down since '}
          <Time at={openedAt} />
          {resolvedAt && (
            <>
              {' to '}
              <Time at={resolvedAt} />
            </>
          )}
          {' ('}
          <HowLong incident={incident} />
          {`): ${cause}. ${holder(incident)}.`}
          {flapping && ' It flaps, so it resolves only after ten minutes without failure.'}
        </span>
      </p>
      <h2>Timeline</h2>
      <Timeline id={id} />
      {may('MEMBER') && <NoteForm id={id} />}
      <h2>Who was told</h2>
      <IncidentDeliveries id={id} />
      {may('MEMBER') && <DraftForStatusPages id={id} />}
      <h2>Evidence</h2>
      <div className="evidence">
        <Evidence title="The check that failed" tick={failingTick ?? null} />
        <Evidence
          title="The last one that did not, from another region"
          tick={healthyTick ?? null}
        />
      </div>
    </>
  );
}

interface NoIncidentProps {
  error: unknown;
  retry: () => void;
}

function NoIncident({ error, retry }: NoIncidentProps) {
  if (error instanceof ApiError && ['NOT_FOUND', 'BAD_USER_INPUT'].includes(error.code)) {
    return (
      <>
        <h1>There is no such incident</h1>
        <p>
          Its website may have been deleted, or it belongs to an organization that you are not in.{' '}
          <Link href="/incidents">Go to the incidents</Link>
        </p>
      </>
    );
  }
  return (
    <Failure title="The incident cannot be read" retry={retry}>
      {explain(error)}
    </Failure>
  );
}
