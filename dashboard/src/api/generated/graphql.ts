/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** An invitation to accept. */
export type AcceptInvitationInput = {
  /** Token of the invitation. */
  token: string;
};

/** A note to add to an incident's timeline. */
export type AddIncidentNoteInput = {
  /** Identifier of the incident. */
  incidentId: string;
  /** The note, 1 to 10,000 characters. */
  text: string;
};

/** A component that a trouble affects. */
export type AffectedComponentInput = {
  /** The component. */
  componentId: string;
  /** How it is affected. */
  status: ComponentStatus;
};

/** Kinds of alerts that a channel can hear. */
export type AlertKind =
  /** A certificate expires soon. */
  | 'CERTIFICATE_EXPIRING'
  /** A website is degraded. */
  | 'DEGRADED'
  /** Somebody acknowledged an incident. */
  | 'INCIDENT_ACKNOWLEDGED'
  /** An incident opened. */
  | 'INCIDENT_OPENED'
  /** An incident resolved. */
  | 'INCIDENT_RESOLVED'
  /** Upbeat itself has a problem. */
  | 'INSTANCE_TROUBLE'
  /** Some regions report a website down, but fewer than its quorum. */
  | 'PARTIAL'
  /** A region is silent or impaired. */
  | 'REGION_TROUBLE';

/** Prometheus Alertmanager. */
export type AlertmanagerChannelInput = {
  /** Further labels of every alert, to route by, each once. */
  labels?: Array<NameAndValueInput> | null | undefined;
  /** Bearer token, if what is in front of it wants one. */
  token?: string | null | undefined;
  /** Where Alertmanager is, without `/api/v2`. */
  url: string;
};

/** What a key may do. */
export type ApiKeyScope =
  /** Read everything of the organization, as a viewer. */
  | 'READ'
  /** Also change what a member may change. */
  | 'WRITE';

/** The hundred services of an Apprise API server. */
export type AppriseChannelInput = {
  /** Key of the stored configuration. */
  key: string;
  /** Which of its services hear: tags, separated by commas or spaces; all by default. */
  tag?: string | null | undefined;
  /** Where the server is. */
  url: string;
};

/** A condition on an HTTP response. */
export type AssertionInput = {
  /** How to compare the subject with the value. */
  comparison: Comparison;
  /** Name of a HEADER, or JSONPath (RFC 9535) of a JSON node, such as `$.status`. */
  property?: string | null | undefined;
  /** Part of the response to test. */
  subject: AssertionSubject;
  /**
   * Value to compare with, at most 1,024 bytes; not allowed for EXISTS and NOT_EXISTS.
   * LESS_THAN, AT_MOST, GREATER_THAN and AT_LEAST compare numbers.
   */
  value?: string | null | undefined;
};

/** The part of a response that a condition tests. */
export type AssertionSubject =
  /** The decoded body as text. */
  | 'BODY'
  /** A response header. Repeated headers are joined by commas. */
  | 'HEADER'
  /** The first node of the body that matches a JSONPath (RFC 9535). */
  | 'JSON';

/** How an attempt to deliver ended. */
export type AttemptOutcome =
  /** Its token, address or right is gone. */
  | 'BROKEN'
  /** The receiver took the message. */
  | 'DELIVERED'
  /** It may take the message later. */
  | 'LATER'
  /** It will never take this message. */
  | 'REFUSED';

/** What somebody did. */
export type AuditAction =
  /** An account was created; this and what follows is in the log of the personal organization. */
  | 'ACCOUNT_CREATED'
  /** An API key was made. */
  | 'API_KEY_CREATED'
  /** An API key was revoked. */
  | 'API_KEY_REVOKED'
  /** A channel was created. */
  | 'CHANNEL_CREATED'
  /** A channel was deleted. */
  | 'CHANNEL_DELETED'
  /** A channel was paused. */
  | 'CHANNEL_PAUSED'
  /** A channel was resumed. */
  | 'CHANNEL_RESUMED'
  /** Settings of a channel were changed. */
  | 'CHANNEL_UPDATED'
  /** The account got another email address. */
  | 'EMAIL_CHANGED'
  /** The email address was verified. */
  | 'EMAIL_VERIFIED'
  /** A way to sign in by a provider was added. */
  | 'IDENTITY_LINKED'
  /** A way to sign in by a provider was removed. */
  | 'IDENTITY_UNLINKED'
  /** An incident was acknowledged. */
  | 'INCIDENT_ACKNOWLEDGED'
  /** A note was added to an incident. */
  | 'INCIDENT_NOTE_ADDED'
  /** An incident was resolved by hand. */
  | 'INCIDENT_RESOLVED'
  /** Somebody was invited. */
  | 'INVITATION_CREATED'
  /** An invitation was revoked. */
  | 'INVITATION_REVOKED'
  /** Maintenance was cancelled. */
  | 'MAINTENANCE_CANCELLED'
  /** Maintenance was announced. */
  | 'MAINTENANCE_CREATED'
  /** Maintenance was ended by hand. */
  | 'MAINTENANCE_ENDED'
  /** Maintenance was begun by hand. */
  | 'MAINTENANCE_STARTED'
  /** Maintenance was changed. */
  | 'MAINTENANCE_UPDATED'
  /** Somebody became a member. */
  | 'MEMBER_JOINED'
  /** A member left. */
  | 'MEMBER_LEFT'
  /** A member was removed. */
  | 'MEMBER_REMOVED'
  /** A member got another role. */
  | 'MEMBER_UPDATED'
  /** The organization was created. */
  | 'ORGANIZATION_CREATED'
  /** The organization was deleted; this is in the log of who did it. */
  | 'ORGANIZATION_DELETED'
  /** The organization was handed over to another owner. */
  | 'ORGANIZATION_TRANSFERRED'
  /** The organization was renamed. */
  | 'ORGANIZATION_UPDATED'
  /** A passkey was added. */
  | 'PASSKEY_ADDED'
  /** A passkey was removed. */
  | 'PASSKEY_REMOVED'
  /** The password was changed. */
  | 'PASSWORD_CHANGED'
  /** The password was replaced without the old one: by mail, or by `upbeat user`. */
  | 'PASSWORD_RESET'
  /** An operator changed the quotas of the installation. */
  | 'QUOTAS_UPDATED'
  /** The recovery codes were replaced. */
  | 'RECOVERY_CODES_REPLACED'
  /** An authenticator app was confirmed: sign-in by password asks for its codes. */
  | 'SECOND_FACTOR_ADDED'
  /** The second factor was turned off. */
  | 'SECOND_FACTOR_REMOVED'
  /** A session was revoked. */
  | 'SESSION_REVOKED'
  /** Somebody signed in. */
  | 'SIGNED_IN'
  /** Somebody signed out. */
  | 'SIGNED_OUT'
  /** A status page was created. */
  | 'STATUS_PAGE_CREATED'
  /** A status page was deleted. */
  | 'STATUS_PAGE_DELETED'
  /** An incident was written on a status page, as a draft or in public. */
  | 'STATUS_PAGE_INCIDENT_CREATED'
  /** An incident was removed from a status page. */
  | 'STATUS_PAGE_INCIDENT_DELETED'
  /** An incident on a status page was published. */
  | 'STATUS_PAGE_INCIDENT_PUBLISHED'
  /** Title or beginning of an incident on a status page was changed. */
  | 'STATUS_PAGE_INCIDENT_UPDATED'
  /** A status page was published. */
  | 'STATUS_PAGE_PUBLISHED'
  /** A status page was made a draft again. */
  | 'STATUS_PAGE_UNPUBLISHED'
  /** Settings or components of a status page were changed. */
  | 'STATUS_PAGE_UPDATED'
  /** An update was posted to an incident on a status page. */
  | 'STATUS_PAGE_UPDATE_POSTED'
  /** A tag was created. */
  | 'TAG_CREATED'
  /** A tag was deleted. */
  | 'TAG_DELETED'
  /** A tag was renamed or got another color. */
  | 'TAG_UPDATED'
  /** A website was created. */
  | 'WEBSITE_CREATED'
  /** A website was deleted. */
  | 'WEBSITE_DELETED'
  /** A website was paused. */
  | 'WEBSITE_PAUSED'
  /** A website was resumed. */
  | 'WEBSITE_RESUMED'
  /** Settings or tags of a website were changed. */
  | 'WEBSITE_UPDATED';

/** Which entries are listed. All conditions must hold. */
export type AuditLogFilterInput = {
  /** Only these actions. */
  actions?: Array<AuditAction> | null | undefined;
  /** Only what this API key did. */
  apiKeyId?: string | null | undefined;
  /** Only what was done at or after this instant. */
  from?: string | null | undefined;
  /** Only what was done to this object. */
  objectId?: string | null | undefined;
  /** Only what was done before this instant. */
  to?: string | null | undefined;
  /** Only what this person did, or an API key that they made. */
  userId?: string | null | undefined;
};

/** How a request authenticates. */
export type AuthScheme =
  /** User and password (RFC 7617). */
  | 'BASIC'
  /** A token (RFC 6750). */
  | 'BEARER';

/** User and password for basic authentication. */
export type BasicAuthInput = {
  /** Password, a secret. Null keeps the stored password. */
  password?: string | null | undefined;
  /** User name, without a colon. */
  user: string;
};

/** A change of your password. */
export type ChangePasswordInput = {
  /** The password that you have. */
  currentPassword: string;
  /** The new one, 12 to 128 characters. */
  newPassword: string;
};

/** Kinds of channels. */
export type ChannelKind =
  /** Prometheus Alertmanager. */
  | 'ALERTMANAGER'
  /** The hundred services of an Apprise API server. */
  | 'APPRISE'
  /** Discord, by a webhook. */
  | 'DISCORD'
  /** Email, by the installation's mail server or by one of your own. */
  | 'EMAIL'
  /** Google Chat, by a webhook. */
  | 'GOOGLE_CHAT'
  /** Gotify. */
  | 'GOTIFY'
  /** incident.io, by an HTTP alert source. */
  | 'INCIDENT_IO'
  /** Jira Service Management, or Opsgenie. */
  | 'JIRA'
  /** A room of Matrix without encryption. */
  | 'MATRIX'
  /** Mattermost, by an incoming webhook. */
  | 'MATTERMOST'
  /** A topic of ntfy. */
  | 'NTFY'
  /** PagerDuty, by an integration of the Events API v2. */
  | 'PAGERDUTY'
  /** Pushover. */
  | 'PUSHOVER'
  /** Slack, by an incoming webhook or by a bot, which replies to its own messages. */
  | 'SLACK'
  /** Microsoft Teams, by a workflow. */
  | 'TEAMS'
  /** Telegram, by a bot. */
  | 'TELEGRAM'
  /** Text messages by Twilio. */
  | 'TWILIO'
  /** HTTP requests to a program of yours, signed by the Standard Webhooks specification. */
  | 'WEBHOOK';

/**
 * The details of a check; the URL's scheme selects the kind. The new details replace the old
 * ones: omitted fields take their defaults. Only secrets can be kept: a null secret keeps the
 * stored value.
 *
 * Requirements on certificates and TLS versions are in the website's `tls`.
 */
export type CheckInput =
  {   /** For `dns://NAME`. */
  dns: DnsCheckInput; http?: never; ping?: never; smtp?: never; tcp?: never; tls?: never; webSocket?: never; }
  |  { dns?: never;   /** For `http://` and `https://`. */
  http: HttpCheckInput; ping?: never; smtp?: never; tcp?: never; tls?: never; webSocket?: never; }
  |  { dns?: never; http?: never;   /** For `ping://HOST`. */
  ping: PingCheckInput; smtp?: never; tcp?: never; tls?: never; webSocket?: never; }
  |  { dns?: never; http?: never; ping?: never;   /** For `smtp://HOST` and `smtps://HOST`. */
  smtp: SmtpCheckInput; tcp?: never; tls?: never; webSocket?: never; }
  |  { dns?: never; http?: never; ping?: never; smtp?: never;   /** For `tcp://HOST:PORT`. */
  tcp: TcpCheckInput; tls?: never; webSocket?: never; }
  |  { dns?: never; http?: never; ping?: never; smtp?: never; tcp?: never;   /** For `tls://HOST`. */
  tls: TlsCheckInput; webSocket?: never; }
  |  { dns?: never; http?: never; ping?: never; smtp?: never; tcp?: never; tls?: never;   /** For `ws://` and `wss://`. */
  webSocket: WebSocketCheckInput; };

/** The kind of a check, selected by the URL's scheme. */
export type CheckKind =
  /** `dns://`. */
  | 'DNS'
  /** `http://` and `https://`. */
  | 'HTTP'
  /** `ping://`. */
  | 'PING'
  /** `smtp://` and `smtps://`. */
  | 'SMTP'
  /** `tcp://`. */
  | 'TCP'
  /** `tls://`: handshake and certificate only. */
  | 'TLS'
  /** `ws://` and `wss://`. */
  | 'WEB_SOCKET';

/** A client certificate and its key. Both are secrets, which no query returns. */
export type ClientCertificateInput = {
  /** Certificate chain as PEM, the client's own certificate first. */
  certificatePem: string;
  /** Private key as PEM (PKCS#8, PKCS#1 or SEC1), without a passphrase. */
  keyPem: string;
};

/** How a subject is compared with a value. */
export type Comparison =
  /** The subject is a number greater than or equal to the value. */
  | 'AT_LEAST'
  /** The subject is a number less than or equal to the value. */
  | 'AT_MOST'
  /** The subject contains the value. */
  | 'CONTAINS'
  /** The subject equals the value. */
  | 'EQUALS'
  /** The subject is present. */
  | 'EXISTS'
  /** The subject is a number greater than the value. */
  | 'GREATER_THAN'
  /** The subject is a number less than the value. */
  | 'LESS_THAN'
  /** The subject matches the value, a regular expression. */
  | 'MATCHES'
  /** The subject does not contain the value. */
  | 'NOT_CONTAINS'
  /** The subject differs from the value. */
  | 'NOT_EQUALS'
  /** The subject is absent. */
  | 'NOT_EXISTS'
  /** The subject does not match the value, a regular expression. */
  | 'NOT_MATCHES';

/** The state of a component, as the public reads it. */
export type ComponentStatus =
  /** It works, but not as well as it should. */
  | 'DEGRADED'
  /** It is being worked on. */
  | 'MAINTENANCE'
  /** It does not work. */
  | 'MAJOR_OUTAGE'
  /** It works. */
  | 'OPERATIONAL'
  /** It works for some. */
  | 'PARTIAL_OUTAGE'
  /** Nobody knows: it is not measured at present. */
  | 'UNKNOWN';

/** What shows that your app has the secret. */
export type ConfirmTotpInput = {
  /** The code that it shows. */
  code: string;
};

/** A new key. */
export type CreateApiKeyInput = {
  /** When it expires; never by default. */
  expiresAt?: string | null | undefined;
  /** Displayed name, 1 to 100 characters. */
  name: string;
  /** The organization in which it acts. */
  organizationId: string;
  /** What it may do. */
  scope: ApiKeyScope;
  /**
   * Tags, at most 20: only websites with one of them exist for it, and their incidents. It then
   * reads and changes those alone, and nothing else of the organization. No such limit by
   * default.
   */
  tags?: Array<string> | null | undefined;
};

/** A channel to create: a name, and exactly one kind with its settings. */
export type CreateChannelInput = {
  /** Prometheus Alertmanager. */
  alertmanager?: AlertmanagerChannelInput | null | undefined;
  /** The hundred services of an Apprise API server. */
  apprise?: AppriseChannelInput | null | undefined;
  /** Discord, by a webhook. */
  discord?: DiscordChannelInput | null | undefined;
  /** Email, by the installation's mail server or by one of your own. */
  email?: EmailChannelInput | null | undefined;
  /**
   * Whether it hears what other channels cannot deliver for five minutes. One channel of an
   * organization does; the last to be set.
   */
  fallback?: boolean | null | undefined;
  /** Google Chat, by a webhook. */
  googleChat?: GoogleChatChannelInput | null | undefined;
  /** Gotify. */
  gotify?: GotifyChannelInput | null | undefined;
  /** incident.io, by an HTTP alert source. */
  incidentIo?: IncidentIoChannelInput | null | undefined;
  /** Jira Service Management, or Opsgenie. */
  jira?: JiraChannelInput | null | undefined;
  /** Kinds of alerts that it hears; `INCIDENT_OPENED` and `INCIDENT_RESOLVED` by default. */
  kinds?: Array<AlertKind> | null | undefined;
  /** A room of Matrix without encryption. */
  matrix?: MatrixChannelInput | null | undefined;
  /** Mattermost, by an incoming webhook. */
  mattermost?: MattermostChannelInput | null | undefined;
  /** Displayed name. */
  name: string;
  /** A topic of ntfy. */
  ntfy?: NtfyChannelInput | null | undefined;
  /** Organization that owns it; your personal one by default. */
  organizationId?: string | null | undefined;
  /** PagerDuty, by an integration of the Events API v2. */
  pagerduty?: PagerDutyChannelInput | null | undefined;
  /** Pushover. */
  pushover?: PushoverChannelInput | null | undefined;
  /**
   * Hours in which it is not disturbed. What opened in them and is still open at their end is
   * told then.
   */
  quiet?: QuietHoursInput | null | undefined;
  /** Repeats that an incident is open, every so many seconds, 300 to 604,800; never by default. */
  repeatSecs?: number | null | undefined;
  /** Slack, by an incoming webhook or by a bot, which replies to its own messages. */
  slack?: SlackChannelInput | null | undefined;
  /** Tags, at most 20: it hears of websites with one of them, too. Missing ones are created. */
  tags?: Array<string> | null | undefined;
  /** Microsoft Teams, by a workflow. */
  teams?: TeamsChannelInput | null | undefined;
  /** Telegram, by a bot. */
  telegram?: TelegramChannelInput | null | undefined;
  /** IANA time zone of its quiet hours and of the times in its messages; UTC by default. */
  timeZone?: string | null | undefined;
  /** Text messages by Twilio. */
  twilio?: TwilioChannelInput | null | undefined;
  /** HTTP requests to a program of yours, signed by the Standard Webhooks specification. */
  webhook?: WebhookChannelInput | null | undefined;
  /** Websites that it hears of. Without them and `tags` it hears of all, including future ones. */
  websiteIds?: Array<string> | null | undefined;
};

/** Maintenance to announce: `from` and `to` if it takes place once, else a rule. */
export type CreateMaintenanceInput = {
  /**
   * When it begins: an instant such as `2026-11-30T22:00:00Z`, or a local time of `timeZone`
   * such as `2026-11-30T22:00`. Of what has passed nothing is changed.
   */
  from?: string | null | undefined;
  /** Organization that owns it; your personal one by default. */
  organizationId?: string | null | undefined;
  /** What status pages say of it, in Markdown. */
  publicText?: string | null | undefined;
  /** What status pages call it; without it they only say that it takes place. */
  publicTitle?: string | null | undefined;
  /** When it takes place, if more than once. */
  rule?: MaintenanceRuleInput | null | undefined;
  /**
   * Tags, at most 20: it is for websites with one of them, too, as they get and lose them.
   * Missing ones are created.
   */
  tags?: Array<string> | null | undefined;
  /** IANA time zone of local times; UTC by default. */
  timeZone?: string | null | undefined;
  /** Displayed title, which the public does not see. */
  title: string;
  /** When it ends, as `from`; at most 92 days later. */
  to?: string | null | undefined;
  /** Websites that it is for. Without them and `tags` it is for all, including future ones. */
  websiteIds?: Array<string> | null | undefined;
};

