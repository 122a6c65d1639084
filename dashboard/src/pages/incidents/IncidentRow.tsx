import { Link } from 'wouter';

import type { IncidentRowFragment } from '../../api/generated/graphql';
import { StatusIcon } from '../../status/StatusIcon';
import { useNow } from '../../ui/Age';
import { Time } from '../../ui/Time';
import { duration } from '../../ui/time';
import { IncidentActions } from './IncidentActions';
import { holder } from './view';

interface Props {
  incident: IncidentRowFragment;
}

/** An incident in a sentence, and what can be done with it. */
export function IncidentRow({ incident }: Props) {
  const { id, website, cause, openedAt, resolvedAt, flapping } = incident;
  return (
    <li>
      <StatusIcon status={resolvedAt ? 'UP' : 'DOWN'} />
      <div className="what">
        <Link href={`/incidents/${id}`} className="title" title={website.name}>
          {website.name}
        </Link>
        <span className="reason">{cause}</span>
        <span className="muted">
          {holder(incident)}
          {flapping && ' · flapping'}
        </span>
      </div>
      <span className="muted">
        since <Time at={openedAt} />, <HowLong incident={incident} />
      </span>
      <IncidentActions incident={incident} />
    </li>
  );
}

/** How long an incident lasted, or has lasted so far. */
export function HowLong({ incident }: Props) {
  const now = useNow();
  const { openedAt, resolvedAt } = incident;
  const end = resolvedAt ? Date.parse(resolvedAt) : now;
  return <>{duration(end - Date.parse(openedAt))}</>;
}
