import type { IncidentEventsSubscription } from '../api/generated/graphql';
import { INCIDENT_EVENTS } from '../pages/incidents/queries';
import type { LiveConnection } from './connection';

/** How long events are collected before somebody is told, in milliseconds. */
const COLLECT_MS = 200;

/**
 * Calls `changed` soon after something happened to an incident of an organization, or may have,
 * until `signal` is aborted.
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
      missed: tellSoon,
    },
    signal,
  );
}
