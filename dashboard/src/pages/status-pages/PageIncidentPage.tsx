import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';

import { ApiError } from '../../api/error';
import type {
  PageIncidentDetailsFragment,
  StatusPageSettingsFragment,
} from '../../api/generated/graphql';
import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { Query } from '../../ui/Query';
import { Time } from '../../ui/Time';
import { PageIncidentActions } from './PageIncidentActions';
import { PAGE_INCIDENT } from './queries';
import { stateOf } from './update-draft';
import { UpdateForm } from './UpdateForm';
import { Updates } from './Updates';
import { WithStatusPage } from './WithStatusPage';

import './form.css';
import './status-pages.css';

/** How often it is looked whether the page or somebody else wrote more, in milliseconds. */
const LOOK_EVERY_MS = 15_000;

interface Props {
  id: string;
}

/** An incident of a status page, with everything that was written of it. */
export function PageIncidentPage({ id }: Props) {
  const query = useQuery({
    queryKey: ['status-pages', 'incident', id],
    queryFn: ({ signal }) => request(PAGE_INCIDENT, { id }, signal),
    refetchInterval: LOOK_EVERY_MS,
  });
  const { data, error } = query;
  if (!data && error instanceof ApiError && ['NOT_FOUND', 'BAD_USER_INPUT'].includes(error.code)) {
    return (
      <>
        <h1>There is no such incident</h1>
        <p>
          It may have been deleted, or it belongs to an organization that you are not in.{' '}
          <Link href="/status-pages">Go to the status pages</Link>
        </p>
      </>
    );
  }
  return (
    <Query query={query} what="incident">
      {({ statusPageIncident: incident }) => (
        <WithStatusPage id={incident.statusPageId}>
          {(page) => <Details incident={incident} page={page} />}
        </WithStatusPage>
      )}
    </Query>
  );
}

interface DetailsProps {
  incident: PageIncidentDetailsFragment;
  page: StatusPageSettingsFragment;
}

function Details({ incident, page }: DetailsProps) {
  const { may } = useSession();
  const { title, beganAt, resolvedAt, publishedAt, incidentId, updates } = incident;
  return (
    <>
      <p className="back">
        <Link href={`/status-pages/${page.id}`}>{page.title}</Link>
      </p>
      <div className="page-head with-actions">
        <h1>{title}</h1>
        {may('MEMBER') && <PageIncidentActions incident={incident} />}
      </div>
      <p className="muted">
        {!publishedAt && <span className="label">Draft</span>} {stateOf(incident)} · began{' '}
        <Time at={beganAt} />
        {resolvedAt && (
          <>
            , resolved <Time at={resolvedAt} />
          </>
        )}
        {publishedAt ? (
          <>
            , published <Time at={publishedAt} />
          </>
        ) : (
          ', seen only by members'
        )}
      </p>
      {incidentId && (
        <p>
          It comes of <Link href={`/incidents/${incidentId}`}>an incident of a website</Link>, which
          the public does not see.
        </p>
      )}
      {may('MEMBER') && (
        <>
          <h2>Post an update</h2>
          <UpdateForm incident={incident} components={page.components} />
        </>
      )}
      <h2>What was written</h2>
      <Updates updates={updates} components={page.components} />
    </>
  );
}
