import { Link } from 'wouter';

import type { PageIncidentRowFragment } from '../../api/generated/graphql';
import { useSession } from '../../app/session';
import { Time } from '../../ui/Time';
import { PublishIncident } from './PublishIncident';
import { stateOf } from './update-draft';

interface Props {
  incident: PageIncidentRowFragment;
}

/** An incident of a page, how far the work on it is, and whether the public reads it. */
export function PageIncidentRow({ incident }: Props) {
  const { may } = useSession();
  const { id, title, beganAt, resolvedAt, publishedAt } = incident;
  return (
    <li>
      <div className="what">
        <Link href={`/status-pages/incidents/${id}`} className="title" title={title}>
          {title}
        </Link>
        <span className="muted">
          {stateOf(incident)} · began <Time at={beganAt} />
          {resolvedAt && (
            <>
              , resolved <Time at={resolvedAt} />
            </>
          )}
        </span>
      </div>
      {!publishedAt && <span className="label">Draft</span>}
      {!publishedAt && may('MEMBER') && <PublishIncident incident={incident} />}
    </li>
  );
}