/** A new organization. */
export type CreateOrganizationInput = {
  /** Displayed name, 1 to 100 characters. */
  name: string;
};

/** A new incident of a status page, with its first update. */
export type CreateStatusPageIncidentInput = {
  /** Components of the page that the trouble affects. */
  affected?: Array<AffectedComponentInput> | null | undefined;
  /** When the trouble began; now by default. */
  beganAt?: string | null | undefined;
  /** Whether it is published at once; false by default. */
  published?: boolean;
  /** How far the work is; INVESTIGATING by default. */
  state?: StatusUpdateState | null | undefined;
  /** The page. */
  statusPageId: string;
  /** What is known, in Markdown. */
  text: string;
  /** Displayed title. */
  title: string;
};

/** A new status page. */
export type CreateStatusPageInput = {
  /** Who may see it; everybody by default. */
  access?: StatusPageAccess | null | undefined;
  /** Color of its head and links, as `#rrggbb`. */
  color?: string | null | undefined;
  /** What it shows the state of, in order. */
  components?: Array<StatusPageComponentInput> | null | undefined;
  /** Whether sections are folded while everything in them works; false by default. */
  foldSections?: boolean | null | undefined;
  /** A host of its own, such as `status.example.org`, which leads to this installation. */
  host?: string | null | undefined;
  /** Language of its own words; English by default. */
  language?: StatusPageLanguage | null | undefined;
  /** Links in its head, at most 10. */
  links?: Array<StatusPageLinkInput> | null | undefined;
  /** Its logo. */
  logo?: StatusPageLogoInput | null | undefined;
  /** Networks from which it is seen, where `access` is NETWORKS, such as `192.0.2.0/24`. */
  networks?: Array<string> | null | undefined;
  /** Organization that owns it; your personal one by default. */
  organizationId?: string | null | undefined;
  /** Its password, where `access` is PASSWORD. */
  password?: string | null | undefined;
  /** Whether it publishes incidents of its websites by itself; false by default. */
  publishIncidents?: boolean | null | undefined;
  /** Whether it is published at once; true by default. Only members see a draft. */
  published?: boolean;
  /**
   * Its part of the address `/status/{slug}`: lower-case letters, digits and hyphens; unique in
   * the installation.
   */
  slug: string;
  /** What it says below its title, in Markdown. */
  text?: string | null | undefined;
  /** Displayed title. */
  title: string;
  /** Websites that it shows, in order; short for `components`. */
  websites?: Array<StatusPageWebsiteInput> | null | undefined;
};

/** A website to watch. */
export type CreateWebsiteInput = {
  /** Details of the kind of check that the URL's scheme selects. */
  check?: CheckInput | null | undefined;
  /**
   * How long the website must be down before an incident opens, in seconds, 0 to 86,400; 0
   * by default.
   */
  confirmationSecs?: number | null | undefined;
  /**
   * A check is degraded if its response time exceeds this, in milliseconds, 1 to
   * `timeoutMs`; never by default.
   */
  degradedAboveMs?: number | null | undefined;
  /**
   * A check is down if its response time exceeds this, in milliseconds, greater than
   * `degradedAboveMs`; never by default.
   */
  downAboveMs?: number | null | undefined;
  /** Interval between checks, in seconds, 10 to 86,400; 180 by default. */
  intervalSecs?: number | null | undefined;
  /** Which IP versions a check uses; both by default. */
  ipVersion?: IpVersion | null | undefined;
  /** Displayed name; the URL's host by default. */
  name?: string | null | undefined;
  /** Organization that owns it; your personal one by default. */
  organizationId?: string | null | undefined;
  /**
   * How many regions must report down: `any`, `majority` (default), `all`, or a number, at most
   * that of `regions`. For all regions it may exceed those there are, since some may come; until
   * then all must.
   */
  quorum?: string | null | undefined;
  /**
   * How long the website must be well before its incident resolves, in seconds, 0 to 86,400;
   * 60 by default.
   */
  recoverySecs?: number | null | undefined;
  /** Names of the regions to check from; null for all regions, including future ones. */
  regions?: Array<string> | null | undefined;
  /** Number of further attempts after a failed one, 0 to 3; 1 by default. */
  retries?: number | null | undefined;
  /** Its tags, at most 20, as `name` or `name:value`. Missing ones are created. */
  tags?: Array<string> | null | undefined;
  /** Time limit of one attempt, in milliseconds, 500 to 60,000; 10,000 by default. */
  timeoutMs?: number | null | undefined;
  /** Requirements on TLS, for checks that use it. */
  tls?: TlsInput | null | undefined;
  /**
   * Target of the checks, at most 2,048 characters and without credentials. `https://` is
   * prepended if the scheme is missing.
   */
  url: string;
};

/** Maintenance when a cron expression fires. */
export type CronMaintenanceInput = {
  /** How long each window lasts, in seconds, 60 to 604,800. */
  durationSecs: number;
  /**
   * Minute, hour, day of the month, month and day of the week, such as `0 2 * * 1`; at most
   * every 15 minutes.
   */
  expression: string;
};

/** Maintenance on each day. */
export type DailyMaintenanceInput = {
  /** Time of day at which it begins, such as `22:00`. */
  from: string;
  /** Time of day at which it ends, up to `24:00`; on the next day if not after `from`. */
  to: string;
};

/** What a delivery tells. */
export type DeliveryKind =
  /** A certificate expires soon. */
  | 'CERTIFICATE_EXPIRING'
  /** Another channel of the organization cannot deliver. */
  | 'CHANNEL_TROUBLE'
  /** A website is degraded. */
  | 'DEGRADED'
  /** Somebody acknowledged an incident. */
  | 'INCIDENT_ACKNOWLEDGED'
  /** An incident opened, or is still open. */
  | 'INCIDENT_OPENED'
  /** An incident resolved. */
  | 'INCIDENT_RESOLVED'
  /** Upbeat itself has a problem. */
  | 'INSTANCE_TROUBLE'
  /** Some regions report a website down, but fewer than its quorum. */
  | 'PARTIAL'
  /** A region is silent or impaired. */
  | 'REGION_TROUBLE'
  /** Many alerts in one message. */
  | 'SUMMARY'
  /** A test that a person sent. */
  | 'TEST';

/** What has become of a delivery. */
export type DeliveryState =
  /** The receiver took it. */
  | 'DELIVERED'
  /**
   * It was no longer wanted: its channel was paused or deleted, or what it tells was over
   * before anybody was told that it had begun.
   */
  | 'DROPPED'
  /** It could not be delivered within 24 hours, or it is a test, which is tried once. */
  | 'EXPIRED'
  /** The receiver will never take it. */
  | 'REFUSED'
  /** It went into a summary. */
  | 'SUMMARIZED'
  /** It waits to be sent, for the first time or again. */
  | 'WAITING';

/** Discord, by a webhook. */
export type DiscordChannelInput = {
  /** Whether the channel is a forum, where each incident is a post. */
  forum?: boolean | null | undefined;
  /** Id of the thread that it writes to. */
  threadId?: string | null | undefined;
  /** URL of the webhook. */
  url: string;
};

/** A DNS query. */
export type DnsCheckInput = {
  /** Values that must all be among the answers, at most 50. */
  expect?: Array<string>;
  /**
   * Expected response code: `NOERROR` (default), `NXDOMAIN`, `SERVFAIL`, `REFUSED`,
   * `FORMERR` or `NOTIMP`.
   */
  rcode?: string | null | undefined;
  /** Record type to query. */
  record?: DnsRecord;
  /**
   * Name server to query, an address or a host name, with or without a port; the prober's
   * own resolver by default.
   */
  server?: string | null | undefined;
};

/** A type of DNS record. */
export type DnsRecord =
  /** An IPv4 address. */
  | 'A'
  /** An IPv6 address. */
  | 'AAAA'
  /** Certification authorities that may issue certificates for the name. */
  | 'CAA'
  /** The canonical name of an alias. */
  | 'CNAME'
  /** The name's mail servers. */
  | 'MX'
  /** The zone's name servers. */
  | 'NS'
  /** The host name of an address. */
  | 'PTR'
  /** The start of a zone of authority. */
  | 'SOA'
  /** The host and port of a service. */
  | 'SRV'
  /** Free-form text. */
  | 'TXT';

/** Email, by the installation's mail server or by one of your own. */
export type EmailChannelInput = {
  /** Sender on your own server, an address that may have a name; the user by default. */
  from?: string | null | undefined;
  /** Name or address of your own mail server; the installation's by default. */
  host?: string | null | undefined;
  /** Their password. */
  password?: string | null | undefined;
  /** Port of your own server; the usual one of `security` by default. */
  port?: number | null | undefined;
  /** How your own server is spoken to; STARTTLS by default, or TLS on port 465. */
  security?: MailSecurity | null | undefined;
  /** Addresses of the recipients, 1 to 20; each gets a mail of its own. */
  to: Array<string>;
  /** Who logs in to your own server. */
  user?: string | null | undefined;
};

/** A new passkey. */
export type FinishPasskeyRegistrationInput = {
  /** JSON of what `navigator.credentials.create` has made: that of its `toJSON()`. */
  credential: string;
  /** Displayed name, such as the device's. */
  name: string;
  /** Token of the challenge. */
  token: string;
};

/** Google Chat, by a webhook. */
export type GoogleChatChannelInput = {
  /** URL of the webhook. */
  url: string;
};

/** Gotify. */
export type GotifyChannelInput = {
  /** Token of an application. */
  token: string;
  /** Where the server is. */
  url: string;
};

/** A request header. Its value is a secret, which no query returns. */
export type HeaderInput = {
  /** Name of the header. */
  name: string;
  /**
   * Value of the header, at most 8 KiB on one line. Null keeps the stored value of the
   * header with this name.
   */
  value?: string | null | undefined;
};

/** An HTTP request and the conditions its response must meet. */
export type HttpCheckInput = {
  /** Conditions on the response, at most 20. All of them must hold. */
  assertions?: Array<AssertionInput>;
  /** User and password (RFC 7617). */
  basicAuth?: BasicAuthInput | null | undefined;
  /** A token (RFC 6750), instead of `basicAuth`. Null keeps the stored token. */
  bearerToken?: string | null | undefined;
  /** Request body, at most 64 KiB. Not allowed for GET and HEAD. */
  body?: string | null | undefined;
  /**
   * Maximum number of bytes to read of the decoded body, 1,024 to 10,485,760; 1 MiB by
   * default.
   */
  bodyLimitBytes?: number;
  /** Presented to servers that request one. Null keeps the stored certificate. */
  clientCertificate?: ClientCertificateInput | null | undefined;
  /**
   * Address or name to connect to instead of the URL's host, with or without a port, for
   * example one server behind a load balancer. It also applies to redirects to the same
   * host. Changing it requires the secrets to be given again.
   */
  connectTo?: string | null | undefined;
  /**
   * Additional request headers, at most 50. Headers that control message framing and
   * connections (`Content-Length`, `Connection`, …) are rejected. So is `Host`; use `host`
   * instead.
   */
  headers?: Array<HeaderInput>;
  /**
   * Host to send in the request and in TLS instead of the URL's, with or without a port;
   * the URL then only says where to connect. Changing the host requires the secrets to be
   * given again.
   */
  host?: string | null | undefined;
  /**
   * Maximum number of redirects to follow, 0 to 10. With 0, the redirect itself is the
   * response.
   */
  maxRedirects?: number;
  /** Request method, at most 20 characters. CONNECT and TRACE are not allowed. */
  method?: string;
  /** Accepted statuses, such as `200-299,401`. */
  statuses?: string;
  /** Required HTTP version. */
  version?: HttpVersion;
};

/** The required HTTP version. */
export type HttpVersion =
  /** The server's choice over TLS, HTTP/1.1 otherwise. */
  | 'ANY'
  /** HTTP/1.1. */
  | 'HTTP_1_1'
  /** HTTP/2; without TLS, by prior knowledge. */
  | 'HTTP_2';

/** incident.io, by an HTTP alert source. */
export type IncidentIoChannelInput = {
  /** Where the API is; incident.io's own by default. */
  baseUrl?: string | null | undefined;
  /** Id of the alert source, the last part of its URL. */
  source: string;
  /** Token of the alert source. */
  token: string;
};

/** What a verdict says. */
export type IncidentVerdictKind =
  /** Regions failed, but fewer than the quorum. */
  | 'BELOW_QUORUM'
  /** The website was down while in maintenance. */
  | 'MAINTENANCE'
  /** An incident opened. */
  | 'OPENED'
  /** An incident resolved. */
  | 'RESOLVED'
  /** The website was down after a person had resolved its incident. */
  | 'RESOLVED_BY_HAND'
  /** The website was down, but for less time than its confirmation takes. */
  | 'UNCONFIRMED';

/** An invitation to make. */
export type InviteMemberInput = {
  /**
   * Address that it is for: only an account with it may accept. It gets a mail with the link, if
   * this installation has a mail server. Without it, whoever has the link may accept, once.
   */
  email?: string | null | undefined;
  /** The organization. */
  organizationId: string;
  /** Role that it gives, at most your own. */
  role: Role;
};

/** Which IP versions a check uses. */
export type IpVersion =
  /** Both, raced against each other (RFC 8305). */
  | 'ANY'
  /** IPv4 only. */
  | 'V4'
  /** IPv6 only. */
  | 'V6';

/** Jira Service Management, or Opsgenie. */
export type JiraChannelInput = {
  /**
   * Where alerts are created; Jira Service Management by default,
   * `https://api.opsgenie.com/v2/alerts` for Opsgenie.
   */
  baseUrl?: string | null | undefined;
  /** Key of an integration of the type API. */
  key: string;
};

/** How a mail server is spoken to. */
export type MailSecurity =
  /** Not encrypted. */
  | 'NONE'
  /** STARTTLS, which is required, usually on port 587. */
  | 'STARTTLS'
  /** TLS from the first byte, usually on port 465. */
  | 'TLS';

/**
 * When maintenance takes place more than once: exactly one of the fields. Times are local times
 * of its time zone. Of a time that the clocks skip it is the first instant after the gap; of a
 * time that comes twice, a window begins at the first and ends at the second.
 */
export type MaintenanceRuleInput = {
  /** When a cron expression fires. */
  cron?: CronMaintenanceInput | null | undefined;
  /** Each day. */
  daily?: DailyMaintenanceInput | null | undefined;
  /** On days of the month. */
  monthly?: MonthlyMaintenanceInput | null | undefined;
  /** On days of the week. */
  weekly?: WeeklyMaintenanceInput | null | undefined;
};

/** Whether maintenance goes on. */
export type MaintenanceState =
  /** A window goes on. */
  | 'ACTIVE'
  /** No window goes on, and none is to come. */
  | 'PAST'
  /** No window goes on, and one is to come. */
  | 'UPCOMING';

/** A room of Matrix without encryption. */
export type MatrixChannelInput = {
  /** Id of the room: `!…:example.org`, not its alias. */
  room: string;
  /** Access token of a user who is in the room. */
  token: string;
  /** Where the home server is. */
  url: string;
};

/** Mattermost, by an incoming webhook. */
export type MattermostChannelInput = {
  /** Name of another channel than the webhook's own. */
  channel?: string | null | undefined;
  /** URL of the webhook. */
  url: string;
};

/** A member of an organization. */
export type MemberInput = {
  /** The organization. */
  organizationId: string;
  /** Identifier of the member's account. */
  userId: string;
};

/** Maintenance on days of the month. */
export type MonthlyMaintenanceInput = {
  /** Days on which it begins, 1 to 31. A day that a month does not have is its last day. */
  days: Array<number>;
  /** Time of day at which it begins, such as `22:00`. */
  from: string;
  /** Time of day at which it ends, up to `24:00`; on the next day if not after `from`. */
  to: string;
};

/** A name and its value. */
export type NameAndValueInput = {
  /** The name. */
  name: string;
  /** The value. */
  value: string;
};

/** A topic of ntfy. */
export type NtfyChannelInput = {
  /** Where the server is; `https://ntfy.sh` by default. */
  baseUrl?: string | null | undefined;
  /** Token of a user: `tk_…`. */
  token?: string | null | undefined;
  /** The topic. Whoever knows it can read it, so it is secret. */
  topic: string;
};

/** The outcome of a check. */
export type Outcome =
  /** The website works, but worse than expected. */
  | 'DEGRADED'
  /** The website does not work as expected. */
  | 'DOWN'
  /** Nothing was measured: the prober failed, or the target was refused. */
  | 'UNMEASURED'
  /** The website works as expected. */
  | 'UP';

/** PagerDuty, by an integration of the Events API v2. */
export type PagerDutyChannelInput = {
  /** Where the API is; PagerDuty's own by default, `https://events.eu.pagerduty.com` in Europe. */
  baseUrl?: string | null | undefined;
  /** Routing key of the integration. */
  routingKey: string;
};

/** ICMP echo requests. */
export type PingCheckInput = {
  /** Number of echo requests to send, 1 to 10. */
  count?: number;
  /**
   * The check is degraded if the mean difference between consecutive round trips is greater
   * than this, in milliseconds; never by default.
   */
  degradedAboveJitterMs?: number | null | undefined;
  /** The check is down if more than this percentage of requests is lost, 0 to 99. */
  maxLossPercent?: number;
};

/** An update of an incident of a status page. */
export type PostStatusUpdateInput = {
  /** Components that the trouble affects from now on; those of the update before by default. */
  affected?: Array<AffectedComponentInput> | null | undefined;
  /** How far the work is. */
  state: StatusUpdateState;
  /** Identifier of the incident of the page. */
  statusPageIncidentId: string;
  /** What is new, in Markdown. */
  text: string;
};

/** A template to try out. */
export type PreviewTemplateInput = {
  /** Kind of the alert that it is rendered for, with sample facts. */
  kind: AlertKind;
  /** The template of a webhook's body. */
  template: string;
};

/** Pushover. */
export type PushoverChannelInput = {
  /** Where the API is; Pushover's own by default. */
  baseUrl?: string | null | undefined;
  /** Name of one device of the user. */
  device?: string | null | undefined;
  /**
   * Whether an opened incident sounds again each minute until it is acknowledged, for at most
   * an hour.
   */
  emergency?: boolean | null | undefined;
  /** Token of an application. */
  token: string;
  /** Key of a user or a group. */
  user: string;
};

/** Hours in which a channel is not disturbed. */
export type QuietHoursInput = {
  /** Days on which they begin, 1 (Monday) to 7 (Sunday); every day by default. */
  days?: Array<number> | null | undefined;
  /** Kinds of alerts that break them. */
  except?: Array<AlertKind> | null | undefined;
  /** Time of day at which they begin, in the channel's time zone, such as `22:00`. */
  from: string;
  /** Time of day at which they end, up to `24:00`; on the next day if not after `from`. */
  to: string;
};

/** Who may sign up by password. */
export type Registration =
  /** Nobody. */
  | 'CLOSED'
  /** Whoever has an invitation to an organization. */
  | 'INVITED'
  /** Everybody. */
  | 'OPEN';

/** What shows that it is you. */
export type RemoveTotpInput = {
  /** A code of your app, or a recovery code. */
  code: string;
  /** Your password. */
  currentPassword: string;
};

