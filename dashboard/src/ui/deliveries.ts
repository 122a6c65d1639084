import { graphql } from '../api/generated';
import type {
  AttemptOutcome,
  ChannelKind,
  DeliveryKind,
  DeliveryState,
} from '../api/generated/graphql';

/** What is said of a delivery. */
export const DELIVERY = graphql(`
  fragment DeliveryEntry on Delivery {
    id
    kind
    state
    channel {
      id
      name
      kind
    }
    incidentId
    websiteName
    createdAt
    endedAt
    attempts {
      at
      outcome
      status
      tookMs
      reply
    }
  }
`);

/** What a delivery tells. */
export const DELIVERY_KINDS: Record<DeliveryKind, string> = {
  INCIDENT_OPENED: 'Incident opened',
  INCIDENT_ACKNOWLEDGED: 'Incident acknowledged',
  INCIDENT_RESOLVED: 'Incident resolved',
  PARTIAL: 'Partly down',
  DEGRADED: 'Degraded',
  CERTIFICATE_EXPIRING: 'Certificate expires',
  REGION_TROUBLE: 'Trouble of a region',
  INSTANCE_TROUBLE: 'Trouble of Upbeat',
  CHANNEL_TROUBLE: 'Trouble of a channel',
  SUMMARY: 'Summary',
  TEST: 'Test',
};

/** What has become of a delivery. */
export const DELIVERY_STATES: Record<DeliveryState, string> = {
  WAITING: 'Waiting',
  DELIVERED: 'Delivered',
  SUMMARIZED: 'In a summary',
  REFUSED: 'Refused',
  EXPIRED: 'Failed',
  DROPPED: 'Not wanted any more',
};

/** How an attempt ended. */
export const OUTCOMES: Record<AttemptOutcome, string> = {
  DELIVERED: 'taken',
  LATER: 'not taken',
  REFUSED: 'refused for good',
  BROKEN: 'its token, address or right is gone',
};

/** How the kinds of channels are called. */
export const CHANNEL_KINDS: Record<ChannelKind, string> = {
  WEBHOOK: 'Webhook',
  EMAIL: 'Email',
  SLACK: 'Slack',
  DISCORD: 'Discord',
  TEAMS: 'Microsoft Teams',
  TELEGRAM: 'Telegram',
  NTFY: 'ntfy',
  PAGERDUTY: 'PagerDuty',
  MATTERMOST: 'Mattermost',
  GOOGLE_CHAT: 'Google Chat',
  JIRA: 'Jira or Opsgenie',
  ALERTMANAGER: 'Alertmanager',
  GOTIFY: 'Gotify',
  MATRIX: 'Matrix',
  PUSHOVER: 'Pushover',
  INCIDENT_IO: 'incident.io',
  TWILIO: 'Twilio (SMS)',
  APPRISE: 'Apprise',
};

/** The name of a kind; later versions may have others. */
export function channelKind(kind: ChannelKind | null | undefined): string {
  return kind ? CHANNEL_KINDS[kind] : 'of a newer version';
}
