import type { ChannelKind, CreateChannelInput } from '../../api/generated/graphql';

/** The fields of `CreateChannelInput` that hold the settings of a kind. */
export type SettingsOf = Exclude<
  keyof CreateChannelInput,
  | 'organizationId'
  | 'name'
  | 'kinds'
  | 'websiteIds'
  | 'tags'
  | 'repeatSecs'
  | 'timeZone'
  | 'quiet'
  | 'fallback'
>;

/** A setting, and how it is asked for. */
export interface Field {
  name: string;
  label: string;
  hint?: string;
  /** `list` is one a line, `pairs` a `name: value` a line. */
  type: 'text' | 'secret' | 'integer' | 'flag' | 'list' | 'pairs' | 'template' | 'choice';
  isRequired?: boolean;
  choices?: readonly string[];
}

interface Kind {
  input: SettingsOf;
  fields: readonly Field[];
}

const text = (name: string, label: string, hint?: string): Field => ({
  name,
  label,
  type: 'text',
  ...(hint === undefined ? {} : { hint }),
});
const secret = (name: string, label: string, hint?: string): Field => ({
  ...text(name, label, hint),
  type: 'secret',
});
const needed = (field: Field): Field => ({ ...field, isRequired: true });
const server = (own: string) => text('baseUrl', 'Server', `${own}, if you leave it empty`);
const hook = (label = 'Address of the webhook') => needed(secret('url', label));

/** The settings of each kind of channel. */
export const KINDS: Record<ChannelKind, Kind> = {
  EMAIL: {
    input: 'email',
    fields: [
      needed({
        name: 'to',
        label: 'Recipients',
        type: 'list',
        hint: 'One address a line, up to 20',
      }),
      text('host', 'Mail server', "This installation's own, if you leave it empty"),
      { name: 'port', label: 'Port', type: 'integer' },
      {
        name: 'security',
        label: 'Encryption',
        type: 'choice',
        choices: ['STARTTLS', 'TLS', 'NONE'],
        hint: 'STARTTLS, or TLS on port 465, if you leave it empty',
      },
      text('user', 'User'),
      secret('password', 'Password'),
      text('from', 'Sender', 'The user, if you leave it empty'),
    ],
  },
  SLACK: {
    input: 'slack',
    fields: [
      secret('url', 'Address of an incoming webhook', 'Or a token and a channel'),
      secret('token', 'Token of a bot', 'xoxb-…'),
      text('channel', 'Channel of the bot', 'Its id or name'),
      server("Slack's"),
    ],
  },
  DISCORD: {
    input: 'discord',
    fields: [
      hook(),
      text('threadId', 'Id of the thread'),
      { name: 'forum', label: 'It is a forum, where each incident is a post', type: 'flag' },
    ],
  },
  TEAMS: { input: 'teams', fields: [hook('Address of the workflow')] },
  TELEGRAM: {
    input: 'telegram',
    fields: [
      needed(secret('token', 'Token of the bot', '123456:ABC…')),
      needed(text('chatId', 'Id of the chat', 'Or the name of a public channel, with its @')),
      { name: 'topicId', label: 'Id of the topic', type: 'integer' },
      server("Telegram's"),
    ],
  },
  WEBHOOK: {
    input: 'webhook',
    fields: [
      needed(text('url', 'Address')),
      needed(
        secret('secret', 'Secret', 'whsec_ and Base64 of 24 to 64 bytes; your program checks it'),
      ),
      secret('previousSecret', 'Secret before', 'Also signs while receivers change over'),
      { name: 'headers', label: 'Headers', type: 'pairs', hint: 'One a line, as in Name: value' },
      {
        name: 'template',
        label: 'Template of the body',
        type: 'template',
        hint: 'Jinja; the usual event, if you leave it empty',
      },
    ],
  },
  NTFY: {
    input: 'ntfy',
    fields: [
      needed(secret('topic', 'Topic', 'Whoever knows it can read it')),
      secret('token', 'Token of a user', 'tk_…'),
      server('https://ntfy.sh'),
    ],
  },
  PAGERDUTY: {
    input: 'pagerduty',
    fields: [needed(secret('routingKey', 'Routing key of the integration')), server("PagerDuty's")],
  },
  MATTERMOST: {
    input: 'mattermost',
    fields: [hook(), text('channel', 'Channel', "The webhook's own, if you leave it empty")],
  },
  GOOGLE_CHAT: { input: 'googleChat', fields: [hook()] },
  JIRA: {
    input: 'jira',
    fields: [
      needed(secret('key', 'Key of an integration of the type API')),
      text(
        'baseUrl',
        'Where alerts are created',
        'Jira Service Management, if you leave it empty; https://api.opsgenie.com/v2/alerts for Opsgenie',
      ),
    ],
  },
  ALERTMANAGER: {
    input: 'alertmanager',
    fields: [
      needed(text('url', 'Address', 'Without /api/v2')),
      secret('token', 'Token', 'If what is in front of it wants one'),
      { name: 'labels', label: 'Labels', type: 'pairs', hint: 'One a line, as in name: value' },
    ],
  },
  GOTIFY: {
    input: 'gotify',
    fields: [needed(text('url', 'Address')), needed(secret('token', 'Token of an application'))],
  },
  MATRIX: {
    input: 'matrix',
    fields: [
      needed(text('url', 'Address of the home server')),
      needed(secret('token', 'Access token', 'Of a user who is in the room')),
      needed(text('room', 'Id of the room', '!…:example.org, not its alias')),
    ],
  },
  PUSHOVER: {
    input: 'pushover',
    fields: [
      needed(secret('token', 'Token of an application')),
      needed(secret('user', 'Key of a user or a group')),
      text('device', 'Device', 'All, if you leave it empty'),
      {
        name: 'emergency',
        label: 'Opened incidents sound each minute until they are acknowledged',
        type: 'flag',
      },
      server("Pushover's"),
    ],
  },
  INCIDENT_IO: {
    input: 'incidentIo',
    fields: [
      needed(text('source', 'Id of the alert source', 'The last part of its address')),
      needed(secret('token', 'Token of the alert source')),
      server("incident.io's"),
    ],
  },
  TWILIO: {
    input: 'twilio',
    fields: [
      needed(text('account', 'Id of the account', 'AC…')),
      text('apiKey', 'Id of an API key', 'SK…, if the token is its secret'),
      needed(secret('token', 'Token')),
      needed(text('from', 'From', 'A number as +15005550006, a name, or MG…')),
      needed(text('to', 'To', 'A number as +15005550006')),
      server("Twilio's"),
    ],
  },
  APPRISE: {
    input: 'apprise',
    fields: [
      needed(text('url', 'Address')),
      needed(secret('key', 'Key of the stored configuration')),
      text('tag', 'Tags', 'Which of its services hear; all, if you leave it empty'),
    ],
  },
};