/** What shows that it is you. */
export type ReplaceRecoveryCodesInput = {
  /** A code of your app, or a recovery code. */
  code: string;
  /** Your password. */
  currentPassword: string;
};

/** An account whose password is to be reset. */
export type RequestPasswordResetInput = {
  /** Email address of the account. */
  email: string;
};

/** A new password, by a link that was mailed. */
export type ResetPasswordInput = {
  /** The new password, 12 to 128 characters. */
  newPassword: string;
  /** Token of the link: what follows the `#`. */
  token: string;
};

/** What a member may do; each role may do what those before it may. */
export type Role =
  /** Also renames the organization, and invites, changes and removes members. */
  | 'ADMIN'
  /** Also changes websites, channels and maintenance, and works on incidents. */
  | 'MEMBER'
  /** Also hands the organization over, and deletes it. */
  | 'OWNER'
  /** Reads everything; secrets are never returned. */
  | 'VIEWER';

/** A member's new role. */
export type SetRoleInput = {
  /** The organization. */
  organizationId: string;
  /** The role, at most your own. */
  role: Role;
  /** Identifier of the member's account. */
  userId: string;
};

/** What shows that it is you. */
export type SetUpTotpInput = {
  /** Your password. */
  currentPassword: string;
};

/** The answer to a challenge. */
export type SignInByPasskeyInput = {
  /** JSON of what `navigator.credentials.get` has found: that of its `toJSON()`. */
  credential: string;
  /** Token of the challenge. */
  token: string;
};

/** An account's credentials. */
export type SignInInput = {
  /**
   * A code of the account's authenticator app, or one of its recovery codes, if it has a second
   * factor. Without it the code of the error is `SECOND_FACTOR_REQUIRED`.
   */
  code?: string | null | undefined;
  /** Email address of the account. */
  email: string;
  /** Password of the account. */
  password: string;
};

/** A new account. */
export type SignUpInput = {
  /** Email address, which must not have an account yet. */
  email: string;
  /**
   * Token of an invitation to an organization, which is accepted. It is needed where
   * `signInOptions` has the registration `INVITED`.
   */
  invitation?: string | null | undefined;
  /** Password, 12 to 128 characters. */
  password: string;
};

/** Slack, by an incoming webhook or by a bot, which replies to its own messages. */
export type SlackChannelInput = {
  /** Where the API is; Slack's own by default. */
  baseUrl?: string | null | undefined;
  /** Id or name of the bot's channel. */
  channel?: string | null | undefined;
  /** Token of a bot: `xoxb-…`. */
  token?: string | null | undefined;
  /** URL of an incoming webhook; or else `token` and `channel`. */
  url?: string | null | undefined;
};

/** The greeting of a mail server, optionally upgraded to TLS. */
export type SmtpCheckInput = {
  /**
   * Whether `smtp://` upgrades to TLS with STARTTLS; `smtps://` uses TLS from the first
   * byte.
   */
  startTls?: StartTls;
};

/** What confirms that it is you. */
export type StartPasskeyRegistrationInput = {
  /** Your password, if you signed in more than ten minutes ago. */
  currentPassword?: string | null | undefined;
};

/** Whether a check upgrades to TLS with STARTTLS. */
export type StartTls =
  /** The check uses STARTTLS if the server offers it. */
  | 'IF_OFFERED'
  /** The check does not use STARTTLS. */
  | 'NEVER'
  /** The check is down if the server does not offer STARTTLS. */
  | 'REQUIRED';

/** Who may see a status page. */
export type StatusPageAccess =
  /** Members of the organization who are signed in. */
  | 'MEMBERS'
  /** Whoever comes from one of its networks. */
  | 'NETWORKS'
  /** Whoever knows its password. */
  | 'PASSWORD'
  /** Everybody. */
  | 'PUBLIC';

/** A component of a status page: exactly one of `websiteId`, `tag` and `status` is given. */
export type StatusPageComponentInput = {
  /** Whether its last 90 days are shown as bars; true by default. */
  bars?: boolean | null | undefined;
  /** What it is, in plain text. */
  description?: string | null | undefined;
  /** The component that it changes; a new one by default. */
  id?: string | null | undefined;
  /** Whether its median response time of the last 24 hours is shown; false by default. */
  latency?: boolean | null | undefined;
  /** What the public reads as its name. */
  name: string;
  /** Whether it is shown what each region says of it; false by default. */
  regions?: boolean | null | undefined;
  /** Section of the page in which it stands. */
  section?: string | null | undefined;
  /** The state that people set. */
  status?: ComponentStatus | null | undefined;
  /** The tag whose websites it shows together, with the worst of their states. */
  tag?: string | null | undefined;
  /** Whether its uptime in them is shown as a number; true by default. */
  uptime?: boolean | null | undefined;
  /** The website that it shows. */
  websiteId?: string | null | undefined;
};

/** A language that status pages speak. */
export type StatusPageLanguage =
  /** English. */
  | 'ENGLISH'
  /** French. */
  | 'FRENCH'
  /** German. */
  | 'GERMAN'
  /** Japanese. */
  | 'JAPANESE'
  /** Portuguese. */
  | 'PORTUGUESE'
  /** Spanish. */
  | 'SPANISH';

/** A link in the head of a status page. */
export type StatusPageLinkInput = {
  /** Its text. */
  label: string;
  /** Where it leads to, by `https://`, `http://` or `mailto:`. */
  url: string;
};

/** The logo of a status page. */
export type StatusPageLogoInput = {
  /** The image in Base64, at most 64 KiB. */
  base64: string;
  /** Its media type: `image/png`, `image/jpeg`, `image/webp` or `image/svg+xml`. */
  mediaType: string;
};

/** A website that a status page shows. */
export type StatusPageWebsiteInput = {
  /** What the public reads as its name. */
  name: string;
  /** The website. */
  websiteId: string;
};

/** How far the work on a trouble is. */
export type StatusUpdateState =
  /** The cause is known. */
  | 'IDENTIFIED'
  /** Somebody looks for the cause. */
  | 'INVESTIGATING'
  /** It is mended, and somebody watches whether it stays so. */
  | 'MONITORING'
  /** It is over. */
  | 'RESOLVED';

/** Tags to add to many websites, and to remove from them. */
export type TagWebsitesInput = {
  /** Tags to add, at most 20, as `name` or `name:value`. Missing ones are created. */
  add?: Array<string> | null | undefined;
  /** Tags to remove, at most 20. */
  remove?: Array<string> | null | undefined;
  /** The websites. */
  websites: WebsiteSelectionInput;
};

/** A TCP connection, optionally with data to send and to expect. */
export type TcpCheckInput = {
  /** Text that must appear in the first 64 KiB received, at most 4 KiB. */
  expect?: string | null | undefined;
  /** Data to send once connected, at most 64 KiB. */
  send?: string | null | undefined;
  /** Whether the connection uses TLS. */
  tls?: boolean;
};

/** Microsoft Teams, by a workflow. */
export type TeamsChannelInput = {
  /** URL of the workflow. */
  url: string;
};

/** Telegram, by a bot. */
export type TelegramChannelInput = {
  /** Where the API is; Telegram's own by default. */
  baseUrl?: string | null | undefined;
  /** Id of the chat, or the name of a public channel with its `@`. */
  chatId: string;
  /** Token of the bot: `123456:ABC…`. */
  token: string;
  /** Id of the topic in the chat. */
  topicId?: number | null | undefined;
};

/** What requested a check. */
export type TickOrigin =
  /** The confirmation of a failing vote. */
  | 'CONFIRMATION'
  /** A person, by creating, resuming or editing the website or by "check now". */
  | 'PERSON'
  /** The website's schedule. Only these ticks count in the ledger. */
  | 'SCHEDULE';

/** What an entry of an incident's timeline tells. */
export type TimelineEntryKind =
  /** Somebody acknowledged the incident. */
  | 'ACKNOWLEDGED'
  /** Somebody changed what is checked; the incident goes on. */
  | 'EDITED'
  /** Somebody wrote a note. */
  | 'NOTE'
  /** The incident opened. */
  | 'OPENED'
  /** A region's view of the website changed. */
  | 'REGION'
  /** The incident resolved. */
  | 'RESOLVED';

/** A TLS handshake. */
export type TlsCheckInput = {
  /** Address or name to connect to instead of the URL's host, with or without a port. */
  connectTo?: string | null | undefined;
};

/**
 * Requirements on TLS for every kind of check that uses it. The new requirements replace the
 * old ones: omitted fields take their defaults.
 */
export type TlsInput = {
  /** The check is degraded if the certificate expires in fewer days, 0 to 365. */
  degradedBelowDays?: number;
  /** Whether to record certificate problems without failing the check. */
  ignoreErrors?: boolean;
  /** The check is down below this version; TLS 1.2 by default. */
  minVersion?: TlsVersion | null | undefined;
};

/** A version of TLS. */
export type TlsVersion =
  /** TLS 1.2. */
  | 'TLS_1_2'
  /** TLS 1.3. */
  | 'TLS_1_3';

/** Text messages by Twilio. */
export type TwilioChannelInput = {
  /** Id of the account: `AC…`. */
  account: string;
  /** Id of an API key, `SK…`, if the token is its secret. */
  apiKey?: string | null | undefined;
  /** Where the API is; Twilio's own by default. */
  baseUrl?: string | null | undefined;
  /** Who sends: a number as `+15005550006`, a name, or a messaging service as `MG…`. */
  from: string;
  /** Who receives: a number as `+15005550006`. */
  to: string;
  /** Token of the account, or secret of the API key. */
  token: string;
};

/** Changes to a channel. Omitted fields keep their values. */
export type UpdateChannelInput = {
  /** Prometheus Alertmanager. */
  alertmanager?: AlertmanagerChannelInput | null | undefined;
  /** The hundred services of an Apprise API server. */
  apprise?: AppriseChannelInput | null | undefined;
  /** Discord, by a webhook. */
  discord?: DiscordChannelInput | null | undefined;
  /** Email, by the installation's mail server or by one of your own. */
  email?: EmailChannelInput | null | undefined;
  /** Whether it hears what other channels cannot deliver for five minutes. */
  fallback?: boolean | null | undefined;
  /** Google Chat, by a webhook. */
  googleChat?: GoogleChatChannelInput | null | undefined;
  /** Gotify. */
  gotify?: GotifyChannelInput | null | undefined;
  /** Identifier of the channel. */
  id: string;
  /** incident.io, by an HTTP alert source. */
  incidentIo?: IncidentIoChannelInput | null | undefined;
  /** Jira Service Management, or Opsgenie. */
  jira?: JiraChannelInput | null | undefined;
  /** Kinds of alerts that it hears. */
  kinds?: Array<AlertKind> | null | undefined;
  /** A room of Matrix without encryption. */
  matrix?: MatrixChannelInput | null | undefined;
  /** Mattermost, by an incoming webhook. */
  mattermost?: MattermostChannelInput | null | undefined;
  /** Displayed name. */
  name?: string | null | undefined;
  /** A topic of ntfy. */
  ntfy?: NtfyChannelInput | null | undefined;
  /** PagerDuty, by an integration of the Events API v2. */
  pagerduty?: PagerDutyChannelInput | null | undefined;
  /** Pushover. */
  pushover?: PushoverChannelInput | null | undefined;
  /** Hours in which it is not disturbed; null for none. */
  quiet?: QuietHoursInput | null | undefined;
  /** Repeats that an incident is open, every so many seconds, 300 to 604,800; null for never. */
  repeatSecs?: number | null | undefined;
  /** Slack, by an incoming webhook or by a bot, which replies to its own messages. */
  slack?: SlackChannelInput | null | undefined;
  /** Tags, at most 20: it hears of websites with one of them, too; null for none. */
  tags?: Array<string> | null | undefined;
  /** Microsoft Teams, by a workflow. */
  teams?: TeamsChannelInput | null | undefined;
  /** Telegram, by a bot. */
  telegram?: TelegramChannelInput | null | undefined;
  /** IANA time zone of its quiet hours and of the times in its messages; null for UTC. */
  timeZone?: string | null | undefined;
  /** Text messages by Twilio. */
  twilio?: TwilioChannelInput | null | undefined;
  /** HTTP requests to a program of yours, signed by the Standard Webhooks specification. */
  webhook?: WebhookChannelInput | null | undefined;
  /** Websites that it hears of; null for all, including future ones. */
  websiteIds?: Array<string> | null | undefined;
};

/** Changes to an organization. */
export type UpdateOrganizationInput = {
  /** Identifier of the organization. */
  id: string;
  /** Displayed name, 1 to 100 characters. */
  name: string;
};

/** Changes to an incident of a status page. Omitted fields keep their values. */
export type UpdateStatusPageIncidentInput = {
  /** When the trouble began. */
  beganAt?: string | null | undefined;
  /** Identifier of the incident of the page. */
  id: string;
  /** Displayed title. */
  title?: string | null | undefined;
};

/** Changes to a status page. Omitted fields keep their values. */
export type UpdateStatusPageInput = {
  /** Who may see it. */
  access?: StatusPageAccess | null | undefined;
  /** Color of its head and links; null for the usual one. */
  color?: string | null | undefined;
  /**
   * What it shows the state of, in order; it replaces the list. Those with an `id` stay who they
   * are.
   */
  components?: Array<StatusPageComponentInput> | null | undefined;
  /** Whether sections are folded while everything in them works. */
  foldSections?: boolean | null | undefined;
  /** A host of its own; null for none. */
  host?: string | null | undefined;
  /** Identifier of the status page. */
  id: string;
  /** Language of its own words. */
  language?: StatusPageLanguage | null | undefined;
  /** Links in its head, at most 10. */
  links?: Array<StatusPageLinkInput> | null | undefined;
  /** Its logo; null for none. */
  logo?: StatusPageLogoInput | null | undefined;
  /** Networks from which it is seen. */
  networks?: Array<string> | null | undefined;
  /** Its password. */
  password?: string | null | undefined;
  /** Whether it publishes incidents of its websites by itself. */
  publishIncidents?: boolean | null | undefined;
  /** Its part of the address `/status/{slug}`. */
  slug?: string | null | undefined;
  /** What it says below its title, in Markdown; null for nothing. */
  text?: string | null | undefined;
  /** Displayed title. */
  title?: string | null | undefined;
};

/** Changes to a website. Omitted fields keep their values. */
export type UpdateWebsiteInput = {
  /** New details of the check, replacing the old ones. They void earlier votes. */
  check?: CheckInput | null | undefined;
  /** How long the website must be down before an incident opens, in seconds, 0 to 86,400. */
  confirmationSecs?: number | null | undefined;
  /** A check is degraded if its response time exceeds this, in milliseconds; null for never. */
  degradedAboveMs?: number | null | undefined;
  /** A check is down if its response time exceeds this, in milliseconds; null for never. */
  downAboveMs?: number | null | undefined;
  /** Identifier of the website. */
  id: string;
  /** Interval between checks, in seconds, 10 to 86,400. */
  intervalSecs?: number | null | undefined;
  /** Which IP versions a check uses. */
  ipVersion?: IpVersion | null | undefined;
  /** Displayed name. */
  name?: string | null | undefined;
  /**
   * How many regions must report down: `any`, `majority`, `all`, or a number, at most that of
   * `regions`. For all regions it may exceed those there are, since some may come; until then
   * all must.
   */
  quorum?: string | null | undefined;
  /** How long the website must be well before its incident resolves, in seconds, 0 to 86,400. */
  recoverySecs?: number | null | undefined;
  /** Names of the regions to check from; null for all regions, including future ones. */
  regions?: Array<string> | null | undefined;
  /** Number of further attempts after a failed one, 0 to 3. */
  retries?: number | null | undefined;
  /** Its tags, replacing the old ones, at most 20. Missing ones are created. */
  tags?: Array<string> | null | undefined;
  /** Time limit of one attempt, in milliseconds, 500 to 60,000. */
  timeoutMs?: number | null | undefined;
  /** Requirements on TLS, replacing the old ones. */
  tls?: TlsInput | null | undefined;
  /**
   * New target, which voids earlier votes. If it selects another kind of check and `check`
   * is omitted, the check takes that kind's defaults.
   */
  url?: string | null | undefined;
};

/** Changes to many websites. Omitted fields keep their values. */
export type UpdateWebsitesInput = {
  /** How long a website must be down before an incident opens, in seconds, 0 to 86,400. */
  confirmationSecs?: number | null | undefined;
  /** A check is degraded if its response time exceeds this, in milliseconds; null for never. */
  degradedAboveMs?: number | null | undefined;
  /** A check is down if its response time exceeds this, in milliseconds; null for never. */
  downAboveMs?: number | null | undefined;
  /** Interval between checks, in seconds, 10 to 86,400. */
  intervalSecs?: number | null | undefined;
  /** Which IP versions a check uses. */
  ipVersion?: IpVersion | null | undefined;
  /**
   * How many regions must report down: `any`, `majority`, `all`, or a number, at most that of
   * `regions`.
   */
  quorum?: string | null | undefined;
  /** How long a website must be well before its incident resolves, in seconds, 0 to 86,400. */
  recoverySecs?: number | null | undefined;
  /** Names of the regions to check from; null for all regions, including future ones. */
  regions?: Array<string> | null | undefined;
  /** Number of further attempts after a failed one, 0 to 3. */
  retries?: number | null | undefined;
  /** Tags, replacing the old ones, at most 20. Missing ones are created. */
  tags?: Array<string> | null | undefined;
  /** Time limit of one attempt, in milliseconds, 500 to 60,000. */
  timeoutMs?: number | null | undefined;
  /** Requirements on TLS, replacing the old ones. */
  tls?: TlsInput | null | undefined;
  /** The websites. */
  websites: WebsiteSelectionInput;
};

/** The effect of a tested condition. */
export type Verdict =
  /** The condition does not hold, which makes the website degraded. */
  | 'DEGRADED'
  /** The condition does not hold, which makes the website down. */
  | 'FAILED'
  /** The condition holds. */
  | 'PASSED';

/** A link that was mailed to verify an address. */
export type VerifyEmailInput = {
  /** Token of the link: what follows the `#`. */
  token: string;
};

/** A WebSocket handshake, optionally with a message to send and to expect. */
export type WebSocketCheckInput = {
  /**
   * Address or name to connect to instead of the URL's host, with or without a port, for
   * example one server behind a load balancer. It also applies to redirects to the same
   * host. Changing it requires the secrets to be given again.
   */
  connectTo?: string | null | undefined;
  /** Text that must appear in the first text message received, at most 4 KiB. */
  expect?: string | null | undefined;
  /** Additional request headers, at most 50. */
  headers?: Array<HeaderInput>;
  /**
   * Host to send in the request and in TLS instead of the URL's, with or without a port;
   * the URL then only says where to connect. Changing the host requires the secrets to be
   * given again.
   */
  host?: string | null | undefined;
  /** Text message to send, at most 64 KiB. */
  send?: string | null | undefined;
  /** Subprotocol to offer. The server must select it. */
  subprotocol?: string | null | undefined;
};

/** HTTP requests to a program of yours, signed by the Standard Webhooks specification. */
export type WebhookChannelInput = {
  /** Further headers, at most 20, each once. */
  headers?: Array<NameAndValueInput> | null | undefined;
  /** The secret before, which also signs while receivers change over. */
  previousSecret?: string | null | undefined;
  /** What requests are signed with: `whsec_` and the Base64 of 24 to 64 random bytes. */
  secret: string;
  /**
   * Body of the requests, a Jinja template, instead of the usual event; `previewTemplate` shows
   * what it makes. Null for the usual event.
   */
  template?: string | null | undefined;
  /** Who is asked. */
  url: string;
};

