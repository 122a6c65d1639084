import type { AuditAction } from '../../api/generated/graphql';

/** What is listed together. */
const GROUPS = {
  WEBSITE_CREATED: 'Websites',
  WEBSITE_UPDATED: 'Websites',
  WEBSITE_PAUSED: 'Websites',
  WEBSITE_RESUMED: 'Websites',
  WEBSITE_DELETED: 'Websites',
  TAG_CREATED: 'Tags',
  TAG_UPDATED: 'Tags',
  TAG_DELETED: 'Tags',
  CHANNEL_CREATED: 'Channels',
  CHANNEL_UPDATED: 'Channels',
  CHANNEL_PAUSED: 'Channels',
  CHANNEL_RESUMED: 'Channels',
  CHANNEL_DELETED: 'Channels',
  MAINTENANCE_CREATED: 'Maintenance',
  MAINTENANCE_UPDATED: 'Maintenance',
  MAINTENANCE_STARTED: 'Maintenance',
  MAINTENANCE_ENDED: 'Maintenance',
  MAINTENANCE_CANCELLED: 'Maintenance',
  STATUS_PAGE_CREATED: 'Status pages',
  STATUS_PAGE_UPDATED: 'Status pages',
  STATUS_PAGE_PUBLISHED: 'Status pages',
  STATUS_PAGE_UNPUBLISHED: 'Status pages',
  STATUS_PAGE_DELETED: 'Status pages',
  STATUS_PAGE_INCIDENT_CREATED: 'Status pages',
  STATUS_PAGE_INCIDENT_UPDATED: 'Status pages',
  STATUS_PAGE_INCIDENT_PUBLISHED: 'Status pages',
  STATUS_PAGE_UPDATE_POSTED: 'Status pages',
  STATUS_PAGE_INCIDENT_DELETED: 'Status pages',
  INCIDENT_ACKNOWLEDGED: 'Incidents',
  INCIDENT_RESOLVED: 'Incidents',
  INCIDENT_NOTE_ADDED: 'Incidents',
  ORGANIZATION_CREATED: 'Organization',
  ORGANIZATION_UPDATED: 'Organization',
  ORGANIZATION_TRANSFERRED: 'Organization',
  ORGANIZATION_DELETED: 'Organization',
  INVITATION_CREATED: 'Members',
  INVITATION_REVOKED: 'Members',
  MEMBER_JOINED: 'Members',
  MEMBER_UPDATED: 'Members',
  MEMBER_REMOVED: 'Members',
  MEMBER_LEFT: 'Members',
  API_KEY_CREATED: 'API keys',
  API_KEY_REVOKED: 'API keys',
  ACCOUNT_CREATED: 'Accounts',
  SIGNED_IN: 'Accounts',
  SIGNED_OUT: 'Accounts',
  SESSION_REVOKED: 'Accounts',
  PASSWORD_CHANGED: 'Accounts',
  PASSWORD_RESET: 'Accounts',
  PASSKEY_ADDED: 'Accounts',
  PASSKEY_REMOVED: 'Accounts',
  SECOND_FACTOR_ADDED: 'Accounts',
  SECOND_FACTOR_REMOVED: 'Accounts',
  RECOVERY_CODES_REPLACED: 'Accounts',
  IDENTITY_UNLINKED: 'Accounts',
  IDENTITY_LINKED: 'Accounts',
  EMAIL_VERIFIED: 'Accounts',
  EMAIL_CHANGED: 'Accounts',
  QUOTAS_UPDATED: 'Organization',
} satisfies Record<AuditAction, string>;

const ACTIONS = Object.keys(GROUPS) as AuditAction[];

/** What somebody did, in words; one that a newer version has made, too. */
export function actionName(action: string): string {
  const words = action.toLowerCase().replaceAll('_', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`.replace(/^Api /, 'API ');
}

/** Which actions a filter stands for: one, or all of a group; none for whatever is neither. */
export function actionsOf(filter: string): AuditAction[] {
  return ACTIONS.filter((action) => action === filter || GROUPS[action] === filter);
}

interface Choices {
  group: string;
  items: { value: string; label: string }[];
}

/** All filters by action: each group as a whole, then one by one. */
export function actionChoices(): Choices[] {
  return [...new Set(Object.values(GROUPS))].map((group) => ({
    group,
    items: [
      { value: group, label: `All about ${group === 'API keys' ? group : group.toLowerCase()}` },
      ...actionsOf(group).map((action) => ({ value: action, label: actionName(action) })),
    ],
  }));
}
