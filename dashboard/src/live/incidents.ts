import type { IncidentEventsSubscription } from '../api/generated/graphql';
import { INCIDENT_EVENTS } from '../pages/incidents/queries';
import type { LiveConnection } from './connection';

/** How long events are collected before somebody is told, in milliseconds. */
const COLLECT_MS = 200;

/**
 * Calls `changed` soon after something happened to an incident of an organization, and when the
 * connection is back, until `signal` is aborted.
 */
export function followIncidents(
  connection: LiveConnection,
  organizationId: string,
  changed: () => void,
  signal: AbortSignal,
): void {
  let telling: ReturnType<typeof setTimeout> | null = null;
  const tellSoon = () => {
    telling ??= setTimeout(() => {
      telling = null;
      if (!signal.aborted) {
        changed();
      }
    }, COLLECT_MS);
  };
  void connection.follow<IncidentEventsSubscription>(
    {
      query: INCIDENT_EVENTS.toString(),
      variables: (after) => ({ organizationId, after }),
      take: ({ incidents: { cursor } }) => {
        tellSoon();
        return cursor;
      },
    },
    signal,
  );
  // Before the first event there is no cursor to continue after.
  const stop = connection.listen(() => {
    if (connection.liveness === 'live') {
      tellSoon();
    }
  });
  signal.addEventListener('abort', stop);
}