/** Which websites are meant; each part restricts further. */
export type WebsiteFilterInput = {
  /** Only websites with one of these kinds of checks. */
  kinds?: Array<CheckKind> | null | undefined;
  /** Only websites that are checked from the region with this name. */
  region?: string | null | undefined;
  /**
   * Text that the name or URL must contain, at most 200 characters. Case and Unicode form do
   * not matter; internationalized hosts match in Unicode and in `xn--` form.
   */
  search?: string | null | undefined;
  /** Only websites with one of these current statuses. */
  status?: Array<WebsiteStatus> | null | undefined;
  /**
   * Only websites with these tags, at most 50. Of tags with the same name one is enough; a name
   * without a value stands for any value.
   */
  tags?: Array<string> | null | undefined;
};

/** Websites of an organization: those with some ids, or those that match a filter; at most 5,000. */
export type WebsiteSelectionInput = {
  /** A filter that they match; an empty one selects all. */
  filter?: WebsiteFilterInput | null | undefined;
  /** Their ids. Exactly one of `ids` and `filter` must be given. */
  ids?: Array<string> | null | undefined;
  /** Organization that owns them; your personal one by default. */
  organizationId?: string | null | undefined;
};

/** What websites are ordered by; equal ones by creation. */
export type WebsiteSort =
  /** Creation, oldest first. */
  | 'CREATED'
  /** When the status began, newest first. */
  | 'LAST_CHANGE'
  /** Name, ignoring case. */
  | 'NAME'
  /**
   * 95th percentile of the response time in the whole hours of the last 24 hours, slowest
   * first, unmeasured ones last; for at most 2,000 websites.
   */
  | 'P95'
  /** Severity of the status: down, partial, degraded, unmeasured, pending, up, paused. */
  | 'SEVERITY'
  /**
   * Uptime of the last 24 hours, lowest first, unmeasured ones last; for at most 2,000
   * websites.
   */
  | 'UPTIME';

/** The status of a website. */
export type WebsiteStatus =
  /** Degraded by quorum. */
  | 'DEGRADED'
  /** Down by quorum. */
  | 'DOWN'
  /** Some regions report down, but fewer than the quorum. */
  | 'PARTIAL'
  /** Checks are paused. */
  | 'PAUSED'
  /** No result yet. */
  | 'PENDING'
  /** No fresh vote, or too few to decide. */
  | 'UNMEASURED'
  /** Neither down, partial nor degraded by the fresh votes. */
  | 'UP';

/** Maintenance on days of the week. */
export type WeeklyMaintenanceInput = {
  /** Days on which it begins, 1 (Monday) to 7 (Sunday). */
  days: Array<number>;
  /** Time of day at which it begins, such as `22:00`. */
  from: string;
  /** Time of day at which it ends, up to `24:00`; on the next day if not after `from`. */
  to: string;
};

/** A rolling window that ends now. */
export type Window =
  /** 1 day. */
  | 'DAY'
  /** 30 days. */
  | 'MONTH'
  /** 90 days. */
  | 'QUARTER'
  /** 7 days. */
  | 'WEEK'
  /** 365 days. */
  | 'YEAR';

export type SessionQueryVariables = Exact<{ [key: string]: never; }>;


export type SessionQuery = { viewer: { id: string, email: string } | null, organizations: Array<{ id: string, name: string, personal: boolean, role: Role }> };

export type SignInOptionsQueryVariables = Exact<{ [key: string]: never; }>;


export type SignInOptionsQuery = { signInOptions: { passwords: boolean, passkeys: boolean, registration: Registration, mail: boolean, singleSignOn: { name: string } | null } };

export type BulkResultFragment = { ids: Array<string>, errors: Array<{ websiteId: string, message: string, code: string, field: string | null, retryAfterSecs: number | null }> };

export type PauseWebsitesMutationVariables = Exact<{
  input: WebsiteSelectionInput;
}>;


export type PauseWebsitesMutation = { pauseWebsites: { ids: Array<string>, errors: Array<{ websiteId: string, message: string, code: string, field: string | null, retryAfterSecs: number | null }> } };

export type ResumeWebsitesMutationVariables = Exact<{
  input: WebsiteSelectionInput;
}>;


export type ResumeWebsitesMutation = { resumeWebsites: { ids: Array<string>, errors: Array<{ websiteId: string, message: string, code: string, field: string | null, retryAfterSecs: number | null }> } };

export type DeleteWebsitesMutationVariables = Exact<{
  input: WebsiteSelectionInput;
}>;


export type DeleteWebsitesMutation = { deleteWebsites: { ids: Array<string>, errors: Array<{ websiteId: string, message: string, code: string, field: string | null, retryAfterSecs: number | null }> } };

export type TagWebsitesMutationVariables = Exact<{
  input: TagWebsitesInput;
}>;


export type TagWebsitesMutation = { tagWebsites: { ids: Array<string>, errors: Array<{ websiteId: string, message: string, code: string, field: string | null, retryAfterSecs: number | null }> } };

export type UpdateWebsitesMutationVariables = Exact<{
  input: UpdateWebsitesInput;
}>;


export type UpdateWebsitesMutation = { updateWebsites: { ids: Array<string>, errors: Array<{ websiteId: string, message: string, code: string, field: string | null, retryAfterSecs: number | null }> } };

export type SettingsBeforeQueryVariables = Exact<{
  organizationId: string;
  after?: string | null | undefined;
}>;


