import type { IncidentRowFragment, TimelineQuery } from '../../api/generated/graphql';
import { STATUS_NAMES } from '../../status/status';

export type TimelineEntry = TimelineQuery['incident']['timeline']['nodes'][number];

/** Who has an incident, or how it ended, in a few words. */
export function holder(incident: IncidentRowFragment): string {
  if (incident.resolvedAt) {
    return incident.resolvedBy ? `Resolved by ${incident.resolvedBy.email}` : 'Resolved by itself';
  }
  if (incident.acknowledgedAt) {
    return `${incident.acknowledgedBy?.email ?? 'Somebody who left'} has it`;
  }
  return 'Nobody has it yet';
}

/** What an entry of the timeline says, in one sentence. */
export function sentenceOf({ kind, region, status, user }: TimelineEntry): string {
  const who = user?.email ?? 'Somebody who left';
  switch (kind) {
    case 'OPENED':
      return 'The incident opened';
    case 'REGION':
      return `${region ?? 'A region'} sees it as ${status ? STATUS_NAMES[status].toLowerCase() : 'unknown'}`;
    case 'ACKNOWLEDGED':
      return `${who} acknowledged it`;
    case 'NOTE':
      return `${who} wrote`;
    case 'RESOLVED':
      return user ? `${who} resolved it` : 'The incident resolved: the website is well again';
    case 'EDITED':
      return `${who} changed what is checked`;
  }
}
