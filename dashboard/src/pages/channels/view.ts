import type { AlertKind, ChannelKind, ChannelRowFragment } from '../../api/generated/graphql';
import { audienceOf, audienceText } from '../../ui/audience';
import { KINDS } from './kinds';

/** What channels can hear, as choices. */
export const ALERT_KINDS: readonly { value: AlertKind; label: string }[] = [
  { value: 'INCIDENT_OPENED', label: 'An incident opened' },
  { value: 'INCIDENT_ACKNOWLEDGED', label: 'Somebody acknowledged it' },
  { value: 'INCIDENT_RESOLVED', label: 'It resolved' },
  { value: 'PARTIAL', label: 'A website is partly down' },
  { value: 'DEGRADED', label: 'A website is degraded' },
  { value: 'CERTIFICATE_EXPIRING', label: 'A certificate expires soon' },
  { value: 'REGION_TROUBLE', label: 'A region is silent or impaired' },
  { value: 'INSTANCE_TROUBLE', label: 'Upbeat itself has a problem' },
];

const SHORT: Record<AlertKind, string> = {
  INCIDENT_OPENED: 'opened',
  INCIDENT_ACKNOWLEDGED: 'acknowledged',
  INCIDENT_RESOLVED: 'resolved',
  PARTIAL: 'partly down',
  DEGRADED: 'degraded',
  CERTIFICATE_EXPIRING: 'certificates',
  REGION_TROUBLE: 'regions',
  INSTANCE_TROUBLE: 'Upbeat itself',
};

/** What a channel hears of, in short. */
export function hearing(channel: ChannelRowFragment): string {
  const kinds = channel.kinds.map((kind) => SHORT[kind]).join(', ') || 'nothing';
  return `${kinds} · ${audienceText(audienceOf(channel))}`;
}

/** A new secret for a webhook, of 32 random bytes. */
export function newWebhookSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}

/** What a setting of a kind is called. */
export function settingLabel(kind: ChannelKind | null | undefined, name: string): string {
  const field = kind && KINDS[kind].fields.find((field) => field.name === name);
  return field ? field.label : name;
}