export type SettingsBeforeQuery = { websites: { nodes: Array<{ id: string, intervalSecs: number, timeoutMs: number, retries: number, regions: Array<string> | null, quorum: string, confirmationSecs: number, recoverySecs: number, degradedAboveMs: number | null, downAboveMs: number | null, tags: Array<{ text: string }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SettingsBeforeFragment = { id: string, intervalSecs: number, timeoutMs: number, retries: number, regions: Array<string> | null, quorum: string, confirmationSecs: number, recoverySecs: number, degradedAboveMs: number | null, downAboveMs: number | null, tags: Array<{ text: string }> };

export type SessionsQueryVariables = Exact<{ [key: string]: never; }>;


export type SessionsQuery = { sessions: Array<{ id: string, device: string | null, address: string | null, createdAt: string, lastSeenAt: string | null, expiresAt: string, current: boolean }> };

export type RevokeSessionMutationVariables = Exact<{
  id: string;
}>;


export type RevokeSessionMutation = { revokeSession: string };

export type ChangePasswordMutationVariables = Exact<{
  input: ChangePasswordInput;
}>;


export type ChangePasswordMutation = { changePassword: boolean };

export type PasskeysQueryVariables = Exact<{ [key: string]: never; }>;


export type PasskeysQuery = { passkeys: Array<{ id: string, name: string, createdAt: string, lastUsedAt: string | null }> };

export type StartPasskeyRegistrationMutationVariables = Exact<{
  input: StartPasskeyRegistrationInput;
}>;


export type StartPasskeyRegistrationMutation = { startPasskeyRegistration: { token: string, options: string } };

export type FinishPasskeyRegistrationMutationVariables = Exact<{
  input: FinishPasskeyRegistrationInput;
}>;


export type FinishPasskeyRegistrationMutation = { finishPasskeyRegistration: { id: string } };

export type RemovePasskeyMutationVariables = Exact<{
  id: string;
}>;


export type RemovePasskeyMutation = { removePasskey: string };

export type SecondFactorQueryVariables = Exact<{ [key: string]: never; }>;


export type SecondFactorQuery = { secondFactor: { totp: boolean, recoveryCodesLeft: number } };

export type SetUpTotpMutationVariables = Exact<{
  input: SetUpTotpInput;
}>;


export type SetUpTotpMutation = { setUpTotp: { secret: string, uri: string } };

export type ConfirmTotpMutationVariables = Exact<{
  input: ConfirmTotpInput;
}>;


export type ConfirmTotpMutation = { confirmTotp: { codes: Array<string> } };

export type ReplaceRecoveryCodesMutationVariables = Exact<{
  input: ReplaceRecoveryCodesInput;
}>;


export type ReplaceRecoveryCodesMutation = { replaceRecoveryCodes: { codes: Array<string> } };

export type RemoveTotpMutationVariables = Exact<{
  input: RemoveTotpInput;
}>;


export type RemoveTotpMutation = { removeTotp: { totp: boolean } };

export type IdentitiesQueryVariables = Exact<{ [key: string]: never; }>;


export type IdentitiesQuery = { identities: Array<{ id: string, issuer: string, subject: string, createdAt: string }> };

export type UnlinkIdentityMutationVariables = Exact<{
  id: string;
}>;


export type UnlinkIdentityMutation = { unlinkIdentity: string };

export type AuditLogQueryVariables = Exact<{
  organizationId: string;
  filter?: AuditLogFilterInput | null | undefined;
  after?: string | null | undefined;
}>;


export type AuditLogQuery = { auditLog: { nodes: Array<{ id: string, createdAt: string, action: AuditAction, actor: string, userId: string | null, apiKeyId: string | null, address: string | null, objectId: string | null, objectName: string | null, changes: Array<{ field: string, before: string | null, after: string | null }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ChannelRowFragment = { id: string, name: string, kind: ChannelKind | null, kinds: Array<AlertKind>, websiteIds: Array<string> | null, paused: boolean, fallback: boolean, failingSince: string | null, broken: boolean, problem: string | null, tags: Array<{ text: string }> | null };

export type ChannelDetailsFragment = { repeatSecs: number | null, timeZone: string, id: string, name: string, kind: ChannelKind | null, kinds: Array<AlertKind>, websiteIds: Array<string> | null, paused: boolean, fallback: boolean, failingSince: string | null, broken: boolean, problem: string | null, settings: Array<{ name: string, value: string }>, quiet: { from: string, to: string, days: Array<number>, except: Array<AlertKind> } | null, tags: Array<{ text: string }> | null };

export type ChannelsQueryVariables = Exact<{
  organizationId: string;
}>;


export type ChannelsQuery = { channels: Array<{ id: string, name: string, kind: ChannelKind | null, kinds: Array<AlertKind>, websiteIds: Array<string> | null, paused: boolean, fallback: boolean, failingSince: string | null, broken: boolean, problem: string | null, tags: Array<{ text: string }> | null }> };

export type ChannelQueryVariables = Exact<{
  id: string;
}>;


export type ChannelQuery = { channel: { repeatSecs: number | null, timeZone: string, id: string, name: string, kind: ChannelKind | null, kinds: Array<AlertKind>, websiteIds: Array<string> | null, paused: boolean, fallback: boolean, failingSince: string | null, broken: boolean, problem: string | null, settings: Array<{ name: string, value: string }>, quiet: { from: string, to: string, days: Array<number>, except: Array<AlertKind> } | null, tags: Array<{ text: string }> | null } };

export type ChannelDeliveriesQueryVariables = Exact<{
  id: string;
  state?: DeliveryState | null | undefined;
  after?: string | null | undefined;
}>;


export type ChannelDeliveriesQuery = { channel: { deliveries: { nodes: Array<{ id: string, kind: DeliveryKind, state: DeliveryState, incidentId: string | null, websiteName: string | null, createdAt: string, endedAt: string | null, channel: { id: string, name: string, kind: ChannelKind | null } | null, attempts: Array<{ at: string, outcome: AttemptOutcome, status: number | null, tookMs: number, reply: string }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export type CreateChannelMutationVariables = Exact<{
  input: CreateChannelInput;
}>;


export type CreateChannelMutation = { createChannel: { id: string } };

export type UpdateChannelMutationVariables = Exact<{
  input: UpdateChannelInput;
}>;


export type UpdateChannelMutation = { updateChannel: { id: string } };

export type PauseChannelMutationVariables = Exact<{
  id: string;
}>;


export type PauseChannelMutation = { pauseChannel: { id: string } };

export type ResumeChannelMutationVariables = Exact<{
  id: string;
}>;


export type ResumeChannelMutation = { resumeChannel: { id: string } };

export type DeleteChannelMutationVariables = Exact<{
  id: string;
}>;


export type DeleteChannelMutation = { deleteChannel: string };

export type TestChannelMutationVariables = Exact<{
  id: string;
}>;


export type TestChannelMutation = { testChannel: { id: string, kind: DeliveryKind, state: DeliveryState, incidentId: string | null, websiteName: string | null, createdAt: string, endedAt: string | null, channel: { id: string, name: string, kind: ChannelKind | null } | null, attempts: Array<{ at: string, outcome: AttemptOutcome, status: number | null, tookMs: number, reply: string }> } };

export type PreviewTemplateQueryVariables = Exact<{
  input: PreviewTemplateInput;
}>;


export type PreviewTemplateQuery = { previewTemplate: string };

export type SignInMutationVariables = Exact<{
  input: SignInInput;
}>;


export type SignInMutation = { signInBrowser: { expiresAt: string } };

export type SignUpMutationVariables = Exact<{
  input: SignUpInput;
}>;


export type SignUpMutation = { signUpBrowser: { expiresAt: string } };

export type SignOutMutationVariables = Exact<{ [key: string]: never; }>;


export type SignOutMutation = { signOut: boolean };

export type StartPasskeySignInMutationVariables = Exact<{ [key: string]: never; }>;


export type StartPasskeySignInMutation = { startPasskeySignIn: { token: string, options: string } };

export type SignInByPasskeyMutationVariables = Exact<{
  input: SignInByPasskeyInput;
}>;


export type SignInByPasskeyMutation = { signInByPasskey: { expiresAt: string } };

export type RequestPasswordResetMutationVariables = Exact<{
  input: RequestPasswordResetInput;
}>;


export type RequestPasswordResetMutation = { requestPasswordReset: boolean };

export type ResetPasswordMutationVariables = Exact<{
  input: ResetPasswordInput;
}>;


export type ResetPasswordMutation = { resetPassword: boolean };

export type VerifyEmailMutationVariables = Exact<{
  input: VerifyEmailInput;
}>;


export type VerifyEmailMutation = { verifyEmail: boolean };

export type RegionsQueryVariables = Exact<{ [key: string]: never; }>;


export type RegionsQuery = { regions: Array<{ name: string, silent: boolean, impaired: boolean, reason: string | null }> };

export type OperationQueryVariables = Exact<{ [key: string]: never; }>;


export type OperationQuery = { instance: { version: string, observedAt: string | null, schedulerLatenessMs: number | null, troubles: Array<{ kind: string, region: string | null, text: string, since: string }> }, regions: Array<{ name: string, probers: Array<{ name: string, version: string, alive: boolean, seenAt: string, impairment: string | null, running: number, capacity: number, waitingResults: number }> | null, queue: { checks: { entries: number, pending: number, oldestAt: string | null }, results: { entries: number, pending: number, oldestAt: string | null }, dead: { entries: number, oldestAt: string | null } } | null }> };

export type LedgerPageQueryVariables = Exact<{
  organizationId: string;
  from: string;
  after?: string | null | undefined;
}>;


export type LedgerPageQuery = { websites: { nodes: Array<{ id: string, name: string, uptime: { slots: { planned: number, recorded: number, unmeasured: number, missing: number } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type IncidentRowFragment = { id: string, cause: string, openedAt: string, acknowledgedAt: string | null, resolvedAt: string | null, durationSecs: number, flapping: boolean, acknowledgedBy: { email: string } | null, resolvedBy: { email: string } | null, website: { id: string, name: string } };

export type IncidentsQueryVariables = Exact<{
  organizationId: string;
  open: boolean;
  after?: string | null | undefined;
}>;


export type IncidentsQuery = { incidents: { nodes: Array<{ id: string, cause: string, openedAt: string, acknowledgedAt: string | null, resolvedAt: string | null, durationSecs: number, flapping: boolean, acknowledgedBy: { email: string } | null, resolvedBy: { email: string } | null, website: { id: string, name: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type OpenIncidentsQueryVariables = Exact<{
  organizationId: string;
}>;


export type OpenIncidentsQuery = { incidents: { nodes: Array<{ id: string }>, pageInfo: { hasNextPage: boolean } } };

export type EvidenceTickFragment = { checkedAt: string, region: string, outcome: Outcome, httpStatus: number | null, responseTimeMs: number | null, attempts: number, failure: { reason: string } | null, evidence: { address: string | null, addresses: Array<string>, head: string | null, body: string | null, findings: Array<{ expected: string, actual: string, verdict: Verdict }>, attempts: Array<{ outcome: Outcome, reason: string, tookMs: number }> } | null };

export type IncidentQueryVariables = Exact<{
  id: string;
}>;


export type IncidentQuery = { incident: { id: string, cause: string, openedAt: string, acknowledgedAt: string | null, resolvedAt: string | null, durationSecs: number, flapping: boolean, failingTick: { checkedAt: string, region: string, outcome: Outcome, httpStatus: number | null, responseTimeMs: number | null, attempts: number, failure: { reason: string } | null, evidence: { address: string | null, addresses: Array<string>, head: string | null, body: string | null, findings: Array<{ expected: string, actual: string, verdict: Verdict }>, attempts: Array<{ outcome: Outcome, reason: string, tookMs: number }> } | null } | null, healthyTick: { checkedAt: string, region: string, outcome: Outcome, httpStatus: number | null, responseTimeMs: number | null, attempts: number, failure: { reason: string } | null, evidence: { address: string | null, addresses: Array<string>, head: string | null, body: string | null, findings: Array<{ expected: string, actual: string, verdict: Verdict }>, attempts: Array<{ outcome: Outcome, reason: string, tookMs: number }> } | null } | null, acknowledgedBy: { email: string } | null, resolvedBy: { email: string } | null, website: { id: string, name: string } } };

export type TimelineQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type TimelineQuery = { incident: { timeline: { nodes: Array<{ at: string, kind: TimelineEntryKind, region: string | null, status: WebsiteStatus | null, text: string | null, user: { email: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export type IncidentDeliveriesQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type IncidentDeliveriesQuery = { incident: { deliveries: { nodes: Array<{ id: string, kind: DeliveryKind, state: DeliveryState, incidentId: string | null, websiteName: string | null, createdAt: string, endedAt: string | null, channel: { id: string, name: string, kind: ChannelKind | null } | null, attempts: Array<{ at: string, outcome: AttemptOutcome, status: number | null, tookMs: number, reply: string }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export type AcknowledgeIncidentMutationVariables = Exact<{
  id: string;
}>;


export type AcknowledgeIncidentMutation = { acknowledgeIncident: { id: string } };

export type ResolveIncidentMutationVariables = Exact<{
  id: string;
}>;


export type ResolveIncidentMutation = { resolveIncident: { id: string } };

export type AddIncidentNoteMutationVariables = Exact<{
  input: AddIncidentNoteInput;
}>;


export type AddIncidentNoteMutation = { addIncidentNote: { id: string } };

export type IncidentEventsSubscriptionVariables = Exact<{
  organizationId: string;
  after?: string | null | undefined;
}>;


export type IncidentEventsSubscription = { incidents: { cursor: string } };

export type MaintenanceRowFragment = { id: string, title: string, publicTitle: string | null, websiteIds: Array<string> | null, from: string | null, to: string | null, timeZone: string, state: MaintenanceState, cancelledAt: string | null, tags: Array<{ text: string }> | null, rule: { daily: { from: string, to: string } | null, weekly: { days: Array<number>, from: string, to: string } | null, monthly: { days: Array<number>, from: string, to: string } | null, cron: { expression: string, durationSecs: number } | null } | null, currentWindow: { from: string, to: string } | null, nextWindow: { from: string, to: string } | null };

export type MaintenancesQueryVariables = Exact<{
  organizationId: string;
  state: MaintenanceState;
  after?: string | null | undefined;
}>;


export type MaintenancesQuery = { maintenances: { nodes: Array<{ id: string, title: string, publicTitle: string | null, websiteIds: Array<string> | null, from: string | null, to: string | null, timeZone: string, state: MaintenanceState, cancelledAt: string | null, tags: Array<{ text: string }> | null, rule: { daily: { from: string, to: string } | null, weekly: { days: Array<number>, from: string, to: string } | null, monthly: { days: Array<number>, from: string, to: string } | null, cron: { expression: string, durationSecs: number } | null } | null, currentWindow: { from: string, to: string } | null, nextWindow: { from: string, to: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type MaintenanceMonthQueryVariables = Exact<{
  organizationId: string;
  from: string;
  to: string;
  after?: string | null | undefined;
}>;


export type MaintenanceMonthQuery = { maintenances: { nodes: Array<{ id: string, title: string, windows: { nodes: Array<{ from: string, to: string }>, pageInfo: { hasNextPage: boolean } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CreateMaintenanceMutationVariables = Exact<{
  input: CreateMaintenanceInput;
}>;


export type CreateMaintenanceMutation = { createMaintenance: { id: string } };

export type StartMaintenanceMutationVariables = Exact<{
  id: string;
}>;


export type StartMaintenanceMutation = { startMaintenance: { id: string } };

export type EndMaintenanceMutationVariables = Exact<{
  id: string;
}>;


export type EndMaintenanceMutation = { endMaintenance: { id: string } };

export type CancelMaintenanceMutationVariables = Exact<{
  id: string;
}>;


export type CancelMaintenanceMutation = { cancelMaintenance: { id: string } };

export type OrganizationQueryVariables = Exact<{
  id: string;
  isAdmin: boolean;
}>;


export type OrganizationQuery = { organization: { id: string, members: Array<{ role: Role, user: { id: string, email: string } }>, invitations?: Array<{ id: string, role: Role, email: string | null, createdAt: string, expiresAt: string }> | null, apiKeys?: Array<{ id: string, name: string, scope: ApiKeyScope, prefix: string, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, tags: Array<{ text: string }> | null }> | null } };

export type CreateOrganizationMutationVariables = Exact<{
  input: CreateOrganizationInput;
}>;


export type CreateOrganizationMutation = { createOrganization: { id: string, name: string, personal: boolean, role: Role } };

export type UpdateOrganizationMutationVariables = Exact<{
  input: UpdateOrganizationInput;
}>;


export type UpdateOrganizationMutation = { updateOrganization: { id: string } };

export type DeleteOrganizationMutationVariables = Exact<{
  id: string;
}>;


export type DeleteOrganizationMutation = { deleteOrganization: string };

export type LeaveOrganizationMutationVariables = Exact<{
  id: string;
}>;


export type LeaveOrganizationMutation = { leaveOrganization: string };

export type TransferOrganizationMutationVariables = Exact<{
  input: MemberInput;
}>;


export type TransferOrganizationMutation = { transferOrganization: { id: string } };

export type SetRoleMutationVariables = Exact<{
  input: SetRoleInput;
}>;


export type SetRoleMutation = { setRole: { id: string } };

export type RemoveMemberMutationVariables = Exact<{
  input: MemberInput;
}>;


export type RemoveMemberMutation = { removeMember: { id: string } };

export type InviteMemberMutationVariables = Exact<{
  input: InviteMemberInput;
}>;


export type InviteMemberMutation = { inviteMember: { token: string, url: string | null } };

export type RevokeInvitationMutationVariables = Exact<{
  id: string;
}>;


export type RevokeInvitationMutation = { revokeInvitation: string };

export type AcceptInvitationMutationVariables = Exact<{
  input: AcceptInvitationInput;
}>;


export type AcceptInvitationMutation = { acceptInvitation: { id: string, name: string, personal: boolean, role: Role } };

export type CreateApiKeyMutationVariables = Exact<{
  input: CreateApiKeyInput;
}>;


export type CreateApiKeyMutation = { createApiKey: { token: string } };

export type RevokeApiKeyMutationVariables = Exact<{
  id: string;
}>;


export type RevokeApiKeyMutation = { revokeApiKey: string };

export type StatusPageRowFragment = { id: string, slug: string, url: string | null, title: string, access: StatusPageAccess, publishedAt: string | null, components: Array<{ id: string }> };

export type StatusPagesQueryVariables = Exact<{
  organizationId: string;
}>;


export type StatusPagesQuery = { statusPages: Array<{ id: string, slug: string, url: string | null, title: string, access: StatusPageAccess, publishedAt: string | null, components: Array<{ id: string }> }> };

export type PublishStatusPageMutationVariables = Exact<{
  id: string;
}>;


export type PublishStatusPageMutation = { publishStatusPage: { id: string } };

export type UnpublishStatusPageMutationVariables = Exact<{
  id: string;
}>;


export type UnpublishStatusPageMutation = { unpublishStatusPage: { id: string } };

export type DeleteStatusPageMutationVariables = Exact<{
  id: string;
}>;


export type DeleteStatusPageMutation = { deleteStatusPage: string };

export type StatusPageSettingsFragment = { id: string, slug: string, url: string | null, title: string, text: string | null, language: StatusPageLanguage, color: string | null, hasLogo: boolean, foldSections: boolean, publishIncidents: boolean, host: string | null, access: StatusPageAccess, networks: Array<string> | null, publishedAt: string | null, links: Array<{ label: string, url: string }>, components: Array<{ id: string, name: string, description: string | null, section: string | null, websiteId: string | null, websiteName: string | null, status: ComponentStatus | null, tag: { text: string } | null, shows: { bars: boolean, uptime: boolean, latency: boolean, regions: boolean } }> };

export type StatusPageQueryVariables = Exact<{
  id: string;
}>;


export type StatusPageQuery = { statusPage: { id: string, slug: string, url: string | null, title: string, text: string | null, language: StatusPageLanguage, color: string | null, hasLogo: boolean, foldSections: boolean, publishIncidents: boolean, host: string | null, access: StatusPageAccess, networks: Array<string> | null, publishedAt: string | null, links: Array<{ label: string, url: string }>, components: Array<{ id: string, name: string, description: string | null, section: string | null, websiteId: string | null, websiteName: string | null, status: ComponentStatus | null, tag: { text: string } | null, shows: { bars: boolean, uptime: boolean, latency: boolean, regions: boolean } }> } };

export type CreateStatusPageMutationVariables = Exact<{
  input: CreateStatusPageInput;
}>;


export type CreateStatusPageMutation = { createStatusPage: { id: string } };

export type UpdateStatusPageMutationVariables = Exact<{
  input: UpdateStatusPageInput;
}>;


export type UpdateStatusPageMutation = { updateStatusPage: { id: string } };

export type PreviewStatusPageMutationVariables = Exact<{
  input: CreateStatusPageInput;
}>;


export type PreviewStatusPageMutation = { previewStatusPage: string };

export type PreviewStatusPageUpdateMutationVariables = Exact<{
  input: UpdateStatusPageInput;
}>;


export type PreviewStatusPageUpdateMutation = { previewStatusPageUpdate: string };

export type PageIncidentRowFragment = { id: string, title: string, beganAt: string, resolvedAt: string | null, publishedAt: string | null, updates: Array<{ id: string, state: StatusUpdateState }> };

export type StatusPageIncidentsQueryVariables = Exact<{
  id: string;
  open: boolean;
  after?: string | null | undefined;
}>;


export type StatusPageIncidentsQuery = { statusPage: { incidents: { nodes: Array<{ id: string, title: string, beganAt: string, resolvedAt: string | null, publishedAt: string | null, updates: Array<{ id: string, state: StatusUpdateState }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export type PageIncidentDetailsFragment = { id: string, statusPageId: string, incidentId: string | null, title: string, beganAt: string, resolvedAt: string | null, publishedAt: string | null, updates: Array<{ id: string, state: StatusUpdateState, text: string, at: string, automatic: boolean, affected: Array<{ componentId: string, status: ComponentStatus }> }> };

export type StatusPageIncidentQueryVariables = Exact<{
  id: string;
}>;


export type StatusPageIncidentQuery = { statusPageIncident: { id: string, statusPageId: string, incidentId: string | null, title: string, beganAt: string, resolvedAt: string | null, publishedAt: string | null, updates: Array<{ id: string, state: StatusUpdateState, text: string, at: string, automatic: boolean, affected: Array<{ componentId: string, status: ComponentStatus }> }> } };

export type CreateStatusPageIncidentMutationVariables = Exact<{
  input: CreateStatusPageIncidentInput;
}>;


export type CreateStatusPageIncidentMutation = { createStatusPageIncident: { id: string } };

export type UpdateStatusPageIncidentMutationVariables = Exact<{
  input: UpdateStatusPageIncidentInput;
}>;


export type UpdateStatusPageIncidentMutation = { updateStatusPageIncident: { id: string } };

export type PublishStatusPageIncidentMutationVariables = Exact<{
  id: string;
}>;


export type PublishStatusPageIncidentMutation = { publishStatusPageIncident: { id: string } };

export type PostStatusUpdateMutationVariables = Exact<{
  input: PostStatusUpdateInput;
}>;


export type PostStatusUpdateMutation = { postStatusUpdate: { id: string } };

export type DeleteStatusPageIncidentMutationVariables = Exact<{
  id: string;
}>;


export type DeleteStatusPageIncidentMutation = { deleteStatusPageIncident: string };

export type DraftStatusPageIncidentsMutationVariables = Exact<{
  id: string;
}>;


export type DraftStatusPageIncidentsMutation = { draftStatusPageIncidents: Array<{ id: string, statusPageId: string, title: string }> };

export type WebsiteSettingsFragment = { id: string, name: string, url: string, intervalSecs: number, timeoutMs: number, retries: number, regions: Array<string> | null, quorum: string, confirmationSecs: number, recoverySecs: number, ipVersion: IpVersion, degradedAboveMs: number | null, downAboveMs: number | null, tags: Array<{ text: string }>, tlsRules: { minVersion: TlsVersion | null, degradedBelowDays: number, ignoreErrors: boolean }, check: { kind: CheckKind, http: { method: string, headers: Array<string>, body: string | null, auth: AuthScheme | null, clientCertificate: boolean, version: HttpVersion, maxRedirects: number, bodyLimitBytes: number, statuses: string, host: string | null, connectTo: string | null, assertions: Array<{ subject: AssertionSubject, property: string | null, comparison: Comparison, value: string | null }> } | null, tcp: { tls: boolean, send: string | null, expect: string | null } | null, dns: { record: DnsRecord, server: string | null, expect: Array<string>, rcode: string | null } | null, ping: { count: number, maxLossPercent: number, degradedAboveJitterMs: number | null } | null, tls: { connectTo: string | null } | null, webSocket: { headers: Array<string>, subprotocol: string | null, send: string | null, expect: string | null, host: string | null, connectTo: string | null } | null, smtp: { startTls: StartTls } | null } };

export type WebsiteToEditQueryVariables = Exact<{
  id: string;
}>;


export type WebsiteToEditQuery = { website: { id: string, name: string, url: string, intervalSecs: number, timeoutMs: number, retries: number, regions: Array<string> | null, quorum: string, confirmationSecs: number, recoverySecs: number, ipVersion: IpVersion, degradedAboveMs: number | null, downAboveMs: number | null, tags: Array<{ text: string }>, tlsRules: { minVersion: TlsVersion | null, degradedBelowDays: number, ignoreErrors: boolean }, check: { kind: CheckKind, http: { method: string, headers: Array<string>, body: string | null, auth: AuthScheme | null, clientCertificate: boolean, version: HttpVersion, maxRedirects: number, bodyLimitBytes: number, statuses: string, host: string | null, connectTo: string | null, assertions: Array<{ subject: AssertionSubject, property: string | null, comparison: Comparison, value: string | null }> } | null, tcp: { tls: boolean, send: string | null, expect: string | null } | null, dns: { record: DnsRecord, server: string | null, expect: Array<string>, rcode: string | null } | null, ping: { count: number, maxLossPercent: number, degradedAboveJitterMs: number | null } | null, tls: { connectTo: string | null } | null, webSocket: { headers: Array<string>, subprotocol: string | null, send: string | null, expect: string | null, host: string | null, connectTo: string | null } | null, smtp: { startTls: StartTls } | null } } };

export type UpdateWebsiteMutationVariables = Exact<{
  input: UpdateWebsiteInput;
}>;


export type UpdateWebsiteMutation = { updateWebsite: { id: string, name: string, url: string, status: WebsiteStatus, createdAt: string, intervalSecs: number, tags: Array<{ text: string, color: string | null }>, lastTick: { checkedAt: string, outcome: Outcome, region: string, responseTimeMs: number | null, failure: { reason: string } | null } | null } };

export type TryCheckMutationVariables = Exact<{
  input: CreateWebsiteInput;
}>;


export type TryCheckMutation = { tryCheck: Array<{ region: string, result: { checkedAt: string, outcome: Outcome, httpStatus: number | null, responseTimeMs: number | null, failure: { reason: string } | null, evidence: { address: string | null, head: string | null, body: string | null, findings: Array<{ expected: string, actual: string, verdict: Verdict }> } | null, tls: { version: string | null, problem: string | null, chain: Array<{ daysLeft: number }> } | null } | null }> };

export type TrialFragment = { region: string, result: { checkedAt: string, outcome: Outcome, httpStatus: number | null, responseTimeMs: number | null, failure: { reason: string } | null, evidence: { address: string | null, head: string | null, body: string | null, findings: Array<{ expected: string, actual: string, verdict: Verdict }> } | null, tls: { version: string | null, problem: string | null, chain: Array<{ daysLeft: number }> } | null } | null };

export type TryUpdateMutationVariables = Exact<{
  input: UpdateWebsiteInput;
}>;


export type TryUpdateMutation = { tryUpdate: Array<{ region: string, result: { checkedAt: string, outcome: Outcome, httpStatus: number | null, responseTimeMs: number | null, failure: { reason: string } | null, evidence: { address: string | null, head: string | null, body: string | null, findings: Array<{ expected: string, actual: string, verdict: Verdict }> } | null, tls: { version: string | null, problem: string | null, chain: Array<{ daysLeft: number }> } | null } | null }> };

export type LastAnswersQueryVariables = Exact<{
  id: string;
}>;


export type LastAnswersQuery = { website: { id: string, ticks: { nodes: Array<{ checkedAt: string, region: string, httpStatus: number | null, evidence: { head: string | null, body: string | null } | null }> } } };

export type WebsiteOverviewQueryVariables = Exact<{
  id: string;
}>;


export type WebsiteOverviewQuery = { website: { id: string, name: string, url: string, status: WebsiteStatus, intervalSecs: number, quorum: string, createdAt: string, inMaintenance: boolean, tags: Array<{ text: string }>, regionStatuses: Array<{ region: string, status: WebsiteStatus }>, ticks: { nodes: Array<{ region: string, outcome: Outcome, checkedAt: string, httpStatus: number | null, responseTimeMs: number | null, failure: { reason: string } | null }> }, changes: { nodes: Array<{ status: WebsiteStatus, from: string }> } } };

export type WebsiteAvailabilityQueryVariables = Exact<{
  id: string;
}>;


export type WebsiteAvailabilityQuery = { website: { id: string, createdAt: string, uptimeSeries: { from: string, stepSecs: number, ratios: Array<number | null>, worst: Array<WebsiteStatus>, downSecs: Array<number> }, day: { ratio: number | null, coverage: number, downSecs: number, slots: { from: string, to: string, planned: number, recorded: number, unmeasured: number, missing: number } }, week: { ratio: number | null, coverage: number, downSecs: number, slots: { from: string, to: string, planned: number, recorded: number, unmeasured: number, missing: number } }, month: { ratio: number | null, coverage: number, downSecs: number, slots: { from: string, to: string, planned: number, recorded: number, unmeasured: number, missing: number } }, quarter: { ratio: number | null, coverage: number, downSecs: number, slots: { from: string, to: string, planned: number, recorded: number, unmeasured: number, missing: number } } } };

export type AvailabilityFragment = { ratio: number | null, coverage: number, downSecs: number, slots: { from: string, to: string, planned: number, recorded: number, unmeasured: number, missing: number } };

export type WebsiteLatencyQueryVariables = Exact<{
  id: string;
  window?: Window | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
  region?: string | null | undefined;
}>;


export type WebsiteLatencyQuery = { website: { id: string, latency: { count: number, p50Ms: number | null, p95Ms: number | null, p99Ms: number | null, phases: { dns: { count: number, meanMs: number | null, p50Ms: number | null, p95Ms: number | null, p99Ms: number | null }, connect: { count: number, meanMs: number | null, p50Ms: number | null, p95Ms: number | null, p99Ms: number | null }, tls: { count: number, meanMs: number | null, p50Ms: number | null, p95Ms: number | null, p99Ms: number | null }, ttfb: { count: number, meanMs: number | null, p50Ms: number | null, p95Ms: number | null, p99Ms: number | null }, transfer: { count: number, meanMs: number | null, p50Ms: number | null, p95Ms: number | null, p99Ms: number | null } } }, latencySeries: { stepSecs: number, at: Array<string>, counts: Array<number>, p50Ms: Array<number>, p95Ms: Array<number>, p99Ms: Array<number> }, changes: { nodes: Array<{ status: WebsiteStatus, from: string, to: string | null }> } } };

export type PhaseFragment = { count: number, meanMs: number | null, p50Ms: number | null, p95Ms: number | null, p99Ms: number | null };

export type WebsiteHistoryQueryVariables = Exact<{
  id: string;
  first: number;
}>;


export type WebsiteHistoryQuery = { website: { id: string, open: { nodes: Array<{ id: string, openedAt: string, acknowledgedAt: string | null, resolvedAt: string | null, durationSecs: number, cause: string, flapping: boolean }> }, incidents: { nodes: Array<{ id: string, openedAt: string, acknowledgedAt: string | null, resolvedAt: string | null, durationSecs: number, cause: string, flapping: boolean }>, pageInfo: { hasNextPage: boolean } }, verdicts: { nodes: Array<{ kind: IncidentVerdictKind, firstAt: string, lastAt: string, count: number, needed: number, incidentId: string | null, votes: Array<{ region: string, slot: string | null, say: Outcome | null, failures: number }> }>, pageInfo: { hasNextPage: boolean } }, changes: { nodes: Array<{ status: WebsiteStatus, from: string, to: string | null, maintenanceSecs: number }>, pageInfo: { hasNextPage: boolean } } } };

export type WebsiteIncidentFragment = { id: string, openedAt: string, acknowledgedAt: string | null, resolvedAt: string | null, durationSecs: number, cause: string, flapping: boolean };

export type WebsiteChecksQueryVariables = Exact<{
  id: string;
}>;


export type WebsiteChecksQuery = { website: { id: string, ticks: { edges: Array<{ cursor: string, node: { slot: string, region: string, askedBy: TickOrigin, checkedAt: string, outcome: Outcome, httpStatus: number | null, responseTimeMs: number | null, attempts: number, phases: { dnsMs: number | null, connectMs: number | null, tlsMs: number | null, ttfbMs: number | null, transferMs: number | null } | null, failure: { detail: string | null, reason: string } | null } }> } } };

export type PhaseTimesFragment = { dnsMs: number | null, connectMs: number | null, tlsMs: number | null, ttfbMs: number | null, transferMs: number | null };

export type CheckEvidenceQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type CheckEvidenceQuery = { website: { id: string, ticks: { nodes: Array<{ slot: string, region: string, evidence: { address: string | null, head: string | null, body: string | null, hops: Array<{ url: string, address: string | null, httpStatus: number | null, phases: { dnsMs: number | null, connectMs: number | null, tlsMs: number | null, ttfbMs: number | null, transferMs: number | null } }>, attempts: Array<{ outcome: Outcome, reason: string, tookMs: number }>, findings: Array<{ expected: string, actual: string, verdict: Verdict }>, certificates: Array<{ fingerprint: string, subject: string, names: Array<string>, issuer: string, notAfter: string, daysLeft: number, key: string }> } | null }> } } };

export type CertificateFragment = { fingerprint: string, subject: string, names: Array<string>, issuer: string, notAfter: string, daysLeft: number, key: string };

export type WebsiteTlsQueryVariables = Exact<{
  id: string;
}>;


export type WebsiteTlsQuery = { website: { id: string, tls: Array<{ region: string, version: string | null, cipher: string | null, problem: string | null, chain: Array<{ fingerprint: string, subject: string, names: Array<string>, issuer: string, notAfter: string, daysLeft: number, key: string }> }> } };

export type RecentChecksQueryVariables = Exact<{
  id: string;
}>;


export type RecentChecksQuery = { website: { id: string, recentChecks: { slots: Array<string>, regions: Array<string>, outcomes: Array<Outcome>, responseTimesMs: Array<number | null> } } };

export type CheckNowMutationVariables = Exact<{
  id: string;
}>;


export type CheckNowMutation = { checkNow: { id: string } };

export type PauseWebsiteMutationVariables = Exact<{
  id: string;
}>;


export type PauseWebsiteMutation = { pauseWebsite: { id: string, status: WebsiteStatus } };

export type ResumeWebsiteMutationVariables = Exact<{
  id: string;
}>;


export type ResumeWebsiteMutation = { resumeWebsite: { id: string, status: WebsiteStatus } };

export type DeleteWebsiteMutationVariables = Exact<{
  id: string;
}>;


export type DeleteWebsiteMutation = { deleteWebsite: string };

export type WebsiteRowFragment = { id: string, name: string, url: string, status: WebsiteStatus, createdAt: string, intervalSecs: number, tags: Array<{ text: string, color: string | null }>, lastTick: { checkedAt: string, outcome: Outcome, region: string, responseTimeMs: number | null, failure: { reason: string } | null } | null };

export type WebsitesQueryVariables = Exact<{
  organizationId: string;
  after?: string | null | undefined;
}>;


export type WebsitesQuery = { websites: { nodes: Array<{ id: string, name: string, url: string, status: WebsiteStatus, createdAt: string, intervalSecs: number, tags: Array<{ text: string, color: string | null }>, lastTick: { checkedAt: string, outcome: Outcome, region: string, responseTimeMs: number | null, failure: { reason: string } | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type WebsiteIdsQueryVariables = Exact<{
  organizationId: string;
  region?: string | null | undefined;
  sort?: WebsiteSort | null | undefined;
  after?: string | null | undefined;
}>;


export type WebsiteIdsQuery = { websites: { nodes: Array<{ id: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RegionNamesQueryVariables = Exact<{ [key: string]: never; }>;


export type RegionNamesQuery = { regions: Array<{ name: string, silent: boolean, impaired: boolean }> };

export type TicksSubscriptionVariables = Exact<{
  organizationId: string;
  after?: string | null | undefined;
}>;


export type TicksSubscription = { ticks: { cursor: string, website: { id: string }, tick: { checkedAt: string, outcome: Outcome, region: string, responseTimeMs: number | null, failure: { reason: string } | null } } };

export type StatusChangesSubscriptionVariables = Exact<{
  organizationId: string;
  after?: string | null | undefined;
}>;


export type StatusChangesSubscription = { statusChanges: { cursor: string, status: WebsiteStatus, website: { id: string } } };

export type CreateWebsiteMutationVariables = Exact<{
  input: CreateWebsiteInput;
}>;


export type CreateWebsiteMutation = { createWebsite: { id: string, name: string, url: string, status: WebsiteStatus, createdAt: string, intervalSecs: number, tags: Array<{ text: string, color: string | null }>, lastTick: { checkedAt: string, outcome: Outcome, region: string, responseTimeMs: number | null, failure: { reason: string } | null } | null } };

export type WebsiteDayFragment = { id: string, uptimeSeries: { from: string, stepSecs: number, worst: Array<WebsiteStatus>, downSecs: Array<number> }, uptime: { ratio: number | null }, latency: { p95Ms: number | null }, tls: Array<{ chain: Array<{ daysLeft: number }> }> };

export type WebsiteDaysQueryVariables = Exact<{
  organizationId: string;
  first: number;
  after?: string | null | undefined;
}>;


export type WebsiteDaysQuery = { websites: { nodes: Array<{ id: string, uptimeSeries: { from: string, stepSecs: number, worst: Array<WebsiteStatus>, downSecs: Array<number> }, uptime: { ratio: number | null }, latency: { p95Ms: number | null }, tls: Array<{ chain: Array<{ daysLeft: number }> }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type DeliveryEntryFragment = { id: string, kind: DeliveryKind, state: DeliveryState, incidentId: string | null, websiteName: string | null, createdAt: string, endedAt: string | null, channel: { id: string, name: string, kind: ChannelKind | null } | null, attempts: Array<{ at: string, outcome: AttemptOutcome, status: number | null, tookMs: number, reply: string }> };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const BulkResultFragmentDoc = new TypedDocumentString(`
    fragment BulkResult on BulkChange {
  ids
  errors {
    websiteId
    message
    code
    field
    retryAfterSecs
  }
}
    `, {"fragmentName":"BulkResult"}) as unknown as TypedDocumentString<BulkResultFragment, unknown>;
export const SettingsBeforeFragmentDoc = new TypedDocumentString(`
    fragment SettingsBefore on Website {
  id
  intervalSecs
  timeoutMs
  retries
  regions
  quorum
  confirmationSecs
  recoverySecs
  degradedAboveMs
  downAboveMs
  tags {
    text
  }
}
    `, {"fragmentName":"SettingsBefore"}) as unknown as TypedDocumentString<SettingsBeforeFragment, unknown>;
export const ChannelRowFragmentDoc = new TypedDocumentString(`
    fragment ChannelRow on Channel {
  id
  name
  kind
  kinds
  websiteIds
  tags {
    text
  }
  paused
  fallback
  failingSince
  broken
  problem
}
    `, {"fragmentName":"ChannelRow"}) as unknown as TypedDocumentString<ChannelRowFragment, unknown>;
export const ChannelDetailsFragmentDoc = new TypedDocumentString(`
    fragment ChannelDetails on Channel {
  ...ChannelRow
  settings {
    name
    value
  }
  repeatSecs
  timeZone
  quiet {
    from
    to
    days
    except
  }
}
    fragment ChannelRow on Channel {
  id
  name
  kind
  kinds
  websiteIds
  tags {
    text
  }
  paused
  fallback
  failingSince
  broken
  problem
}`, {"fragmentName":"ChannelDetails"}) as unknown as TypedDocumentString<ChannelDetailsFragment, unknown>;
export const IncidentRowFragmentDoc = new TypedDocumentString(`
    fragment IncidentRow on Incident {
  id
  cause
  openedAt
  acknowledgedAt
  acknowledgedBy {
    email
  }
  resolvedAt
  resolvedBy {
    email
  }
  durationSecs
  flapping
  website {
    id
    name
  }
}
    `, {"fragmentName":"IncidentRow"}) as unknown as TypedDocumentString<IncidentRowFragment, unknown>;
export const EvidenceTickFragmentDoc = new TypedDocumentString(`
    fragment EvidenceTick on Tick {
  checkedAt
  region
  outcome
  httpStatus
  responseTimeMs
  attempts
  failure {
    reason
  }
  evidence {
    address
    addresses
    head
    body
    findings {
      expected
      actual
      verdict
    }
    attempts {
      outcome
      reason
      tookMs
    }
  }
}
    `, {"fragmentName":"EvidenceTick"}) as unknown as TypedDocumentString<EvidenceTickFragment, unknown>;
export const MaintenanceRowFragmentDoc = new TypedDocumentString(`
    fragment MaintenanceRow on Maintenance {
  id
  title
  publicTitle
  websiteIds
  tags {
    text
  }
  from
  to
  rule {
    daily {
      from
      to
    }
    weekly {
      days
      from
      to
    }
    monthly {
      days
      from
      to
    }
    cron {
      expression
      durationSecs
    }
  }
  timeZone
  state
  currentWindow {
    from
    to
  }
  nextWindow {
    from
    to
  }
  cancelledAt
}
    `, {"fragmentName":"MaintenanceRow"}) as unknown as TypedDocumentString<MaintenanceRowFragment, unknown>;
export const StatusPageRowFragmentDoc = new TypedDocumentString(`
    fragment StatusPageRow on StatusPage {
  id
  slug
  url
  title
  access
  publishedAt
  components {
    id
  }
}
    `, {"fragmentName":"StatusPageRow"}) as unknown as TypedDocumentString<StatusPageRowFragment, unknown>;
export const StatusPageSettingsFragmentDoc = new TypedDocumentString(`
    fragment StatusPageSettings on StatusPage {
  id
  slug
  url
  title
  text
  language
  color
  links {
    label
    url
  }
  hasLogo
  foldSections
  publishIncidents
  host
  access
  networks
  publishedAt
  components {
    id
    name
    description
    section
    websiteId
    websiteName
    tag {
      text
    }
    status
    shows {
      bars
      uptime
      latency
      regions
    }
  }
}
    `, {"fragmentName":"StatusPageSettings"}) as unknown as TypedDocumentString<StatusPageSettingsFragment, unknown>;
export const PageIncidentRowFragmentDoc = new TypedDocumentString(`
    fragment PageIncidentRow on StatusPageIncident {
  id
  title
  beganAt
  resolvedAt
  publishedAt
  updates {
    id
    state
  }
}
    `, {"fragmentName":"PageIncidentRow"}) as unknown as TypedDocumentString<PageIncidentRowFragment, unknown>;
export const PageIncidentDetailsFragmentDoc = new TypedDocumentString(`
    fragment PageIncidentDetails on StatusPageIncident {
  id
  statusPageId
  incidentId
  title
  beganAt
  resolvedAt
  publishedAt
  updates {
    id
    state
    text
    at
    automatic
    affected {
      componentId
      status
    }
  }
}
    `, {"fragmentName":"PageIncidentDetails"}) as unknown as TypedDocumentString<PageIncidentDetailsFragment, unknown>;
export const WebsiteSettingsFragmentDoc = new TypedDocumentString(`
    fragment WebsiteSettings on Website {
  id
  name
  url
  tags {
    text
  }
  intervalSecs
  timeoutMs
  retries
  regions
  quorum
  confirmationSecs
  recoverySecs
  ipVersion
  degradedAboveMs
  downAboveMs
  tlsRules {
    minVersion
    degradedBelowDays
    ignoreErrors
  }
  check {
    kind
    http {
      method
      headers
      body
      auth
      clientCertificate
      version
      maxRedirects
      bodyLimitBytes
      statuses
      assertions {
        subject
        property
        comparison
        value
      }
      host
      connectTo
    }
    tcp {
      tls
      send
      expect
    }
    dns {
      record
      server
      expect
      rcode
    }
    ping {
      count
      maxLossPercent
      degradedAboveJitterMs
    }
    tls {
      connectTo
    }
    webSocket {
      headers
      subprotocol
      send
      expect
      host
      connectTo
    }
    smtp {
      startTls
    }
  }
}
    `, {"fragmentName":"WebsiteSettings"}) as unknown as TypedDocumentString<WebsiteSettingsFragment, unknown>;
export const TrialFragmentDoc = new TypedDocumentString(`
    fragment Trial on RegionTrial {
  region
  result {
    checkedAt
    outcome
    httpStatus
    responseTimeMs
    failure {
      reason
    }
    evidence {
      address
      findings {
        expected
        actual
        verdict
      }
      head
      body
    }
    tls {
      version
      problem
      chain {
        daysLeft
      }
    }
  }
}
    `, {"fragmentName":"Trial"}) as unknown as TypedDocumentString<TrialFragment, unknown>;
export const AvailabilityFragmentDoc = new TypedDocumentString(`
    fragment Availability on Uptime {
  ratio
  coverage
  downSecs
  slots {
    from
    to
    planned
    recorded
    unmeasured
    missing
  }
}
    `, {"fragmentName":"Availability"}) as unknown as TypedDocumentString<AvailabilityFragment, unknown>;
export const PhaseFragmentDoc = new TypedDocumentString(`
    fragment Phase on PhaseLatency {
  count
  meanMs
  p50Ms
  p95Ms
  p99Ms
}
    `, {"fragmentName":"Phase"}) as unknown as TypedDocumentString<PhaseFragment, unknown>;
export const WebsiteIncidentFragmentDoc = new TypedDocumentString(`
    fragment WebsiteIncident on Incident {
  id
  openedAt
  acknowledgedAt
  resolvedAt
  durationSecs
  cause
  flapping
}
    `, {"fragmentName":"WebsiteIncident"}) as unknown as TypedDocumentString<WebsiteIncidentFragment, unknown>;
export const PhaseTimesFragmentDoc = new TypedDocumentString(`
    fragment PhaseTimes on Phases {
  dnsMs
  connectMs
  tlsMs
  ttfbMs
  transferMs
}
    `, {"fragmentName":"PhaseTimes"}) as unknown as TypedDocumentString<PhaseTimesFragment, unknown>;
export const CertificateFragmentDoc = new TypedDocumentString(`
    fragment Certificate on Certificate {
  fingerprint
  subject
  names
  issuer
  notAfter
  daysLeft
  key
}
    `, {"fragmentName":"Certificate"}) as unknown as TypedDocumentString<CertificateFragment, unknown>;
export const WebsiteRowFragmentDoc = new TypedDocumentString(`
    fragment WebsiteRow on Website {
  id
  name
  url
  status
  createdAt
  intervalSecs
  tags {
    text
    color
  }
  lastTick {
    checkedAt
    outcome
    region
    responseTimeMs
    failure {
      reason
    }
  }
}
    `, {"fragmentName":"WebsiteRow"}) as unknown as TypedDocumentString<WebsiteRowFragment, unknown>;
export const WebsiteDayFragmentDoc = new TypedDocumentString(`
    fragment WebsiteDay on Website {
  id
  uptimeSeries(step: HOUR, steps: 24) {
    from
    stepSecs
    worst
    downSecs
  }
  uptime(window: DAY) {
    ratio
  }
  latency(window: DAY) {
    p95Ms
  }
  tls {
    chain {
      daysLeft
    }
  }
}
    `, {"fragmentName":"WebsiteDay"}) as unknown as TypedDocumentString<WebsiteDayFragment, unknown>;
export const DeliveryEntryFragmentDoc = new TypedDocumentString(`
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
    `, {"fragmentName":"DeliveryEntry"}) as unknown as TypedDocumentString<DeliveryEntryFragment, unknown>;
export const SessionDocument = new TypedDocumentString(`
    query Session {
  viewer {
    id
    email
  }
  organizations {
    id
    name
    personal
    role
  }
}
    `) as unknown as TypedDocumentString<SessionQuery, SessionQueryVariables>;
export const SignInOptionsDocument = new TypedDocumentString(`
    query SignInOptions {
  signInOptions {
    passwords
    passkeys
    singleSignOn {
      name
    }
    registration
    mail
  }
}
    `) as unknown as TypedDocumentString<SignInOptionsQuery, SignInOptionsQueryVariables>;
export const PauseWebsitesDocument = new TypedDocumentString(`
    mutation PauseWebsites($input: WebsiteSelectionInput!) {
  pauseWebsites(input: $input) {
    ...BulkResult
  }
}
    fragment BulkResult on BulkChange {
  ids
  errors {
    websiteId
    message
    code
    field
    retryAfterSecs
  }
}`) as unknown as TypedDocumentString<PauseWebsitesMutation, PauseWebsitesMutationVariables>;
export const ResumeWebsitesDocument = new TypedDocumentString(`
    mutation ResumeWebsites($input: WebsiteSelectionInput!) {
  resumeWebsites(input: $input) {
    ...BulkResult
  }
}
    fragment BulkResult on BulkChange {
  ids
  errors {
    websiteId
    message
    code
    field
    retryAfterSecs
  }
}`) as unknown as TypedDocumentString<ResumeWebsitesMutation, ResumeWebsitesMutationVariables>;
export const DeleteWebsitesDocument = new TypedDocumentString(`
    mutation DeleteWebsites($input: WebsiteSelectionInput!) {
  deleteWebsites(input: $input) {
    ...BulkResult
  }
}
    fragment BulkResult on BulkChange {
  ids
  errors {
    websiteId
    message
    code
    field
    retryAfterSecs
  }
}`) as unknown as TypedDocumentString<DeleteWebsitesMutation, DeleteWebsitesMutationVariables>;
export const TagWebsitesDocument = new TypedDocumentString(`
    mutation TagWebsites($input: TagWebsitesInput!) {
  tagWebsites(input: $input) {
    ...BulkResult
  }
}
    fragment BulkResult on BulkChange {
  ids
  errors {
    websiteId
    message
    code
    field
    retryAfterSecs
  }
}`) as unknown as TypedDocumentString<TagWebsitesMutation, TagWebsitesMutationVariables>;
export const UpdateWebsitesDocument = new TypedDocumentString(`
    mutation UpdateWebsites($input: UpdateWebsitesInput!) {
  updateWebsites(input: $input) {
    ...BulkResult
  }
}
    fragment BulkResult on BulkChange {
  ids
  errors {
    websiteId
    message
    code
    field
    retryAfterSecs
  }
}`) as unknown as TypedDocumentString<UpdateWebsitesMutation, UpdateWebsitesMutationVariables>;
export const SettingsBeforeDocument = new TypedDocumentString(`
    query SettingsBefore($organizationId: ID!, $after: String) {
  websites(first: 1000, after: $after, organizationId: $organizationId) {
    nodes {
      ...SettingsBefore
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment SettingsBefore on Website {
  id
  intervalSecs
  timeoutMs
  retries
  regions
  quorum
  confirmationSecs
  recoverySecs
  degradedAboveMs
  downAboveMs
  tags {
    text
  }
}`) as unknown as TypedDocumentString<SettingsBeforeQuery, SettingsBeforeQueryVariables>;
export const SessionsDocument = new TypedDocumentString(`
    query Sessions {
  sessions {
    id
    device
    address
    createdAt
    lastSeenAt
    expiresAt
    current
  }
}
    `) as unknown as TypedDocumentString<SessionsQuery, SessionsQueryVariables>;
export const RevokeSessionDocument = new TypedDocumentString(`
    mutation RevokeSession($id: ID!) {
  revokeSession(id: $id)
}
    `) as unknown as TypedDocumentString<RevokeSessionMutation, RevokeSessionMutationVariables>;
export const ChangePasswordDocument = new TypedDocumentString(`
    mutation ChangePassword($input: ChangePasswordInput!) {
  changePassword(input: $input)
}
    `) as unknown as TypedDocumentString<ChangePasswordMutation, ChangePasswordMutationVariables>;
export const PasskeysDocument = new TypedDocumentString(`
    query Passkeys {
  passkeys {
    id
    name
    createdAt
    lastUsedAt
  }
}
    `) as unknown as TypedDocumentString<PasskeysQuery, PasskeysQueryVariables>;
export const StartPasskeyRegistrationDocument = new TypedDocumentString(`
    mutation StartPasskeyRegistration($input: StartPasskeyRegistrationInput!) {
  startPasskeyRegistration(input: $input) {
    token
    options
  }
}
    `) as unknown as TypedDocumentString<StartPasskeyRegistrationMutation, StartPasskeyRegistrationMutationVariables>;
export const FinishPasskeyRegistrationDocument = new TypedDocumentString(`
    mutation FinishPasskeyRegistration($input: FinishPasskeyRegistrationInput!) {
  finishPasskeyRegistration(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<FinishPasskeyRegistrationMutation, FinishPasskeyRegistrationMutationVariables>;
export const RemovePasskeyDocument = new TypedDocumentString(`
    mutation RemovePasskey($id: ID!) {
  removePasskey(id: $id)
}
    `) as unknown as TypedDocumentString<RemovePasskeyMutation, RemovePasskeyMutationVariables>;
export const SecondFactorDocument = new TypedDocumentString(`
    query SecondFactor {
  secondFactor {
    totp
    recoveryCodesLeft
  }
}
    `) as unknown as TypedDocumentString<SecondFactorQuery, SecondFactorQueryVariables>;
export const SetUpTotpDocument = new TypedDocumentString(`
    mutation SetUpTotp($input: SetUpTotpInput!) {
  setUpTotp(input: $input) {
    secret
    uri
  }
}
    `) as unknown as TypedDocumentString<SetUpTotpMutation, SetUpTotpMutationVariables>;
export const ConfirmTotpDocument = new TypedDocumentString(`
    mutation ConfirmTotp($input: ConfirmTotpInput!) {
  confirmTotp(input: $input) {
    codes
  }
}
    `) as unknown as TypedDocumentString<ConfirmTotpMutation, ConfirmTotpMutationVariables>;
export const ReplaceRecoveryCodesDocument = new TypedDocumentString(`
    mutation ReplaceRecoveryCodes($input: ReplaceRecoveryCodesInput!) {
  replaceRecoveryCodes(input: $input) {
    codes
  }
}
    `) as unknown as TypedDocumentString<ReplaceRecoveryCodesMutation, ReplaceRecoveryCodesMutationVariables>;
export const RemoveTotpDocument = new TypedDocumentString(`
    mutation RemoveTotp($input: RemoveTotpInput!) {
  removeTotp(input: $input) {
    totp
  }
}
    `) as unknown as TypedDocumentString<RemoveTotpMutation, RemoveTotpMutationVariables>;
export const IdentitiesDocument = new TypedDocumentString(`
    query Identities {
  identities {
    id
    issuer
    subject
    createdAt
  }
}
    `) as unknown as TypedDocumentString<IdentitiesQuery, IdentitiesQueryVariables>;
export const UnlinkIdentityDocument = new TypedDocumentString(`
    mutation UnlinkIdentity($id: ID!) {
  unlinkIdentity(id: $id)
}
    `) as unknown as TypedDocumentString<UnlinkIdentityMutation, UnlinkIdentityMutationVariables>;
export const AuditLogDocument = new TypedDocumentString(`
    query AuditLog($organizationId: ID!, $filter: AuditLogFilterInput, $after: String) {
  auditLog(
    first: 50
    after: $after
    filter: $filter
    organizationId: $organizationId
  ) {
    nodes {
      id
      createdAt
      action
      actor
      userId
      apiKeyId
      address
      objectId
      objectName
      changes {
        field
        before
        after
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AuditLogQuery, AuditLogQueryVariables>;
export const ChannelsDocument = new TypedDocumentString(`
    query Channels($organizationId: ID!) {
  channels(organizationId: $organizationId) {
    ...ChannelRow
  }
}
    fragment ChannelRow on Channel {
  id
  name
  kind
  kinds
  websiteIds
  tags {
    text
  }
  paused
  fallback
  failingSince
  broken
  problem
}`) as unknown as TypedDocumentString<ChannelsQuery, ChannelsQueryVariables>;
export const ChannelDocument = new TypedDocumentString(`
    query Channel($id: ID!) {
  channel(id: $id) {
    ...ChannelDetails
  }
}
    fragment ChannelRow on Channel {
  id
  name
  kind
  kinds
  websiteIds
  tags {
    text
  }
  paused
  fallback
  failingSince
  broken
  problem
}
fragment ChannelDetails on Channel {
  ...ChannelRow
  settings {
    name
    value
  }
  repeatSecs
  timeZone
  quiet {
    from
    to
    days
    except
  }
}`) as unknown as TypedDocumentString<ChannelQuery, ChannelQueryVariables>;
export const ChannelDeliveriesDocument = new TypedDocumentString(`
    query ChannelDeliveries($id: ID!, $state: DeliveryState, $after: String) {
  channel(id: $id) {
    deliveries(first: 20, state: $state, after: $after) {
      nodes {
        ...DeliveryEntry
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
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
}`) as unknown as TypedDocumentString<ChannelDeliveriesQuery, ChannelDeliveriesQueryVariables>;
export const CreateChannelDocument = new TypedDocumentString(`
    mutation CreateChannel($input: CreateChannelInput!) {
  createChannel(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<CreateChannelMutation, CreateChannelMutationVariables>;
export const UpdateChannelDocument = new TypedDocumentString(`
    mutation UpdateChannel($input: UpdateChannelInput!) {
  updateChannel(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<UpdateChannelMutation, UpdateChannelMutationVariables>;
export const PauseChannelDocument = new TypedDocumentString(`
    mutation PauseChannel($id: ID!) {
  pauseChannel(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<PauseChannelMutation, PauseChannelMutationVariables>;
export const ResumeChannelDocument = new TypedDocumentString(`
    mutation ResumeChannel($id: ID!) {
  resumeChannel(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<ResumeChannelMutation, ResumeChannelMutationVariables>;
export const DeleteChannelDocument = new TypedDocumentString(`
    mutation DeleteChannel($id: ID!) {
  deleteChannel(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteChannelMutation, DeleteChannelMutationVariables>;
export const TestChannelDocument = new TypedDocumentString(`
    mutation TestChannel($id: ID!) {
  testChannel(id: $id) {
    ...DeliveryEntry
  }
}
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
}`) as unknown as TypedDocumentString<TestChannelMutation, TestChannelMutationVariables>;
export const PreviewTemplateDocument = new TypedDocumentString(`
    query PreviewTemplate($input: PreviewTemplateInput!) {
  previewTemplate(input: $input)
}
    `) as unknown as TypedDocumentString<PreviewTemplateQuery, PreviewTemplateQueryVariables>;
export const SignInDocument = new TypedDocumentString(`
    mutation SignIn($input: SignInInput!) {
  signInBrowser(input: $input) {
    expiresAt
  }
}
    `) as unknown as TypedDocumentString<SignInMutation, SignInMutationVariables>;
export const SignUpDocument = new TypedDocumentString(`
    mutation SignUp($input: SignUpInput!) {
  signUpBrowser(input: $input) {
    expiresAt
  }
}
    `) as unknown as TypedDocumentString<SignUpMutation, SignUpMutationVariables>;
export const SignOutDocument = new TypedDocumentString(`
    mutation SignOut {
  signOut
}
    `) as unknown as TypedDocumentString<SignOutMutation, SignOutMutationVariables>;
export const StartPasskeySignInDocument = new TypedDocumentString(`
    mutation StartPasskeySignIn {
  startPasskeySignIn {
    token
    options
  }
}
    `) as unknown as TypedDocumentString<StartPasskeySignInMutation, StartPasskeySignInMutationVariables>;
export const SignInByPasskeyDocument = new TypedDocumentString(`
    mutation SignInByPasskey($input: SignInByPasskeyInput!) {
  signInByPasskey(input: $input) {
    expiresAt
  }
}
    `) as unknown as TypedDocumentString<SignInByPasskeyMutation, SignInByPasskeyMutationVariables>;
export const RequestPasswordResetDocument = new TypedDocumentString(`
    mutation RequestPasswordReset($input: RequestPasswordResetInput!) {
  requestPasswordReset(input: $input)
}
    `) as unknown as TypedDocumentString<RequestPasswordResetMutation, RequestPasswordResetMutationVariables>;
export const ResetPasswordDocument = new TypedDocumentString(`
    mutation ResetPassword($input: ResetPasswordInput!) {
  resetPassword(input: $input)
}
    `) as unknown as TypedDocumentString<ResetPasswordMutation, ResetPasswordMutationVariables>;
export const VerifyEmailDocument = new TypedDocumentString(`
    mutation VerifyEmail($input: VerifyEmailInput!) {
  verifyEmail(input: $input)
}
    `) as unknown as TypedDocumentString<VerifyEmailMutation, VerifyEmailMutationVariables>;
export const RegionsDocument = new TypedDocumentString(`
    query Regions {
  regions {
    name
    silent
    impaired
    reason
  }
}
    `) as unknown as TypedDocumentString<RegionsQuery, RegionsQueryVariables>;
export const OperationDocument = new TypedDocumentString(`
    query Operation {
  instance {
    version
    observedAt
    schedulerLatenessMs
    troubles {
      kind
      region
      text
      since
    }
  }
  regions {
    name
    probers {
      name
      version
      alive
      seenAt
      impairment
      running
      capacity
      waitingResults
    }
    queue {
      checks {
        entries
        pending
        oldestAt
      }
      results {
        entries
        pending
        oldestAt
      }
      dead {
        entries
        oldestAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OperationQuery, OperationQueryVariables>;
export const LedgerPageDocument = new TypedDocumentString(`
    query LedgerPage($organizationId: ID!, $from: DateTime!, $after: String) {
  websites(first: 100, after: $after, organizationId: $organizationId) {
    nodes {
      id
      name
      uptime(from: $from) {
        slots {
          planned
          recorded
          unmeasured
          missing
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<LedgerPageQuery, LedgerPageQueryVariables>;
export const IncidentsDocument = new TypedDocumentString(`
    query Incidents($organizationId: ID!, $open: Boolean!, $after: String) {
  incidents(
    organizationId: $organizationId
    open: $open
    first: 30
    after: $after
  ) {
    nodes {
      ...IncidentRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment IncidentRow on Incident {
  id
  cause
  openedAt
  acknowledgedAt
  acknowledgedBy {
    email
  }
  resolvedAt
  resolvedBy {
    email
  }
  durationSecs
  flapping
  website {
    id
    name
  }
}`) as unknown as TypedDocumentString<IncidentsQuery, IncidentsQueryVariables>;
export const OpenIncidentsDocument = new TypedDocumentString(`
    query OpenIncidents($organizationId: ID!) {
  incidents(organizationId: $organizationId, open: true, first: 100) {
    nodes {
      id
    }
    pageInfo {
      hasNextPage
    }
  }
}
    `) as unknown as TypedDocumentString<OpenIncidentsQuery, OpenIncidentsQueryVariables>;
export const IncidentDocument = new TypedDocumentString(`
    query Incident($id: ID!) {
  incident(id: $id) {
    ...IncidentRow
    failingTick {
      ...EvidenceTick
    }
    healthyTick {
      ...EvidenceTick
    }
  }
}
    fragment IncidentRow on Incident {
  id
  cause
  openedAt
  acknowledgedAt
  acknowledgedBy {
    email
  }
  resolvedAt
  resolvedBy {
    email
  }
  durationSecs
  flapping
  website {
    id
    name
  }
}
fragment EvidenceTick on Tick {
  checkedAt
  region
  outcome
  httpStatus
  responseTimeMs
  attempts
  failure {
    reason
  }
  evidence {
    address
    addresses
    head
    body
    findings {
      expected
      actual
      verdict
    }
    attempts {
      outcome
      reason
      tookMs
    }
  }
}`) as unknown as TypedDocumentString<IncidentQuery, IncidentQueryVariables>;
export const TimelineDocument = new TypedDocumentString(`
    query Timeline($id: ID!, $after: String) {
  incident(id: $id) {
    timeline(first: 100, after: $after) {
      nodes {
        at
        kind
        region
        status
        user {
          email
        }
        text
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TimelineQuery, TimelineQueryVariables>;
export const IncidentDeliveriesDocument = new TypedDocumentString(`
    query IncidentDeliveries($id: ID!, $after: String) {
  incident(id: $id) {
    deliveries(first: 20, after: $after) {
      nodes {
        ...DeliveryEntry
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
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
}`) as unknown as TypedDocumentString<IncidentDeliveriesQuery, IncidentDeliveriesQueryVariables>;
export const AcknowledgeIncidentDocument = new TypedDocumentString(`
    mutation AcknowledgeIncident($id: ID!) {
  acknowledgeIncident(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<AcknowledgeIncidentMutation, AcknowledgeIncidentMutationVariables>;
export const ResolveIncidentDocument = new TypedDocumentString(`
    mutation ResolveIncident($id: ID!) {
  resolveIncident(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<ResolveIncidentMutation, ResolveIncidentMutationVariables>;
export const AddIncidentNoteDocument = new TypedDocumentString(`
    mutation AddIncidentNote($input: AddIncidentNoteInput!) {
  addIncidentNote(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<AddIncidentNoteMutation, AddIncidentNoteMutationVariables>;
export const IncidentEventsDocument = new TypedDocumentString(`
    subscription IncidentEvents($organizationId: ID!, $after: String) {
  incidents(organizationId: $organizationId, after: $after) {
    cursor
  }
}
    `) as unknown as TypedDocumentString<IncidentEventsSubscription, IncidentEventsSubscriptionVariables>;
export const MaintenancesDocument = new TypedDocumentString(`
    query Maintenances($organizationId: ID!, $state: MaintenanceState!, $after: String) {
  maintenances(
    organizationId: $organizationId
    state: $state
    first: 30
    after: $after
  ) {
    nodes {
      ...MaintenanceRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment MaintenanceRow on Maintenance {
  id
  title
  publicTitle
  websiteIds
  tags {
    text
  }
  from
  to
  rule {
    daily {
      from
      to
    }
    weekly {
      days
      from
      to
    }
    monthly {
      days
      from
      to
    }
    cron {
      expression
      durationSecs
    }
  }
  timeZone
  state
  currentWindow {
    from
    to
  }
  nextWindow {
    from
    to
  }
  cancelledAt
}`) as unknown as TypedDocumentString<MaintenancesQuery, MaintenancesQueryVariables>;
export const MaintenanceMonthDocument = new TypedDocumentString(`
    query MaintenanceMonth($organizationId: ID!, $from: DateTime!, $to: DateTime!, $after: String) {
  maintenances(organizationId: $organizationId, first: 30, after: $after) {
    nodes {
      id
      title
      windows(first: 62, from: $from, to: $to) {
        nodes {
          from
          to
        }
        pageInfo {
          hasNextPage
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<MaintenanceMonthQuery, MaintenanceMonthQueryVariables>;
export const CreateMaintenanceDocument = new TypedDocumentString(`
    mutation CreateMaintenance($input: CreateMaintenanceInput!) {
  createMaintenance(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<CreateMaintenanceMutation, CreateMaintenanceMutationVariables>;
export const StartMaintenanceDocument = new TypedDocumentString(`
    mutation StartMaintenance($id: ID!) {
  startMaintenance(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<StartMaintenanceMutation, StartMaintenanceMutationVariables>;
export const EndMaintenanceDocument = new TypedDocumentString(`
    mutation EndMaintenance($id: ID!) {
  endMaintenance(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<EndMaintenanceMutation, EndMaintenanceMutationVariables>;
export const CancelMaintenanceDocument = new TypedDocumentString(`
    mutation CancelMaintenance($id: ID!) {
  cancelMaintenance(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<CancelMaintenanceMutation, CancelMaintenanceMutationVariables>;
export const OrganizationDocument = new TypedDocumentString(`
    query Organization($id: ID!, $isAdmin: Boolean!) {
  organization(id: $id) {
    id
    members {
      role
      user {
        id
        email
      }
    }
    invitations @include(if: $isAdmin) {
      id
      role
      email
      createdAt
      expiresAt
    }
    apiKeys @include(if: $isAdmin) {
      id
      name
      scope
      prefix
      createdAt
      expiresAt
      lastUsedAt
      tags {
        text
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OrganizationQuery, OrganizationQueryVariables>;
export const CreateOrganizationDocument = new TypedDocumentString(`
    mutation CreateOrganization($input: CreateOrganizationInput!) {
  createOrganization(input: $input) {
    id
    name
    personal
    role
  }
}
    `) as unknown as TypedDocumentString<CreateOrganizationMutation, CreateOrganizationMutationVariables>;
export const UpdateOrganizationDocument = new TypedDocumentString(`
    mutation UpdateOrganization($input: UpdateOrganizationInput!) {
  updateOrganization(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<UpdateOrganizationMutation, UpdateOrganizationMutationVariables>;
export const DeleteOrganizationDocument = new TypedDocumentString(`
    mutation DeleteOrganization($id: ID!) {
  deleteOrganization(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteOrganizationMutation, DeleteOrganizationMutationVariables>;
export const LeaveOrganizationDocument = new TypedDocumentString(`
    mutation LeaveOrganization($id: ID!) {
  leaveOrganization(id: $id)
}
    `) as unknown as TypedDocumentString<LeaveOrganizationMutation, LeaveOrganizationMutationVariables>;
export const TransferOrganizationDocument = new TypedDocumentString(`
    mutation TransferOrganization($input: MemberInput!) {
  transferOrganization(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<TransferOrganizationMutation, TransferOrganizationMutationVariables>;
export const SetRoleDocument = new TypedDocumentString(`
    mutation SetRole($input: SetRoleInput!) {
  setRole(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<SetRoleMutation, SetRoleMutationVariables>;
export const RemoveMemberDocument = new TypedDocumentString(`
    mutation RemoveMember($input: MemberInput!) {
  removeMember(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<RemoveMemberMutation, RemoveMemberMutationVariables>;
export const InviteMemberDocument = new TypedDocumentString(`
    mutation InviteMember($input: InviteMemberInput!) {
  inviteMember(input: $input) {
    token
    url
  }
}
    `) as unknown as TypedDocumentString<InviteMemberMutation, InviteMemberMutationVariables>;
export const RevokeInvitationDocument = new TypedDocumentString(`
    mutation RevokeInvitation($id: ID!) {
  revokeInvitation(id: $id)
}
    `) as unknown as TypedDocumentString<RevokeInvitationMutation, RevokeInvitationMutationVariables>;
export const AcceptInvitationDocument = new TypedDocumentString(`
    mutation AcceptInvitation($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) {
    id
    name
    personal
    role
  }
}
    `) as unknown as TypedDocumentString<AcceptInvitationMutation, AcceptInvitationMutationVariables>;
export const CreateApiKeyDocument = new TypedDocumentString(`
    mutation CreateApiKey($input: CreateApiKeyInput!) {
  createApiKey(input: $input) {
    token
  }
}
    `) as unknown as TypedDocumentString<CreateApiKeyMutation, CreateApiKeyMutationVariables>;
export const RevokeApiKeyDocument = new TypedDocumentString(`
    mutation RevokeApiKey($id: ID!) {
  revokeApiKey(id: $id)
}
    `) as unknown as TypedDocumentString<RevokeApiKeyMutation, RevokeApiKeyMutationVariables>;
export const StatusPagesDocument = new TypedDocumentString(`
    query StatusPages($organizationId: ID!) {
  statusPages(organizationId: $organizationId) {
    ...StatusPageRow
  }
}
    fragment StatusPageRow on StatusPage {
  id
  slug
  url
  title
  access
  publishedAt
  components {
    id
  }
}`) as unknown as TypedDocumentString<StatusPagesQuery, StatusPagesQueryVariables>;
export const PublishStatusPageDocument = new TypedDocumentString(`
    mutation PublishStatusPage($id: ID!) {
  publishStatusPage(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<PublishStatusPageMutation, PublishStatusPageMutationVariables>;
export const UnpublishStatusPageDocument = new TypedDocumentString(`
    mutation UnpublishStatusPage($id: ID!) {
  unpublishStatusPage(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<UnpublishStatusPageMutation, UnpublishStatusPageMutationVariables>;
export const DeleteStatusPageDocument = new TypedDocumentString(`
    mutation DeleteStatusPage($id: ID!) {
  deleteStatusPage(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteStatusPageMutation, DeleteStatusPageMutationVariables>;
export const StatusPageDocument = new TypedDocumentString(`
    query StatusPage($id: ID!) {
  statusPage(id: $id) {
    ...StatusPageSettings
  }
}
    fragment StatusPageSettings on StatusPage {
  id
  slug
  url
  title
  text
  language
  color
  links {
    label
    url
  }
  hasLogo
  foldSections
  publishIncidents
  host
  access
  networks
  publishedAt
  components {
    id
    name
    description
    section
    websiteId
    websiteName
    tag {
      text
    }
    status
    shows {
      bars
      uptime
      latency
      regions
    }
  }
}`) as unknown as TypedDocumentString<StatusPageQuery, StatusPageQueryVariables>;
export const CreateStatusPageDocument = new TypedDocumentString(`
    mutation CreateStatusPage($input: CreateStatusPageInput!) {
  createStatusPage(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<CreateStatusPageMutation, CreateStatusPageMutationVariables>;
export const UpdateStatusPageDocument = new TypedDocumentString(`
    mutation UpdateStatusPage($input: UpdateStatusPageInput!) {
  updateStatusPage(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<UpdateStatusPageMutation, UpdateStatusPageMutationVariables>;
export const PreviewStatusPageDocument = new TypedDocumentString(`
    mutation PreviewStatusPage($input: CreateStatusPageInput!) {
  previewStatusPage(input: $input)
}
    `) as unknown as TypedDocumentString<PreviewStatusPageMutation, PreviewStatusPageMutationVariables>;
export const PreviewStatusPageUpdateDocument = new TypedDocumentString(`
    mutation PreviewStatusPageUpdate($input: UpdateStatusPageInput!) {
  previewStatusPageUpdate(input: $input)
}
    `) as unknown as TypedDocumentString<PreviewStatusPageUpdateMutation, PreviewStatusPageUpdateMutationVariables>;
export const StatusPageIncidentsDocument = new TypedDocumentString(`
    query StatusPageIncidents($id: ID!, $open: Boolean!, $after: String) {
  statusPage(id: $id) {
    incidents(first: 20, open: $open, after: $after) {
      nodes {
        ...PageIncidentRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment PageIncidentRow on StatusPageIncident {
  id
  title
  beganAt
  resolvedAt
  publishedAt
  updates {
    id
    state
  }
}`) as unknown as TypedDocumentString<StatusPageIncidentsQuery, StatusPageIncidentsQueryVariables>;
export const StatusPageIncidentDocument = new TypedDocumentString(`
    query StatusPageIncident($id: ID!) {
  statusPageIncident(id: $id) {
    ...PageIncidentDetails
  }
}
    fragment PageIncidentDetails on StatusPageIncident {
  id
  statusPageId
  incidentId
  title
  beganAt
  resolvedAt
  publishedAt
  updates {
    id
    state
    text
    at
    automatic
    affected {
      componentId
      status
    }
  }
}`) as unknown as TypedDocumentString<StatusPageIncidentQuery, StatusPageIncidentQueryVariables>;
export const CreateStatusPageIncidentDocument = new TypedDocumentString(`
    mutation CreateStatusPageIncident($input: CreateStatusPageIncidentInput!) {
  createStatusPageIncident(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<CreateStatusPageIncidentMutation, CreateStatusPageIncidentMutationVariables>;
export const UpdateStatusPageIncidentDocument = new TypedDocumentString(`
    mutation UpdateStatusPageIncident($input: UpdateStatusPageIncidentInput!) {
  updateStatusPageIncident(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<UpdateStatusPageIncidentMutation, UpdateStatusPageIncidentMutationVariables>;
export const PublishStatusPageIncidentDocument = new TypedDocumentString(`
    mutation PublishStatusPageIncident($id: ID!) {
  publishStatusPageIncident(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<PublishStatusPageIncidentMutation, PublishStatusPageIncidentMutationVariables>;
export const PostStatusUpdateDocument = new TypedDocumentString(`
    mutation PostStatusUpdate($input: PostStatusUpdateInput!) {
  postStatusUpdate(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<PostStatusUpdateMutation, PostStatusUpdateMutationVariables>;
export const DeleteStatusPageIncidentDocument = new TypedDocumentString(`
    mutation DeleteStatusPageIncident($id: ID!) {
  deleteStatusPageIncident(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteStatusPageIncidentMutation, DeleteStatusPageIncidentMutationVariables>;
export const DraftStatusPageIncidentsDocument = new TypedDocumentString(`
    mutation DraftStatusPageIncidents($id: ID!) {
  draftStatusPageIncidents(id: $id) {
    id
    statusPageId
    title
  }
}
    `) as unknown as TypedDocumentString<DraftStatusPageIncidentsMutation, DraftStatusPageIncidentsMutationVariables>;
export const WebsiteToEditDocument = new TypedDocumentString(`
    query WebsiteToEdit($id: ID!) {
  website(id: $id) {
    ...WebsiteSettings
  }
}
    fragment WebsiteSettings on Website {
  id
  name
  url
  tags {
    text
  }
  intervalSecs
  timeoutMs
  retries
  regions
  quorum
  confirmationSecs
  recoverySecs
  ipVersion
  degradedAboveMs
  downAboveMs
  tlsRules {
    minVersion
    degradedBelowDays
    ignoreErrors
  }
  check {
    kind
    http {
      method
      headers
      body
      auth
      clientCertificate
      version
      maxRedirects
      bodyLimitBytes
      statuses
      assertions {
        subject
        property
        comparison
        value
      }
      host
      connectTo
    }
    tcp {
      tls
      send
      expect
    }
    dns {
      record
      server
      expect
      rcode
    }
    ping {
      count
      maxLossPercent
      degradedAboveJitterMs
    }
    tls {
      connectTo
    }
    webSocket {
      headers
      subprotocol
      send
      expect
      host
      connectTo
    }
    smtp {
      startTls
    }
  }
}`) as unknown as TypedDocumentString<WebsiteToEditQuery, WebsiteToEditQueryVariables>;
export const UpdateWebsiteDocument = new TypedDocumentString(`
    mutation UpdateWebsite($input: UpdateWebsiteInput!) {
  updateWebsite(input: $input) {
    ...WebsiteRow
  }
}
    fragment WebsiteRow on Website {
  id
  name
  url
  status
  createdAt
  intervalSecs
  tags {
    text
    color
  }
  lastTick {
    checkedAt
    outcome
    region
    responseTimeMs
    failure {
      reason
    }
  }
}`) as unknown as TypedDocumentString<UpdateWebsiteMutation, UpdateWebsiteMutationVariables>;
export const TryCheckDocument = new TypedDocumentString(`
    mutation TryCheck($input: CreateWebsiteInput!) {
  tryCheck(input: $input) {
    ...Trial
  }
}
    fragment Trial on RegionTrial {
  region
  result {
    checkedAt
    outcome
    httpStatus
    responseTimeMs
    failure {
      reason
    }
    evidence {
      address
      findings {
        expected
        actual
        verdict
      }
      head
      body
    }
    tls {
      version
      problem
      chain {
        daysLeft
      }
    }
  }
}`) as unknown as TypedDocumentString<TryCheckMutation, TryCheckMutationVariables>;
export const TryUpdateDocument = new TypedDocumentString(`
    mutation TryUpdate($input: UpdateWebsiteInput!) {
  tryUpdate(input: $input) {
    ...Trial
  }
}
    fragment Trial on RegionTrial {
  region
  result {
    checkedAt
    outcome
    httpStatus
    responseTimeMs
    failure {
      reason
    }
    evidence {
      address
      findings {
        expected
        actual
        verdict
      }
      head
      body
    }
    tls {
      version
      problem
      chain {
        daysLeft
      }
    }
  }
}`) as unknown as TypedDocumentString<TryUpdateMutation, TryUpdateMutationVariables>;
export const LastAnswersDocument = new TypedDocumentString(`
    query LastAnswers($id: ID!) {
  website(id: $id) {
    id
    ticks(first: 10) {
      nodes {
        checkedAt
        region
        httpStatus
        evidence {
          head
          body
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<LastAnswersQuery, LastAnswersQueryVariables>;
export const WebsiteOverviewDocument = new TypedDocumentString(`
    query WebsiteOverview($id: ID!) {
  website(id: $id) {
    id
    name
    url
    status
    intervalSecs
    quorum
    createdAt
    inMaintenance
    tags {
      text
    }
    regionStatuses {
      region
      status
    }
    ticks(first: 50) {
      nodes {
        region
        outcome
        checkedAt
        httpStatus
        responseTimeMs
        failure {
          reason
        }
      }
    }
    changes(first: 1) {
      nodes {
        status
        from
      }
    }
  }
}
    `) as unknown as TypedDocumentString<WebsiteOverviewQuery, WebsiteOverviewQueryVariables>;
export const WebsiteAvailabilityDocument = new TypedDocumentString(`
    query WebsiteAvailability($id: ID!) {
  website(id: $id) {
    id
    createdAt
    uptimeSeries(step: DAY) {
      from
      stepSecs
      ratios
      worst
      downSecs
    }
    day: uptime(window: DAY) {
      ...Availability
    }
    week: uptime(window: WEEK) {
      ...Availability
    }
    month: uptime(window: MONTH) {
      ...Availability
    }
    quarter: uptime(window: QUARTER) {
      ...Availability
    }
  }
}
    fragment Availability on Uptime {
  ratio
  coverage
  downSecs
  slots {
    from
    to
    planned
    recorded
    unmeasured
    missing
  }
}`) as unknown as TypedDocumentString<WebsiteAvailabilityQuery, WebsiteAvailabilityQueryVariables>;
export const WebsiteLatencyDocument = new TypedDocumentString(`
    query WebsiteLatency($id: ID!, $window: Window, $from: DateTime, $to: DateTime, $region: String) {
  website(id: $id) {
    id
    latency(window: $window, from: $from, to: $to, region: $region) {
      count
      p50Ms
      p95Ms
      p99Ms
      phases {
        dns {
          ...Phase
        }
        connect {
          ...Phase
        }
        tls {
          ...Phase
        }
        ttfb {
          ...Phase
        }
        transfer {
          ...Phase
        }
      }
    }
    latencySeries(window: $window, from: $from, to: $to, region: $region) {
      stepSecs
      at
      counts
      p50Ms
      p95Ms
      p99Ms
    }
    changes(first: 100, region: $region) {
      nodes {
        status
        from
        to
      }
    }
  }
}
    fragment Phase on PhaseLatency {
  count
  meanMs
  p50Ms
  p95Ms
  p99Ms
}`) as unknown as TypedDocumentString<WebsiteLatencyQuery, WebsiteLatencyQueryVariables>;
export const WebsiteHistoryDocument = new TypedDocumentString(`
    query WebsiteHistory($id: ID!, $first: Int!) {
  website(id: $id) {
    id
    open: incidents(first: 100, open: true) {
      nodes {
        ...WebsiteIncident
      }
    }
    incidents(first: $first, open: false) {
      nodes {
        ...WebsiteIncident
      }
      pageInfo {
        hasNextPage
      }
    }
    verdicts(first: $first) {
      nodes {
        kind
        firstAt
        lastAt
        count
        needed
        incidentId
        votes {
          region
          slot
          say
          failures
        }
      }
      pageInfo {
        hasNextPage
      }
    }
    changes(first: $first) {
      nodes {
        status
        from
        to
        maintenanceSecs
      }
      pageInfo {
        hasNextPage
      }
    }
  }
}
    fragment WebsiteIncident on Incident {
  id
  openedAt
  acknowledgedAt
  resolvedAt
  durationSecs
  cause
  flapping
}`) as unknown as TypedDocumentString<WebsiteHistoryQuery, WebsiteHistoryQueryVariables>;
export const WebsiteChecksDocument = new TypedDocumentString(`
    query WebsiteChecks($id: ID!) {
  website(id: $id) {
    id
    ticks(first: 60) {
      edges {
        cursor
        node {
          slot
          region
          askedBy
          checkedAt
          outcome
          httpStatus
          responseTimeMs
          attempts
          phases {
            ...PhaseTimes
          }
          failure {
            detail
            reason
          }
        }
      }
    }
  }
}
    fragment PhaseTimes on Phases {
  dnsMs
  connectMs
  tlsMs
  ttfbMs
  transferMs
}`) as unknown as TypedDocumentString<WebsiteChecksQuery, WebsiteChecksQueryVariables>;
export const CheckEvidenceDocument = new TypedDocumentString(`
    query CheckEvidence($id: ID!, $after: String) {
  website(id: $id) {
    id
    ticks(first: 10, after: $after) {
      nodes {
        slot
        region
        evidence {
          address
          hops {
            url
            address
            httpStatus
            phases {
              ...PhaseTimes
            }
          }
          attempts {
            outcome
            reason
            tookMs
          }
          findings {
            expected
            actual
            verdict
          }
          certificates {
            ...Certificate
          }
          head
          body
        }
      }
    }
  }
}
    fragment PhaseTimes on Phases {
  dnsMs
  connectMs
  tlsMs
  ttfbMs
  transferMs
}
fragment Certificate on Certificate {
  fingerprint
  subject
  names
  issuer
  notAfter
  daysLeft
  key
}`) as unknown as TypedDocumentString<CheckEvidenceQuery, CheckEvidenceQueryVariables>;
export const WebsiteTlsDocument = new TypedDocumentString(`
    query WebsiteTls($id: ID!) {
  website(id: $id) {
    id
    tls {
      region
      version
      cipher
      problem
      chain {
        ...Certificate
      }
    }
  }
}
    fragment Certificate on Certificate {
  fingerprint
  subject
  names
  issuer
  notAfter
  daysLeft
  key
}`) as unknown as TypedDocumentString<WebsiteTlsQuery, WebsiteTlsQueryVariables>;
export const RecentChecksDocument = new TypedDocumentString(`
    query RecentChecks($id: ID!) {
  website(id: $id) {
    id
    recentChecks(last: 60) {
      slots
      regions
      outcomes
      responseTimesMs
    }
  }
}
    `) as unknown as TypedDocumentString<RecentChecksQuery, RecentChecksQueryVariables>;
export const CheckNowDocument = new TypedDocumentString(`
    mutation CheckNow($id: ID!) {
  checkNow(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<CheckNowMutation, CheckNowMutationVariables>;
export const PauseWebsiteDocument = new TypedDocumentString(`
    mutation PauseWebsite($id: ID!) {
  pauseWebsite(id: $id) {
    id
    status
  }
}
    `) as unknown as TypedDocumentString<PauseWebsiteMutation, PauseWebsiteMutationVariables>;
export const ResumeWebsiteDocument = new TypedDocumentString(`
    mutation ResumeWebsite($id: ID!) {
  resumeWebsite(id: $id) {
    id
    status
  }
}
    `) as unknown as TypedDocumentString<ResumeWebsiteMutation, ResumeWebsiteMutationVariables>;
export const DeleteWebsiteDocument = new TypedDocumentString(`
    mutation DeleteWebsite($id: ID!) {
  deleteWebsite(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteWebsiteMutation, DeleteWebsiteMutationVariables>;
export const WebsitesDocument = new TypedDocumentString(`
    query Websites($organizationId: ID!, $after: String) {
  websites(first: 500, after: $after, organizationId: $organizationId) {
    nodes {
      ...WebsiteRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment WebsiteRow on Website {
  id
  name
  url
  status
  createdAt
  intervalSecs
  tags {
    text
    color
  }
  lastTick {
    checkedAt
    outcome
    region
    responseTimeMs
    failure {
      reason
    }
  }
}`) as unknown as TypedDocumentString<WebsitesQuery, WebsitesQueryVariables>;
export const WebsiteIdsDocument = new TypedDocumentString(`
    query WebsiteIds($organizationId: ID!, $region: String, $sort: WebsiteSort, $after: String) {
  websites(
    first: 1000
    after: $after
    organizationId: $organizationId
    region: $region
    sort: $sort
  ) {
    nodes {
      id
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<WebsiteIdsQuery, WebsiteIdsQueryVariables>;
export const RegionNamesDocument = new TypedDocumentString(`
    query RegionNames {
  regions {
    name
    silent
    impaired
  }
}
    `) as unknown as TypedDocumentString<RegionNamesQuery, RegionNamesQueryVariables>;
export const TicksDocument = new TypedDocumentString(`
    subscription Ticks($organizationId: ID!, $after: String) {
  ticks(organizationId: $organizationId, after: $after) {
    cursor
    website {
      id
    }
    tick {
      checkedAt
      outcome
      region
      responseTimeMs
      failure {
        reason
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TicksSubscription, TicksSubscriptionVariables>;
export const StatusChangesDocument = new TypedDocumentString(`
    subscription StatusChanges($organizationId: ID!, $after: String) {
  statusChanges(organizationId: $organizationId, after: $after) {
    cursor
    status
    website {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<StatusChangesSubscription, StatusChangesSubscriptionVariables>;
export const CreateWebsiteDocument = new TypedDocumentString(`
    mutation CreateWebsite($input: CreateWebsiteInput!) {
  createWebsite(input: $input) {
    ...WebsiteRow
  }
}
    fragment WebsiteRow on Website {
  id
  name
  url
  status
  createdAt
  intervalSecs
  tags {
    text
    color
  }
  lastTick {
    checkedAt
    outcome
    region
    responseTimeMs
    failure {
      reason
    }
  }
}`) as unknown as TypedDocumentString<CreateWebsiteMutation, CreateWebsiteMutationVariables>;
export const WebsiteDaysDocument = new TypedDocumentString(`
    query WebsiteDays($organizationId: ID!, $first: Int!, $after: String) {
  websites(first: $first, after: $after, organizationId: $organizationId) {
    nodes {
      ...WebsiteDay
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment WebsiteDay on Website {
  id
  uptimeSeries(step: HOUR, steps: 24) {
    from
    stepSecs
    worst
    downSecs
  }
  uptime(window: DAY) {
    ratio
  }
  latency(window: DAY) {
    p95Ms
  }
  tls {
    chain {
      daysLeft
    }
  }
}`) as unknown as TypedDocumentString<WebsiteDaysQuery, WebsiteDaysQueryVariables>;