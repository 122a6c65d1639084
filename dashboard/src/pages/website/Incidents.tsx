import { Link } from 'wouter';

import { Time } from '../../ui/Time';
import { clipped } from '../../ui/clipped';
import { duration } from '../../ui/time';
import { courseOf, type Incident } from './history';

/** How much of a cause stands in a list. */
const LONGEST_CAUSE = 300;

interface Props {
  open: readonly Incident[];
  resolved: readonly Incident[];
}

/** Incidents of the website, the open ones first. */
export function Incidents({ open, resolved }: Props) {
  if (open.length === 0 && resolved.length === 0) {
    return <p className="nothing">It has had no incident.</p>;
  }
  return (
    <ol className="entries">
      {[...open, ...resolved].map((incident) => (
        <li key={incident.id}>
          <Time at={incident.openedAt} />
          <strong>{courseOf(incident)}</strong>
          <span>
            <Link href={`/incidents/${incident.id}`}>
              <bdi>{clipped(incident.cause, LONGEST_CAUSE)}</bdi>
            </Link>
            , {incident.resolvedAt ? 'lasted' : 'lasts'} {duration(incident.durationSecs * 1_000)}
          </span>
        </li>
      ))}
    </ol>
  );
}
